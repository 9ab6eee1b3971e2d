// Whether copies of a sample stay apart in a batch, and whether float32 can tell noise from rounding: found by running.

import { resolveLayer } from "@stillpoint/autodiff";
import {
  drawNormal,
  type Layer,
  type ReferenceNoise,
  rootMeanSquare,
  StillpointError,
  type Tensor,
} from "@stillpoint/core";
import { choosingOperator, mixingNode, unsteadyNode } from "./copies-culprit.ts";
import { OnnxFeatureModel } from "./feature-model.ts";
import type { Network } from "./network.ts";
import { largest } from "./rows.ts";
import type { Runtime } from "./runtime.ts";

export interface CopyCheck {
  readonly network: Network;
  readonly runtime: Runtime;
  readonly from: string;
  readonly to: string;
  /** Of one sample, batch axis 1. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The noise that maps are measured with. */
  readonly sigma0: ReferenceNoise;
  /** Whether gradients are checked too: once is enough for checkpoints of one graph. */
  readonly gradients: boolean;
}

/** How well float32 resolves what noise does to a layer. */
export interface Resolution {
  /** How far entropies may be off because features are rounded, nats; 0 where they move as smoothly as they should. */
  readonly entropyError: number;
  /** Largest feature of the sample. */
  readonly largest: number;
  /** Root mean square change of the features under σ0. */
  readonly change: number;
  /** An operator on the way that answers to rounding with a jump, such as TopK. */
  readonly chooses?: string;
}

/**
 * How much of the difference between two samples may reach a third that lies in their batch. Float32 sums in another
 * order stay a hundred times below, a node that mixes copies is of order 1, and what lies between would move an entropy
 * by no more than this many nats.
 */
const MIXED = 1e-3;
/** The same on a device that rounds the factors of products to ten bits. */
const MIXED_ON_DEVICE = 1e-2;
/** Rounding that is no difference, relative to the largest feature. */
const ROUNDED = 1e-5;
/** Entropy errors, nats, that `resolutionNote` is silent about: as far as two providers may be apart. */
export const RESOLVED = 0.01;
/** Bits of a float32 behind its leading one. */
const MANTISSA = 23;
/** Copies for each size of noise. */
const COPIES = 4;
/** Sizes of noise relative to σ0: rounding stays where the change of a smooth layer shrinks with its square. */
const SCALES = [1, 1 / 4, 1 / 16, 1 / 64] as const;

/**
 * Runs the layer on a sample alone, twice, and before and after another one in a batch; all must give the same features,
 * and with `gradients` the same J'v by every way the engine takes. Then measures how features move under σ0 and ever
 * smaller noise. Nine small runs.
 *
 * Throws `StillpointError MODEL` naming the first node that mixes the copies of a batch, or draws numbers of its own; and
 * what opening the layer throws.
 */
export async function checkCopies(check: CopyCheck): Promise<Resolution> {
  const { network, runtime, from, to, inputs } = check;
  const { graph } = network.model;
  const tensors = { ...check, from: resolveLayer(graph, from), to: resolveLayer(graph, to) };
  const model = new OnnxFeatureModel({ id: `layer ${to}`, network, runtime, from, to, packed: false });
  try {
    const layer = await model.bind(inputs);
    return await checkLayer(layer, {
      ...check,
      device: !/cpu|wasm/.test(runtime.name),
      culprits: {
        unsteady: () => unsteadyNode(tensors, layer.x0),
        mixing: (batch) => mixingNode(tensors, layer.x0, batch),
        chooses: choosingOperator(tensors),
      },
    });
  } finally {
    await model.close();
  }
}

/** A layer of any engine that is checked. */
export interface BoundLayerCheck extends Pick<CopyCheck, "to" | "sigma0" | "gradients"> {
  /** Whether it is computed where factors of products are rounded to ten bits. */
  readonly device?: boolean;
  /** Who is to blame, where the engine can look inside. */
  readonly culprits?: Culprits;
}

/** Which node does it, in words; undefined where none is found. */
export interface Culprits {
  unsteady(): Promise<string | undefined>;
  /** `chance` where rounding decided a choice, a comparison or an index. */
  mixing(batch: Float32Array): Promise<string | undefined>;
  /** The operator that answers to rounding with a jump. */
  readonly chooses: string | undefined;
}

