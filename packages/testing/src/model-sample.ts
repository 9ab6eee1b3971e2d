import type { Layer, Tensor } from "@stillpoint/core";
import type { GradientCheck } from "./check-gradient.ts";
import type { Promised } from "./promise.ts";

/** A sample and what its layer must look like, known without the model that is checked. */
export interface ModelSample {
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** `[d]` the perturbed tensor. Compared to the bit where it is the array of an input, else within `agreement`. */
  readonly x0: ArrayLike<number>;
  /** Its shape without the batch axis. */
  readonly shape: readonly number[];
  /** `[m]` the features of x0, where another engine or a closed form gives them. */
  readonly features?: ArrayLike<number>;
}

/** `step` and `tolerance` are those of the central differences: keep the step small where a network has kinks. */
export interface LayerCheck extends GradientCheck {
  /** Copies are x0 plus this times normal noise, input units; 0.05. */
  readonly noise?: number;
  /** Allowed between two ways to one result, relative to its Euclidean norm; 1e-4. */
  readonly agreement?: number;
}

/** What one check of one bound layer looks at. */
export interface Subject {
  readonly layer: Layer;
  readonly sample: ModelSample;
  readonly promise: Promised;
  readonly check: LayerCheck;
}
