import type { Emitter } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import type { EmittedLoss, Loss } from "./loss.ts";

/**
 * Cross-entropy −Σ_c t_c ln q_c in nats, mean over the batch, of the softmax of the network's logits `[b, classes]`, or
 * `[b, k, classes]` with k labels of each sample, such as start and end of a span; then the mean is over b·k rows.
 *
 * `smoothing` e replaces the label t by (1 − e) t + e / classes (Szegedy et al. 2016), as PyTorch does. Labels are class
 * probabilities that sum to 1. Throws `StillpointError RANGE` unless 0 <= e < 1.
 */
export function crossEntropy(options: { readonly smoothing?: number } = {}): Loss {
  const { smoothing = 0 } = options;
  ensure(smoothing >= 0 && smoothing < 1, "RANGE", () => `smoothing: expected 0 <= e < 1; got ${smoothing}`);
  return {
    targets: ["label"],
    emit: (g, tensor, dims, { label }) => {
      const classes = classCount(dims);
      return emitCrossEntropy(g, tensor, smoothed(g, label, smoothing, classes), rowCount(dims));
    },
  };
}

/** −Σ_c t_c ln softmax(z)_c, mean over `rows`, and its cotangent (softmax(z) − t) / rows. */
export function emitCrossEntropy(g: Emitter, logits: string, label: string, rows: number): EmittedLoss {
  const logProbability = g.op("LogSoftmax", [logits], { axis: -1 });
  const total = g.op("ReduceSum", [g.op("Mul", [label, logProbability])], { keepdims: 0 });
  const difference = g.op("Sub", [g.op("Exp", [logProbability]), label]);
  return {
    value: g.op("Mul", [total, g.float32(-1 / rows)]),
    cotangent: g.op("Mul", [difference, g.float32(1 / rows)]),
  };
}

/** Classes of logits `[b, classes]` or `[b, k, classes]`; throws `StillpointError SHAPE` for any other rank. */
export function classCount(dims: readonly number[]): number {
  ensure(
    dims.length === 2 || dims.length === 3,
    "SHAPE",
    () => `loss: expected logits of shape batch x classes; got ${dims.join("x")}; choose the layer of the logits`,
  );
  return dims.at(-1)!;
}

/** Softmaxes in logits of shape `dims`: all axes but the last. */
export function rowCount(dims: readonly number[]): number {
  return dims.slice(0, -1).reduce((product, dim) => product * dim, 1);
}

function smoothed(g: Emitter, label: string, smoothing: number, classes: number): string {
  if (smoothing === 0) return label;
  return g.op("Add", [g.op("Mul", [label, g.float32(1 - smoothing)]), g.float32(smoothing / classes)]);
}
