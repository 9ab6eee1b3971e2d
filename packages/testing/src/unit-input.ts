import type { UnitInput } from "@stillpoint/core";

/** A sample whose units are given by index alone: `indices` `[d]` unless `shape` says how they broadcast; −1 is fixed. */
export function unitsOver(indices: Int32Array, count: number, shape: readonly number[] = [indices.length]): UnitInput {
  return {
    inputs: {},
    unitOf: { data: indices, shape },
    units: Array.from({ length: count }, (_, i) => ({ label: `unit ${i}`, region: "foreground" as const })),
  };
}

/** `[count·size]` the first `size` scalars are unit 0, the next unit 1, and so on. */
export function blockIndices(count: number, size: number): Int32Array {
  return Int32Array.from({ length: count * size }, (_, p) => Math.floor(p / size));
}
