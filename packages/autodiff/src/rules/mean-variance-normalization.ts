import type { GradientRule } from "../rule.ts";
import { standardized } from "./standardized.ts";

/** x brought to mean 0 and variance 1 over axes, batch and positions unless named. */
export const meanVarianceNormalization: GradientRule = {
  op: "MeanVarianceNormalization",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, ints, dims } = context;
    const rank = dims(input(0)).length;
    const axes = (ints("axes") ?? [0, 2, 3]).map((axis) => (axis + rank) % rank);
    if (axes.includes(0)) context.needsEqualBatches();
    // ONNX adds 1e-9 to the standard deviation; its square keeps the rate finite where there is none.
    return [standardized(g, input(0), axes, 1e-18).toInput(cotangent(0)!)];
  },
};
