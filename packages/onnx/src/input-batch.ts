// Which axis of a network's inputs is the batch, and whether the export fixed its size.

import { batchRank, type FixedBatch, type Graph, type Port } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import type { Feeds } from "./protocol.ts";

/** Where the batch lies in a network's inputs. */
export interface InputBatch {
  /** Its axis by input; 0 where none is given. */
  readonly axes: ReadonlyMap<string, number>;
  /** Undefined where any number of copies runs at once. */
  readonly fixed: FixedBatch | undefined;
}

/** More places than these are not tried. */
const MOST = 16;

/**
 * The places that the batch of a network's inputs can have, best first: axes whose removal leaves the shape of a sample
 * of `example`, which has the batch first and of size 1. An axis named as a batch leaves no choice; then come others
 * by `batchRank`. Throws `StillpointError` `SHAPE` where an input has no such axis, `MODEL`
 * where inputs differ in the size of their batch.
 */
export function inputBatches({ inputs }: Graph, example: Feeds): readonly InputBatch[] {
  const choices = inputs.map((port) => axesOf(port, example[port.name]?.shape ?? []));
  const combined = choices.reduce<readonly (readonly number[])[]>(
    (all, axes) => all.flatMap((chosen) => axes.map((axis) => [...chosen, axis])).slice(0, MOST),
    [[]],
  );
  const placed = combined.map((axes) => inputs.map((port, index) => ({ port, axis: axes[index] ?? 0 })));
  const possible = placed.filter((places) => sameSize(places) && sameSymbol(places));
  if (possible.length > 0) return possible.map(inputBatch);
  const sizes = placed[0]?.map(({ port, axis }) => `${port.name} ${port.dims?.[axis]}`) ?? [];
  throw new StillpointError(
    "MODEL",
    `inputs: expected one batch size for all; got ${sizes.join(", ")}; export them with the same batch axis`,
  );
}

/** An input with an axis that may be its batch. */
interface Place {
  readonly port: Port;
  readonly axis: number;
}

function inputBatch(places: readonly Place[]): InputBatch {
  const [fixed] = fixedSizes(places);
  const moved = places.filter(({ axis }) => axis > 0);
  return { axes: new Map(moved.map(({ port, axis }) => [port.name, axis])), fixed };
}

function fixedSizes(places: readonly Place[]): FixedBatch[] {
  return places.flatMap(({ port, axis }) => {
    const size = port.dims?.[axis];
    return typeof size === "number" ? [{ size, axis }] : [];
  });
}

function sameSize(places: readonly Place[]): boolean {
  return new Set(fixedSizes(places).map(({ size }) => size)).size <= 1;
}

/** Whether no input has the symbol of another one's batch on another axis. */
function sameSymbol(places: readonly Place[]): boolean {
  const symbols = new Set(places.map(({ port, axis }) => port.dims?.[axis]).filter((dim) => typeof dim === "string"));
  return places.every(({ port, axis }) => {
    return (
      port.dims === undefined || port.dims.every((dim, k) => k === axis || dim === "?" || !symbols.has(String(dim)))
    );
  });
}

function axesOf({ name, dims }: Port, [, ...sample]: readonly number[]): readonly number[] {
  if (dims === undefined) return [0];
  const named = dims.some((dim) => batchRank(dim) === 0);
  const fitting = [...dims.keys()].filter((axis) => {
    if (named && batchRank(dims[axis]) > 0) return false;
    const rest = dims.filter((_, other) => other !== axis);
    return rest.length === sample.length && rest.every((dim, k) => typeof dim === "string" || dim === sample[k]);
  });
  if (fitting.length === 0) {
    throw new StillpointError(
      "SHAPE",
      `input ${name}: expected shape ${dims.join("x")}; got ${[1, ...sample].join("x")}; resize the data or choose the matching network`,
    );
  }
  const best = Math.min(...fitting.map((axis) => batchRank(dims[axis])));
  const ranked = fitting.filter((axis) => batchRank(dims[axis]) === best);
  // Of one copy the first axis will do: wherever an axis of size 1 lies, the numbers come in the same order.
  const settled = best === 0 || dims[ranked[0] ?? 0] === 1;
  return settled ? ranked.slice(0, 1) : ranked;
}
