import { ensure } from "@stillpoint/core";
import { emitCrossEntropy, rowCount } from "./cross-entropy.ts";
import type { Loss } from "./loss.ts";
import { emitTwoParts } from "./two-parts.ts";

export interface HintWeights {
  /** γ, weight of the cross-entropy with the label. */
  readonly labelWeight: number;
  /** β, weight of the hint. */
  readonly hintWeight: number;
}

export interface HintOptions extends HintWeights {
  /** Classes that lie first in what the loss reads; the hint's differences lie behind. */
  readonly classes: number;
  /** What a sample's sum of squares is divided by: 1 for the formula, m · variance of the teacher's feature for a number without a unit. */
  readonly scale: number;
}

/**
 * Hint (Romero et al. 2015): γ · CE(label, q) + β · ½‖r(f) − f_t‖² / scale, mean over the batch, CE in nats. Reads logits and
 * differences r(f) − f_t side by side, `[b, classes + m]` or `[b, k, classes + m]`, as `hintBranch` gives them; with k labels of
 * each sample both are means over b·k rows.
 *
 * Throws `StillpointError RANGE` for a negative weight or a scale that is not positive.
 */
export function hint({ classes, labelWeight, hintWeight, scale }: HintOptions): Loss {
  ensure(
    labelWeight >= 0 && hintWeight >= 0 && scale > 0 && Number.isFinite(scale),
    "RANGE",
    () => `hint loss: expected weights >= 0 and a scale > 0; got ${labelWeight}, ${hintWeight}, ${scale}; give others`,
  );
  return {
    targets: ["label"],
    emit: (g, tensor, dims, { label }) =>
      emitTwoParts(g, { tensor, label, dims, classes }, (logits, difference, target) => {
        const rows = rowCount(dims);
        const squares = g.op("ReduceSumSquare", [difference], { keepdims: 0 });
        const own = emitCrossEntropy(g, logits, target, rows);
        return {
          label: own,
          labelWeight,
          other: {
            value: g.op("Mul", [squares, g.float32(hintWeight / (2 * rows * scale))]),
            cotangent: g.op("Mul", [difference, g.float32(hintWeight / (rows * scale))]),
          },
        };
      }),
  };
}
