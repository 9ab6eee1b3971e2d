// Directions v of feature space sent back through the clean sample's Jacobian.

import { recallNormal } from "../noise/cache.ts";
import type { NoiseKey } from "../noise/key.ts";
import { dotUnits } from "../units.ts";
import { ensureFinite } from "./finite.ts";
import type { MapTask } from "./map-task.ts";
import type { Basis } from "./orthogonal.ts";
import { runPasses } from "./passes.ts";

/** What one direction says about the input. */
export interface ProbeRow {
  /** `[d]` J'v */
  readonly gradient: Float32Array;
  /** `[n]` ‖J_i'v‖² */
  readonly squares: Float64Array;
}

/**
 * Sends directions back at x0: the forward pass runs once per call, whatever the batch.
 *
 * @param direction writes the `k`-th direction into `out[offset .. offset + m)`; called in order of k
 * @throws NOT_FINITE when a gradient is not
 */
export async function probeDirections(
  task: MapTask,
  count: number,
  direction: (k: number, out: Float32Array, offset: number) => void,
): Promise<ProbeRow[]> {
  const { layer, units, scalars, features } = task;
  const rows: ProbeRow[] = [];
  await runPasses<Float32Array, Float32Array>({
    count,
    batch: task.batch,
    signal: task.settings.signal,
    draw: (start, size) => {
      const cotangents = new Float32Array(size * features);
      for (let k = 0; k < size; k++) direction(start + k, cotangents, k * features);
      return cotangents;
    },
    call: (cotangents, size) => layer.vjp(layer.x0, cotangents, size),
    take: (result, _cotangents, start, size) => {
      for (let k = 0; k < size; k++) {
        const gradient = result.subarray(k * scalars, (k + 1) * scalars);
        const squares = dotUnits(units, gradient, gradient);
        ensureFinite(squares, `gradient of probe ${start + k}`, "look for NaN in the network's weights");
        rows.push({ gradient, squares });
      }
    },
  });
  return rows;
}

/** Every feature alone: together they give the exact energy. */
export function featureDirection(k: number, out: Float32Array, offset: number): void {
  out[offset + k] = 1;
}

/**
 * Directions that first repeat the sketch in `basis` and then are drawn uniformly from what `basis` does not hold yet
 * (Haar: normal vectors, orthonormalised), adding each to it.
 *
 * @param firstPass names the noise of direction 0, so that several bases differ
 */
export function basisDirection(
  task: MapTask,
  basis: Basis,
  firstPass = 0,
): (k: number, out: Float32Array, offset: number) => void {
  const { seed, sample, cache } = task.settings;
  // Without a sketch the directions depend on the noise alone and are themselves shared by all networks.
  const shared = basis.size === 0 ? cache : undefined;
  const drawn = shared === undefined ? cache : undefined;
  const normal = new Float64Array(task.features);
  return (k, out, offset) => {
    const finished: NoiseKey = { seed, sample, purpose: "orthonormal probe", pass: firstPass + k };
    if (basis.size === k && shared?.recall(finished, normal) === true) basis.adopt(normal);
    for (let retry = 0; basis.size <= k; retry++) {
      // A second draw happens only if the first lies in the span of the others.
      const id = retry === 0 ? sample : `${sample}#${retry}`;
      recallNormal(drawn, { seed, sample: id, purpose: "probe", pass: firstPass + k }, normal);
      if (basis.add(normal, 1e-6)) shared?.keep(finished, basis.vectors[k]!);
    }
    out.set(basis.vectors[k]!, offset);
  };
}
