import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";
import { mask } from "./mask.ts";

/** y = max(0, x), y' = 1 where y > 0, and 0 at 0. Reads y, not x, so that ONNX Runtime still fuses Conv and Relu. */
export const relu: GradientRule = elementwise("Relu", ({ g, output }) => mask(g, "Greater", output(0), g.float32(0)));
