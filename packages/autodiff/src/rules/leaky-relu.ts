import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x for x > 0, else slope·x; the slope at 0. */
export const leakyRelu: GradientRule = elementwise("LeakyRelu", (context) => {
  const { g } = context;
  const slope = context.float("alpha", 0.01);
  // A positive slope keeps the sign, and reading y lets ONNX Runtime fuse the forward pass.
  const signed = slope > 0 ? context.output(0) : context.input(0);
  return g.op("Where", [g.op("Greater", [signed, g.float32(0)]), g.float32(1), g.float32(slope)]);
});
