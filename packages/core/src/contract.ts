// What packages agree on. b batch, d scalars of the perturbed tensor, n units, m features.

/** A network's raw input or any other tensor. `shape` includes the batch axis. */
export interface Tensor {
  readonly type: "float32" | "int64" | "int32" | "uint8" | "bool";
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array;
}

/** Where a unit lies by annotation. `border` units are measured and drawn but counted nowhere. */
export const REGIONS = ["foreground", "background", "border"] as const;

export type Region = (typeof REGIONS)[number];

/** One input unit: the smallest piece of the input with its own noise level. */
export interface Unit {
  /** For people: `patch (3, 7)`, `word 4: "dull"`. */
  readonly label: string;
  readonly region: Region;
  /** A named part the unit belongs to beside its region, such as `distractor`. */
  readonly part?: string;
}

/** Marks a scalar that is held fixed: it belongs to no unit and receives no noise. */
export const FIXED = -1;

/** A sample as perturbable units. */
export interface UnitInput {
  /** The network's raw inputs by name, side inputs too; batch axis 1. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /**
   * The unit of every scalar, an index into `units` or `FIXED`. Its shape broadcasts, by NumPy's rules, to one
   * sample of the perturbed tensor: `[1, H, W]` for images, `[N, 1]` for points, `[L, 1]` for words.
   */
  readonly unitOf: { readonly data: Int32Array; readonly shape: readonly number[] };
  /** `[n]` */
  readonly units: readonly Unit[];
}

/** Everything a modality must say. An adapter never sees a network. */
export interface ModalityAdapter<Sample> {
  readonly modality: string;
  toUnits(sample: Sample): UnitInput;
}

/**
 * One layer of a frozen network, bound to one sample. Row-major arrays; the first axis is the batch. Arrays passed in
 * stay the caller's: a layer neither changes nor transfers them.
 */
export interface Layer {
  /** `[d]` the perturbed tensor of the clean sample. */
  readonly x0: Float32Array;
  /** Shape of one sample of the perturbed tensor, without the batch axis; its product is d. */
  readonly shape: readonly number[];
  /** m */
  readonly featureSize: number;
  /** f(x): `[b·d] -> [b·m]`. */
  features(x: Float32Array, batch: number): Promise<Float32Array>;
  /**
   * `change` = ‖f(x) − t‖² per copy `[b]`, summed over features; `gradient` = J'(f(x) − t) `[b·d]`, which is half
   * the gradient of the change. `target` is `[m]`, shared by all copies.
   */
  residual(x: Float32Array, target: Float32Array, batch: number): Promise<Residual>;
  /**
   * J(x)'v: `x` is `[b·d]`, or `[d]` to linearise every copy at the same point (the forward pass then runs once);
   * `cotangent` is `[b·m]`. Returns `[b·d]`.
   */
  vjp(x: Float32Array, cotangent: Float32Array, batch: number): Promise<Float32Array>;
}

export interface Residual {
  readonly change: Float32Array;
  readonly gradient: Float32Array;
}

/** A network cut at a layer, with the sessions that run it: its layers hold nothing of their own. */
export interface FeatureModel {
  readonly id: string;
  /** Runs the part before the perturbed tensor and keeps the side inputs. A closed model refuses, a `StillpointError`. */
  bind(inputs: Readonly<Record<string, Tensor>>): Promise<Layer>;
  /** Frees what the model holds; closing again does nothing. Layers bound before must not be called after it. */
  close(): Promise<void>;
  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * What a network is compared as; in the order in which networks are summed and listed. A student and the baseline share
 * initial weights and batches:
 *
 * - `teacher`: taught the distilled student; measured beside it.
 * - `distilled`: trained by the method that is asked about, from the teacher.
 * - `self-distilled`: by the same method, from a teacher that saw only what scratch saw (a second scratch network; born
 *   again, Furlanello 2018). distilled - self-distilled is the teacher's knowledge, self-distilled - scratch the method's
 *   loss itself.
 * - `scratch`: trained on labels, the paper's baseline.
 * - `placebo`: by the same method, from an untrained teacher: what any target at all does.
 * - `null`: trained on labels from other initial weights, chance.
 * - `null-order`: trained on labels from scratch's initial weights on batches in another order, the other kind of chance.
 * - `more-data`: trained on labels from scratch's initial weights, on data the teacher was trained on: what a student could
 *   have learnt without a teacher, had it seen what the teacher saw.
 */
export const ROLES = [
  "teacher",
  "distilled",
  "self-distilled",
  "scratch",
  "placebo",
  "null",
  "null-order",
  "more-data",
] as const;

export type Role = (typeof ROLES)[number];

/** What is read of an `AbortSignal`; one fits. Types need neither a browser's nor Node's library for it. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** Relative path length in weight space since step 0: Σ‖w_k − w_{k−1}‖ / ‖w_0‖. Dimensionless. */
export interface WeightPath {
  /** Summed over every optimiser step; NaN when only checkpoints are known. */
  readonly perStep: number;
  /** Summed over checkpoints. */
  readonly perCheckpoint: number;
}
