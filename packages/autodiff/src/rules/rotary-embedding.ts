import type { GradientRule } from "../rule.ts";

/** Pairs of numbers turned by angles given as cosines and sines, which are constant; the adjoint turns them back. */
export const rotaryEmbedding: GradientRule = {
  op: "RotaryEmbedding",
  differentiable: [0],
  gradient: (context) => {
    const { g, node, cotangent, input, has } = context;
    // Positions and angles may be one row per sample.
    context.needsEqualBatches();
    const back = [cotangent(0)!, input(1), g.op("Neg", [input(2)]), ...(has(3) ? [input(3)] : [])];
    return [g.op("RotaryEmbedding", back, Object.fromEntries(node.attributes))];
  },
};
