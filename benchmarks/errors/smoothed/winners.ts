// Which unit holds each maximum, integrated over the others' noise instead of counted: only where a row of the values
// under the maximum hangs on one unit alone, as in PointNet.

import { drawNormal, type Layer } from "@stillpoint/core";

/** Values of units before a maximum over them, and what lies behind it. */
export interface Maximum {
  /** x `[n·3]` to `[n·channels]`, row i from unit i alone. */
  readonly rows: Layer;
  readonly channels: number;
  /** `[m·channels]` per layer: its Jacobian behind the maximum, taken as constant. */
  readonly layers: readonly Float32Array[];
}

export interface WinnersOptions {
  readonly copies: number;
  readonly smoothing: number;
  readonly sample: string;
  /** Noise of a unit's own copies against the others', every other pair; 1 is none. */
  readonly inflation: number;
}

/** Two estimates of the same energies `[n]` per layer, from the same copies. */
export interface Winners {
  /** Exact in every copy, winners counted; means nothing where own copies are inflated. */
  readonly counted: readonly Float64Array[];
  /** Each unit's noise of one copy with the others' noise of every copy. */
  readonly integrated: readonly Float64Array[];
  /** Gradients of single values that `integrated` takes; `counted` takes one per channel and copy. */
  readonly gradients: number;
}

const AXES = 3;

export async function winnersOf(maximum: Maximum, options: WinnersOptions): Promise<Winners> {
  const { rows, channels } = maximum;
  const n = rows.x0.length / AXES;
  const others = await copiesOf(rows, { ...options, inflation: 1 });
  const own = options.inflation === 1 ? others : await copiesOf(rows, options);
  const tops = others.values.map((values) => largestTwo(values, n, channels));
  const grams = maximum.layers.map((behind) => gramOf(behind, channels));
  const floor = new Float32Array(channels).fill(Number.POSITIVE_INFINITY);
  for (const { second } of tops) for (let j = 0; j < channels; j += 1) floor[j] = Math.min(floor[j]!, second[j]!);

  const counted = grams.map(() => new Float64Array(n));
  const integrated = grams.map(() => new Float64Array(n));
  let gradients = 0;
  for (const [b, values] of own.values.entries()) {
    const slopes = await slopesOf(rows, own.inputs[b]!, channels);
    for (let i = 0; i < n; i += 1) {
      const live: number[] = [];
      for (let j = 0; j < channels; j += 1) if (values[i * channels + j]! > floor[j]!) live.push(j);
      const used = new Set<number>();
      for (const [c, { first, second, holder }] of tops.entries()) {
        const won = live.filter((j) => values[i * channels + j]! > (holder[j] === i ? second[j]! : first[j]!));
        if (won.length === 0) continue;
        for (const j of won) used.add(j);
        for (const [l, gram] of grams.entries()) {
          const energy = energyOf(won, gram, channels, slopes, i) * own.weights[b]![i]!;
          integrated[l]![i]! += energy / (own.values.length * tops.length);
          if (c === b) counted[l]![i]! += energy / own.values.length;
        }
      }
      gradients += used.size;
    }
  }
  return { counted, integrated, gradients };
}

interface OwnCopies {
  readonly inputs: readonly Float32Array[];
  readonly values: readonly Float32Array[];
  /** `[n]` per copy: by how much the density of plain noise exceeds the one drawn from. */
  readonly weights: readonly Float64Array[];
}

async function copiesOf(rows: Layer, { copies, smoothing, sample, inflation }: WinnersOptions): Promise<OwnCopies> {
  const d = rows.x0.length;
  const [inputs, values, weights]: [Float32Array[], Float32Array[], Float64Array[]] = [[], [], []];
  for (let k = 0; k < copies; k += 1) {
    const z = new Float32Array(d);
    drawNormal({ seed: 0, sample, purpose: "winners", pass: Math.floor(k / 2) }, z);
    const factor = (k % 2 === 0 ? 1 : -1) * (k % 4 < 2 ? 1 : inflation);
    const x = z.map((value, p) => rows.x0[p]! + smoothing * factor * value);
    inputs.push(x);
    values.push(await rows.features(x, 1));
    weights.push(
      Float64Array.from({ length: d / AXES }, (_, i) => {
        const length = z.subarray(AXES * i, AXES * (i + 1)).reduce((sum, value) => sum + value ** 2, 0) * factor ** 2;
        // Half of the copies come from either density, so a weight is 2 at most.
        return 2 / (1 + Math.exp((length - length / inflation ** 2) / 2) / inflation ** AXES);
      }),
    );
  }
  return { inputs, values, weights };
}

interface LargestTwo {
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly holder: Int32Array;
}

function largestTwo(values: Float32Array, n: number, channels: number): LargestTwo {
  const first = new Float32Array(channels).fill(Number.NEGATIVE_INFINITY);
  const second = first.slice();
  const holder = new Int32Array(channels).fill(-1);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < channels; j += 1) {
      const value = values[i * channels + j]!;
      if (value > first[j]!) {
        second[j] = first[j]!;
        first[j] = value;
        holder[j] = i;
      } else if (value > second[j]!) second[j] = value;
    }
  }
  return { first, second, holder };
}

/** `[channels·d]` the gradient of every channel of every row by its own unit: rows hang on one unit alone. */
async function slopesOf(rows: Layer, x: Float32Array, channels: number): Promise<Float32Array> {
  const d = x.length;
  const slopes = new Float32Array(channels * d);
  const size = rows.featureSize;
  for (let first = 0; first < channels; first += 4) {
    const count = Math.min(4, channels - first);
    const axes = new Float32Array(count * size);
    for (let k = 0; k < count; k += 1) for (let at = first + k; at < size; at += channels) axes[k * size + at] = 1;
    slopes.set(await rows.vjp(x, axes, count), first * d);
  }
  return slopes;
}

/** `[channels²]` products of the columns of `behind` `[m·channels]`. */
function gramOf(behind: Float32Array, channels: number): Float64Array {
  const gram = new Float64Array(channels ** 2);
  for (let row = 0; row < behind.length; row += channels) {
    for (let j = 0; j < channels; j += 1) {
      for (let l = 0; l < channels; l += 1) gram[j * channels + l]! += behind[row + j]! * behind[row + l]!;
    }
  }
  return gram;
}

/** ‖Σ_j behind_j g_j'‖² over the channels that unit i holds. */
function energyOf(
  won: readonly number[],
  gram: Float64Array,
  channels: number,
  slopes: Float32Array,
  i: number,
): number {
  const d = slopes.length / channels;
  let energy = 0;
  for (const j of won) {
    for (const l of won) {
      let product = 0;
      for (let a = AXES * i; a < AXES * (i + 1); a += 1) product += slopes[j * d + a]! * slopes[l * d + a]!;
      energy += gram[j * channels + l]! * product;
    }
  }
  return energy;
}
