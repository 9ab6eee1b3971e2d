// What a training loss is: a scalar emitted behind one tensor of the network, with its cotangent there.

import type { Emitter } from "@stillpoint/autodiff";

/**
 * Inputs a loss may read beside the network: `label` class probabilities of the logits' shape `[b, classes]` or
 * `[b, k, classes]`, `target` teacher values `[b, m]`.
 */
export type TargetName = "label" | "target";

export interface EmittedLoss {
  /** Scalar, mean over the batch. */
  readonly value: string;
  /** Gradient of the value with respect to the tensor the loss reads, of that tensor's shape `[b, ...]`. */
  readonly cotangent: string;
}

export interface Loss {
  /** The tensor the loss reads; everything behind it is left out of the training graph. Default: the network's output. */
  readonly layer?: string;
  readonly targets: readonly TargetName[];
  /**
   * Appends the loss of `tensor` with shape `dims` (batch first, all sizes known); `names` says what the inputs that hold
   * the targets are called. Throws `StillpointError SHAPE`.
   */
  emit(g: Emitter, tensor: string, dims: readonly number[], names: Readonly<Record<TargetName, string>>): EmittedLoss;
}
