// What every adapter promises, checked on the author's own samples.

import { ensure, FIXED, type ModalityAdapter, StillpointError, type UnitInput } from "@stillpoint/core";
import { contentsOf } from "./contents.ts";
import { type Promised, promiseOf } from "./promise.ts";

/** What the author knows of the samples beside the samples themselves. */
export interface AdapterCheck<Sample> {
  /** How many units a sample must give, counted by other means: words of a text, points of a cloud. */
  readonly count?: (sample: Sample) => number;
  /** Samples the adapter must refuse with a `StillpointError`: a text longer than its tokens, an empty one. */
  readonly refused?: readonly Sample[];
}

/**
 * Throws `ADAPTER` with the first promise an adapter breaks on `samples`; returns when it keeps them all.
 *
 * - every sample has at least one unit, and both foreground and background ones
 * - every unit has a label and holds at least one scalar; every index in `unitOf` is a unit or `FIXED`
 * - `unitOf` fills its shape; every input has batch axis 1, fills its shape and is finite
 * - the same sample gives the same units twice, and is not changed
 * - units cover the sample: as many as `count` says, and a sample that does not fit is refused, never cut short
 *
 * Throws `USAGE` where there is no sample to check.
 */
export function checkAdapter<Sample>(
  adapter: ModalityAdapter<Sample>,
  samples: readonly Sample[],
  { count, refused = [] }: AdapterCheck<Sample> = {},
): void {
  ensure(
    samples.length > 0,
    "USAGE",
    () => "checkAdapter: expected at least one sample; got none; pass samples of your data",
  );
  for (const [k, sample] of samples.entries()) {
    const promise = promiseOf("ADAPTER", `${adapter.modality} adapter, sample ${k}`, "fix toUnits");
    const before = contentsOf(sample);
    const input = adapter.toUnits(sample);
    const first = contentsOf(input);
    promise(contentsOf(sample) === before, "the sample unchanged", "another one");
    const second = contentsOf(adapter.toUnits(sample));
    promise(contentsOf(sample) === before, "the sample unchanged", "another one");
    promise(second === first, "the same units for the same sample", "others the second time");
    checkUnits(input, promise);
    checkInputs(input, promise);
    if (count !== undefined) {
      const expected = count(sample);
      promise(input.units.length === expected, `${expected} units that cover the sample`, `${input.units.length}`);
    }
  }
  for (const [k, sample] of refused.entries()) {
    const promise = promiseOf("ADAPTER", `${adapter.modality} adapter, refused sample ${k}`, "throw from toUnits");
    promise(...refusal(() => adapter.toUnits(sample)));
  }
}

/** Whether `toUnits` fails with a `StillpointError`, as arguments of a promise. */
function refusal(toUnits: () => UnitInput): readonly [ok: boolean, expectation: string, got: string] {
  const expectation = "a StillpointError";
  try {
    return [false, expectation, `${toUnits().units.length} units`];
  } catch (error) {
    return [error instanceof StillpointError, expectation, String(error)];
  }
}

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);

function checkUnits({ unitOf, units }: UnitInput, promise: Promised): void {
  promise(units.length > 0, "at least one unit", "none");
  promise(
    unitOf.data.length === product(unitOf.shape),
    `unitOf to fill its shape [${unitOf.shape}]`,
    `${unitOf.data.length} indices`,
  );
  const scalars = new Float64Array(units.length);
  for (const unit of unitOf.data) {
    promise(
      unit === FIXED || (unit >= 0 && unit < units.length),
      `indices of ${units.length} units or ${FIXED}`,
      `${unit}`,
    );
    if (unit !== FIXED) scalars[unit] = scalars[unit]! + 1;
  }
  const empty = scalars.indexOf(0);
  promise(empty < 0, "every unit to hold a scalar", `none for unit ${empty} "${units[empty]?.label}"`);
  const nameless = units.findIndex((unit) => unit.label === "");
  promise(nameless < 0, "a label for every unit", `none for unit ${nameless}`);
  for (const region of ["foreground", "background"] as const)
    promise(
      units.some((unit) => unit.region === region),
      `at least one ${region} unit`,
      "none",
    );
}

function checkInputs({ inputs }: UnitInput, promise: Promised): void {
  promise(Object.keys(inputs).length > 0, "at least one input", "none");
  for (const [name, { type, shape, data }] of Object.entries(inputs)) {
    promise(shape[0] === 1, `input "${name}" with batch axis 1`, `shape [${shape}]`);
    promise(data.length === product(shape), `input "${name}" to fill its shape [${shape}]`, `${data.length} numbers`);
    promise(
      (type === "int64") === data instanceof BigInt64Array,
      `input "${name}" of type ${type} in its own array`,
      data.constructor.name,
    );
    if (data instanceof Float32Array) {
      const bad = data.findIndex((value) => !Number.isFinite(value));
      promise(bad < 0, `input "${name}" finite`, `${data[bad]} at ${bad}`);
    }
  }
}
