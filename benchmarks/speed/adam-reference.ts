// The finite-noise optimum by brute force: Adam on log sigma, averaged, with many thousand passes.

import { dotUnits, drawNormal, type Layer, mapUnits, spreadUnits, type UnitInput } from "@stillpoint/core";

export interface ReferenceOptions {
  readonly seed: number;
  readonly sigma0: number;
  /** Where the search starts: `[n]` log sigma. */
  readonly start: Float64Array;
  /** D: squared features, the distortion the optimum spends. */
  readonly distortion: number;
  readonly passes: number;
  readonly batch: number;
}

/**
 * `[n]` log sigma that maximises Σ log σ at mean ‖f(x + σ ⊙ z) − f(x)‖² = D. Shares no arithmetic with the recipes: it
 * minimises −Σ log σ + (n/2) log(mean change), which does not feel a common factor of all sigmas, and rescales to D
 * after each step. The result averages the second half of the steps.
 */
export async function adamReference(layer: Layer, input: UnitInput, options: ReferenceOptions): Promise<Float64Array> {
  const { sigma0, passes, batch } = options;
  const units = mapUnits(input, layer);
  const d = layer.x0.length;
  const target = await layer.features(layer.x0.slice(), 1);
  const logSigma = options.start.slice();
  const first = new Float64Array(units.count);
  const second = new Float64Array(units.count);
  const sum = new Float64Array(units.count);
  const steps = Math.ceil(passes / batch);
  const [low, high] = [Math.log(sigma0 / 10), Math.log(sigma0 * 100)];
  let meanChange = options.distortion;
  let kept = 0;
  for (let step = 1; step <= steps; step += 1) {
    const sigma = spreadUnits(units, logSigma.map(Math.exp));
    const x = new Float32Array(batch * d);
    const noise = new Float32Array(batch * d);
    for (let copy = 0; copy < batch; copy += 1) {
      const key = { seed: options.seed, sample: "adam", purpose: "reference", pass: step * batch + copy };
      drawNormal(key, noise, copy * d, (copy + 1) * d);
    }
    for (let k = 0; k < noise.length; k += 1) {
      noise[k] = noise[k]! * sigma[k % d]!;
      x[k] = layer.x0[k % d]! + noise[k]!;
    }
    const { change, gradient } = await layer.residual(x, target, batch);
    const batchChange = change.reduce((total, value) => total + value, 0) / batch;
    // σ_i ∂(mean change)/∂σ_i: `gradient` is half the gradient of the change.
    const sensitivity = new Float64Array(units.count);
    for (let copy = 0; copy < batch; copy += 1) {
      const part = dotUnits(units, noise, gradient, copy * d, copy * d);
      for (let i = 0; i < units.count; i += 1) sensitivity[i]! += (2 * part[i]!) / batch;
    }
    meanChange = 0.95 * meanChange + 0.05 * batchChange;
    const rate = 0.05 / Math.sqrt(1 + step / 20);
    const shift = 0.05 * Math.log(options.distortion / meanChange);
    for (let i = 0; i < units.count; i += 1) {
      const slope = (units.count / 2) * (sensitivity[i]! / meanChange) - 1;
      first[i] = 0.9 * first[i]! + 0.1 * slope;
      second[i] = 0.999 * second[i]! + 0.001 * slope * slope;
      const move = first[i]! / (1 - 0.9 ** step) / (Math.sqrt(second[i]! / (1 - 0.999 ** step)) + 1e-8);
      logSigma[i] = Math.min(high, Math.max(low, logSigma[i]! - rate * move + shift / 2));
    }
    if (step * 2 > steps) {
      kept += 1;
      for (let i = 0; i < units.count; i += 1) sum[i]! += logSigma[i]!;
    }
  }
  return sum.map((value) => value / kept);
}
