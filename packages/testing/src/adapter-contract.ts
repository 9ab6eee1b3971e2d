// What every adapter promises, checked on the author's own samples.

import { ensure, FIXED, type ModalityAdapter, type UnitInput } from "@stillpoint/core";
import { contentsOf } from "./contents.ts";
import { type Promised, promiseOf } from "./promise.ts";

/**
 * Throws `ADAPTER` with the first promise an adapter breaks on `samples`; returns when it keeps them all.
 *
 * - every sample has at least one unit, and both foreground and background ones
 * - every unit has a label and holds at least one scalar; every index in `unitOf` is a unit or `FIXED`
 * - `unitOf` fills its shape; every input has batch axis 1, fills its shape and is finite
 * - the same sample gives the same units twice, and is not changed
 *
 * Throws `USAGE` where there is no sample to check.
 */
export function checkAdapter<Sample>(adapter: ModalityAdapter<Sample>, samples: readonly Sample[]): void {
  ensure(
    samples.length > 0,
    "USAGE",
    () => "checkAdapter: expected at least one sample; got none; pass samples of your data",
  );
  for (const [k, sample] of samples.entries()) {
    const promise = promiseOf("ADAPTER", `${adapter.modality} adapter, sample ${k}`, "fix toUnits");
    const before = contentsOf(sample);
    const input = adapter.toUnits(sample);
    promise(contentsOf(sample) === before, "the sample unchanged", "another one");
    const first = contentsOf(input);
    promise(
      contentsOf(adapter.toUnits(sample)) === first,
      "the same units for the same sample",
      "others the second time",
    );
    checkUnits(input, promise);
    checkInputs(input, promise);
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