/** The check of `checkCopies` on a layer that is open. Throws `StillpointError MODEL`. */
export async function checkLayer(
  layer: Layer,
  { to, sigma0, gradients, device, culprits }: BoundLayerCheck,
): Promise<Resolution> {
  const clean = await layer.features(layer.x0, 1);
  const tolerance = device === true ? MIXED_ON_DEVICE : MIXED;
  if (apart(await layer.features(layer.x0, 1), clean, clean, tolerance)) throw unsteady(to, await culprits?.unsteady());
  const batch = await beside(layer);
  const rows = rowsOf(await layer.features(batch, 3), layer.featureSize);
  if (mixed(rows, clean, tolerance)) {
    const node = await culprits?.mixing(batch);
    // Where rounding decides a choice, a comparison or an index, copies differ though they never meet.
    if (node !== "chance") throw mixing(to, "features", node, share(rows, clean));
  }
  if (gradients) await checkGradients(layer, clean, batch, to, tolerance);
  const chooses = culprits?.chooses;
  return {
    ...(await resolution(layer, clean, sigmaOf(sigma0, layer.x0))),
    ...(chooses === undefined ? {} : { chooses }),
  };
}

/** What is said of a layer that float32 does not resolve; undefined for one that it does. */
export function resolutionNote(layer: string, resolution: Resolution): string | undefined {
  const { entropyError, largest: most, change, chooses } = resolution;
  if (entropyError <= RESOLVED) return undefined;
  const moved = `noise moves its features by ${change.toPrecision(1)}`;
  const why =
    chooses === undefined
      ? `float32 cannot resolve what noise does to it: ${moved} while numbers up to ${most.toPrecision(1)} or more are rounded on the way`
      : `its features jump: ${moved}, and so do rounding and the choices of ${chooses} under noise a hundred times smaller`;
  const error = entropyError < 1 ? `${entropyError.toPrecision(1)} nats` : "a nat or more";
  return `layer ${layer}: ${why}; entropies may be off by up to ${error}`;
}

/** x, another sample, x. */
async function beside({ x0 }: Layer): Promise<Float32Array> {
  const other = new Float32Array(x0.length);
  drawNormal({ seed: 0, sample: "", purpose: "beside", pass: 0 }, other);
  const size = rootMeanSquare(x0) || 1;
  const batch = new Float32Array(3 * x0.length);
  batch.set(x0);
  batch.set(
    other.map((value, k) => x0[k]! + size * value),
    x0.length,
  );
  batch.set(x0, 2 * x0.length);
  return batch;
}

async function checkGradients(
  layer: Layer,
  clean: Float32Array,
  batch: Float32Array,
  to: string,
  tolerance: number,
): Promise<void> {
  const { x0, featureSize } = layer;
  const cotangents = new Float32Array(3 * featureSize);
  drawNormal({ seed: 0, sample: "", purpose: "cotangent", pass: 0 }, cotangents);
  const own = cotangents.slice(0, featureSize);
  cotangents.set(own, 2 * featureSize);
  const alone = await layer.vjp(x0, own, 1);
  const shared = rowsOf(await layer.vjp(x0, cotangents, 3), x0.length);
  const together = rowsOf(await layer.vjp(batch, cotangents, 3), x0.length);
  // The residual of x against a target beside it: f(x) − (f(x) − v) is v but for rounding.
  const target = clean.map((value, k) => value - own[k]!);
  const residual = (await layer.residual(x0, target, 1)).gradient;
  const residuals = rowsOf((await layer.residual(batch, target, 3)).gradient, x0.length);
  for (const [rows, reference] of [
    [shared, alone],
    [together, alone],
    [residuals, residual],
  ] as const) {
    if ([rows[0]!, rows[2]!].some((row) => apart(row, reference, reference, tolerance))) {
      throw mixing(to, "gradients", undefined, share(rows, reference));
    }
  }
}

/** Whether two arrays differ by more than `tolerance` of the root mean square of `scale`, and by more than rounding. */
function apart(a: Float32Array, b: Float32Array, scale: Float32Array, tolerance: number): boolean {
  return difference(a, b) > tolerance * rootMeanSquare(scale) + ROUNDED * largest(b);
}

