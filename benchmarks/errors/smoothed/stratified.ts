// Noise whose copies are spread evenly for every unit by itself, beside independent noise.

import { type Layer, spreadUnits, type UnitMap, uniformNumbers } from "@stillpoint/core";
import { meanOf, type Noise, noisyCopy, signSquares, varianceOf } from "./split.ts";

/** Powers of the root of x^4 = x + 1: a sequence that fills the cube evenly (Roberts 2018). */
const STEPS: readonly number[] = [0.8191725133961645, 0.6710436067037893, 0.5497004779019703];

/** `[n]` relative variances of the mean energy over `passes` copies, from `repeats` designs each. */
export async function designsOf(
  layer: Layer,
  units: UnitMap,
  noise: Noise,
  passes: number,
  repeats: number,
): Promise<{ readonly plain: Float64Array; readonly stratified: Float64Array }> {
  const plain: Float64Array[] = [];
  const stratified: Float64Array[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const own = { ...noise, sample: `${noise.sample} design ${repeat}` };
    const independent = (k: number, out: Float32Array, at: number): void => noisyCopy(layer, units, own, k, out, at);
    plain.push(meanOf(await signSquares(layer, units, passes, independent, own.sample)));
    stratified.push(
      meanOf(await signSquares(layer, units, passes, stratifiedCopy(layer, units, own, passes), own.sample)),
    );
  }
  const mean = meanOf([...plain, ...stratified]);
  const relative = (rows: readonly Float64Array[]): Float64Array => varianceOf(rows).map((v, i) => v / mean[i]! ** 2);
  return { plain: relative(plain), stratified: relative(stratified) };
}

/**
 * Copies in pairs x ± smoothing·z: over the pairs each unit's own three numbers are a randomly shifted even sequence in a
 * random order of its own. Every copy by itself has the law of independent noise.
 */
function stratifiedCopy(
  layer: Layer,
  units: UnitMap,
  { sample, smoothing }: Noise,
  passes: number,
): (k: number, out: Float32Array, at: number) => void {
  const [d, pairs] = [layer.x0.length, passes / 2];
  const shifts = uniformNumbers({ seed: 0, sample, purpose: "stratified shift", pass: 0 }, d);
  const orders = Array.from({ length: units.count }, (_, i) => {
    const keys = uniformNumbers({ seed: 0, sample, purpose: "stratified order", pass: i }, pairs);
    return Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
  });
  const seen = new Int32Array(units.count);
  const place = units.unitOf.map((unit) => (unit < 0 ? 0 : seen[unit]!++));
  const levels = spreadUnits(units, new Float64Array(units.count).fill(smoothing));
  return (k, out, at) => {
    const flip = k % 2 === 0 ? 1 : -1;
    for (let p = 0; p < d; p += 1) {
      const rank = orders[units.unitOf[p]!]?.[Math.floor(k / 2)] ?? 0;
      const even = (rank * STEPS[place[p]! % STEPS.length]! + shifts[p]!) % 1;
      out[at + p] = layer.x0[p]! + flip * levels[p]! * normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, even)));
    }
  };
}

/** Standard normal quantile by bisection of its distribution function (Abramowitz and Stegun 26.2.17), to 1e-6. */
export function normalQuantile(probability: number): number {
  let [low, high] = [-7, 7];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(Z < z), to 1e-7. */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
