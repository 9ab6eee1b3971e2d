// How far the features move at the sigmas that were found, from copies of their own.

import type { MapTask } from "./map-task.ts";
import { meanChange } from "./prediction.ts";
import type { ProbeRow } from "./probes.ts";
import { measureDifferences } from "./reference.ts";

/** Realised distortion at `sigmas` `[n]` from `copies` fresh copies, squared features; `rows` are a control variate. */
export async function measureDistortion(
  task: MapTask,
  sigmas: Float64Array,
  copies: number,
  rows: readonly ProbeRow[],
): Promise<number> {
  const differences = await measureDifferences(task, "check", sigmas, copies, false);
  const { plain, predicted } = meanChange(differences, rows, sigmas);
  return predicted.value > 0 ? predicted.value : plain.value;
}
