// Where the variance of a smoothed energy comes from: the copies, or the direction each is asked in.

import { dotUnits, drawNormal, type Layer, spreadUnits, type UnitInput, type UnitMap } from "@stillpoint/core";

/** What noise is drawn for. */
export interface Noise {
  readonly sample: string;
  /** Input units. */
  readonly smoothing: number;
}

/** `[n]` relative variances of the mean over a pair of copies x ± smoothing·z, by unit. */
export interface Split {
  /** Mean energies of many copies. */
  readonly energies: Float64Array;
  /** Share of copies that reach the unit at all. */
  readonly reached: Float64Array;
  /** One direction of random signs per copy. */
  readonly pair: Float64Array;
  /** The same, were the two copies independent. */
  readonly apart: Float64Array;
  /** The part of the directions: what exact energies of each copy would be rid of. */
  readonly direction: Float64Array;
}

const BATCH = 4;

/** `[d]` x0 + sign·smoothing·z of stream `k`, into `out` at `offset`; fixed scalars stay. */
export function noisyCopy(layer: Layer, units: UnitMap, noise: Noise, k: number, out: Float32Array, at: number): void {
  const { x0 } = layer;
  const z = new Float32Array(x0.length);
  drawNormal({ seed: 0, sample: noise.sample, purpose: "smoothed study", pass: Math.floor(k / 2) }, z);
  const levels = spreadUnits(
    units,
    new Float64Array(units.count).fill(k % 2 === 0 ? noise.smoothing : -noise.smoothing),
  );
  for (let p = 0; p < x0.length; p += 1) out[at + p] = x0[p]! + levels[p]! * z[p]!;
}

/** `[n]` ‖J_i'v‖² of one copy each in a direction of random signs; in order of `copies`. */
export async function signSquares(
  layer: Layer,
  units: UnitMap,
  copies: number,
  draw: (k: number, out: Float32Array, at: number) => void,
  sample: string,
): Promise<Float64Array[]> {
  const [d, m] = [layer.x0.length, layer.featureSize];
  const squares: Float64Array[] = [];
  for (let start = 0; start < copies; start += BATCH) {
    const x = new Float32Array(BATCH * d);
    const signs = new Float32Array(BATCH * m);
    for (let k = 0; k < BATCH; k += 1) draw(start + k, x, k * d);
    drawNormal({ seed: 0, sample, purpose: "smoothed study signs", pass: start }, signs);
    const rows = await layer.vjp(x, signs.map(sign), BATCH);
    for (let k = 0; k < BATCH; k += 1) squares.push(dotUnits(units, rows, rows, k * d, k * d));
  }
  return squares.slice(0, copies);
}

/** From `copies` copies, each asked in two independent directions: what these two disagree in is the directions' part. */
export async function splitOf(layer: Layer, units: UnitMap, noise: Noise, copies: number): Promise<Split> {
  const draw = (k: number, out: Float32Array, at: number): void => noisyCopy(layer, units, noise, k, out, at);
  const squares = await signSquares(layer, units, copies, draw, noise.sample);
  const again = await signSquares(layer, units, copies, draw, `${noise.sample} again`);
  const energies = meanOf([...squares, ...again]);
  const pairs = Array.from({ length: copies / 2 }, (_, k) => meanOf([squares[2 * k]!, squares[2 * k + 1]!]));
  const direction = meanOf(squares.map((square, k) => square.map((value, i) => (value - again[k]![i]!) ** 2 / 4)));
  const relative = (variance: Float64Array): Float64Array => variance.map((v, i) => v / energies[i]! ** 2);
  return {
    energies,
    reached: energies.map((_, i) => squares.filter((square) => square[i]! > 0).length / copies),
    pair: relative(varianceOf(pairs)),
    apart: relative(varianceOf(squares)).map((v) => v / 2),
    direction: relative(direction),
  };
}

/** `[m·d]` every row of the Jacobian at `x` `[d]`. */
export async function jacobian(layer: Layer, x: Float32Array): Promise<Float32Array> {
  const [d, m] = [x.length, layer.featureSize];
  const rows = new Float32Array(m * d);
  for (let first = 0; first < m; first += 16) {
    const size = Math.min(16, m - first);
    const axes = new Float32Array(size * m);
    for (let k = 0; k < size; k += 1) axes[k * m + first + k] = 1;
    rows.set(await layer.vjp(x, axes, size), first * d);
  }
  return rows;
}

export function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let i = 0; i < mean.length; i += 1) mean[i]! += row[i]! / rows.length;
  return mean;
}

export function varianceOf(rows: readonly Float64Array[]): Float64Array {
  const mean = meanOf(rows);
  const sums = new Float64Array(mean.length);
  for (const row of rows) for (let i = 0; i < mean.length; i += 1) sums[i]! += (row[i]! - mean[i]!) ** 2;
  return sums.map((sum) => sum / (rows.length - 1));
}

function sign(value: number): number {
  return value < 0 ? -1 : 1;
}

/** Error of ln √G, nats: root mean square over `units`, of means over `pairs` pairs. */
export function errorOf(relative: Float64Array, units: readonly number[], pairs: number): number {
  const sum = units.reduce((all, i) => all + relative[i]!, 0);
  return units.length === 0 ? Number.NaN : 0.5 * Math.sqrt(sum / units.length / pairs);
}

/** Units of `input` that a truth leaves free. */
export function freeUnits(bound: Int8Array, { units }: UnitInput): number[] {
  return Array.from(units.keys()).filter((i) => bound[i] === 0);
}
