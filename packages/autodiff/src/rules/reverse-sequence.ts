import type { GradientRule } from "../rule.ts";

/** The first values of each row in reverse, as many as its length says: its own inverse and adjoint. */
export const reverseSequence: GradientRule = {
  op: "ReverseSequence",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, int } = context;
    // Lengths are one per sample.
    context.needsEqualBatches();
    const axes = { batch_axis: int("batch_axis", 1), time_axis: int("time_axis", 0) };
    return [g.op("ReverseSequence", [cotangent(0)!, input(1)], axes)];
  },
};
