// Copies whose features are compared with the clean ones: the reference D0 and the check at the final sigmas.

import { ensure } from "../errors.ts";
import { ensureFinite } from "./finite.ts";
import { type Copies, drawCopies, type MapTask, type Purpose } from "./map-task.ts";
import { runPasses } from "./passes.ts";

/** Feature differences of perturbed copies. */
export interface Differences {
  /** `[k]` ‖f(x + ε) − f(x)‖², summed over features. */
  readonly changes: Float64Array;
  /** Per copy `[m]` f(x + ε) − f(x); empty unless asked for. */
  readonly features: readonly Float32Array[];
  /** Per copy `[d]` ε, input units. */
  readonly noise: readonly Float32Array[];
}

/**
 * Sends `count` copies at `sigmas` `[n]` (input units) through the layer, forward only.
 *
 * @throws NOT_FINITE when a perturbed feature is not
 */
export async function measureDifferences(
  task: MapTask,
  purpose: Purpose,
  sigmas: Float64Array,
  count: number,
  keepFeatures: boolean,
): Promise<Differences> {
  const { clean, features: width } = task;
  const changes = new Float64Array(count);
  const features: Float32Array[] = [];
  const noise: Float32Array[] = [];
  await runPasses<Copies, Float32Array>({
    count,
    batch: task.batch,
    signal: task.settings.signal,
    draw: (start, size) => drawCopies(task, purpose, sigmas, start, size),
    call: (copies, size) => task.layer.features(copies.inputs, size),
    take: (result, copies, start, size) => {
      for (let copy = 0; copy < size; copy++) {
        const difference = new Float32Array(width);
        let change = 0;
        for (let j = 0; j < width; j++) {
          difference[j] = result[copy * width + j]! - clean[j]!;
          change += difference[j]! ** 2;
        }
        ensureFinite([change], `features of noisy copy ${start + copy}`, "the layer overflows near this sample");
        changes[start + copy] = change;
        if (keepFeatures) features.push(difference);
        noise.push(copies.noise[copy]!);
      }
    },
  });
  return { changes, features, noise };
}

/** @throws DEGENERATE when no copy changed any feature */
export function ensureMoved(differences: Differences, sigma0: number): void {
  ensure(
    differences.changes.some((change) => change > 0),
    "DEGENERATE",
    () =>
      `features: expected some movement under noise of ${sigma0}; got none in ${differences.changes.length} copies; ` +
      "choose a layer that depends on the input, a larger sigma0, or leave this sample out",
  );
}