function mixed(rows: readonly Float32Array[], clean: Float32Array, tolerance: number): boolean {
  const [first, other, last] = rows;
  const change = other!.map((value, k) => value - clean[k]!);
  return [first!, last!].some((row) => apart(row, clean, change, tolerance));
}

/** How much of the other sample reached the first and the last row. */
function share(rows: readonly Float32Array[], clean: Float32Array): number {
  return Math.max(difference(rows[0]!, clean), difference(rows[2]!, clean)) / (difference(rows[1]!, clean) || 1);
}

function difference(a: Float32Array, b: Float32Array): number {
  return rootMeanSquare(a.map((value, k) => value - b[k]!));
}

function rowsOf(values: Float32Array, size: number): Float32Array[] {
  return [0, 1, 2].map((row) => values.subarray(row * size, (row + 1) * size));
}

function sigmaOf(noise: ReferenceNoise, x0: Float32Array): number {
  return typeof noise === "number" ? noise : noise.timesRms * rootMeanSquare(x0);
}

/**
 * Features that move smoothly change by a quarter when noise is a quarter. What rounding adds to their squared change
 * stays the same instead, until the noise is too small to be seen at all; a bend of the layer does neither at the
 * smallest sizes.
 */
async function resolution(layer: Layer, clean: Float32Array, sigma: number): Promise<Resolution> {
  const { x0 } = layer;
  const noise = new Float32Array(COPIES * x0.length);
  drawNormal({ seed: 0, sample: "", purpose: "resolution", pass: 0 }, noise);
  const changes: number[] = [];
  for (const scale of SCALES) {
    const copies = noise.map((value, k) => x0[k % x0.length]! + scale * sigma * value);
    const features = await layer.features(copies, COPIES);
    changes.push(features.reduce((sum, value, k) => sum + (value - clean[k % clean.length]!) ** 2, 0));
  }
  const [whole, quarter, small, smallest] = changes as [number, number, number, number];
  const growth = smallest / small;
  // A sixteenth where the layer is smooth, at most a quarter at a kink, 1 under rounding and nearly 0 below it.
  const smooth = growth > 1 / 64 && growth < 1 / 2;
  const excess = SCALES.slice(1).map((scale, k) => (changes[k + 1]! - scale ** 2 * whole) / (1 - scale ** 2));
  const rounding = Math.max(smooth ? 0 : Math.max(...excess), COPIES * roundingOf(clean));
  const most = largest(clean);
  // Features that stand still are rounded away, unless they are 0 and stay so or do not hang on the input.
  const still = quarter === 0 && most > 0 && (whole > 0 || (await shouldMove(layer)));
  const part = still ? 1 : rounding / whole;
  const lost = part >= 1 ? Number.POSITIVE_INFINITY : Math.max(0, -Math.log1p(-part) / 2);
  return {
    // Nothing is lost where nothing moves because nothing can.
    entropyError: still || whole > 0 ? lost : 0,
    largest: most,
    change: Math.sqrt(whole / (COPIES * clean.length)),
  };
}

/** Whether the layer answers to its input at all, by its gradient. */
async function shouldMove(layer: Layer): Promise<boolean> {
  const gradient = await layer.vjp(layer.x0, new Float32Array(layer.featureSize).fill(1), 1);
  return gradient.some((value) => value !== 0);
}

/** Squared error, summed over features, of the difference of two features that are rounded to float32. */
function roundingOf(features: Float32Array): number {
  return features.reduce((sum, value) => {
    return value === 0 ? sum : sum + (2 ** (Math.floor(Math.log2(Math.abs(value))) - MANTISSA)) ** 2 / 6;
  }, 0);
}

function unsteady(to: string, node: string | undefined): StillpointError {
  return new StillpointError(
    "MODEL",
    `layer ${to}: expected the same features for the same sample; got others each time${at(node)}; export the network after model.eval(), without random numbers`,
  );
}

function mixing(to: string, what: string, node: string | undefined, part: number): StillpointError {
  return new StillpointError(
    "MODEL",
    `layer ${to}: expected the ${what} of a sample alone as beside another one; got ${percent(part)} of their difference mixed in${at(node)}; export a network that treats the samples of a batch apart, after model.eval()`,
  );
}

function percent(part: number): string {
  return `${(100 * part).toPrecision(2)} %`;
}

function at(node: string | undefined): string {
  return node === undefined ? "" : `, first at ${node}`;
}
