import type { Emitter } from "../emitter.ts";
import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x·Φ(x), y' = Φ(x) + x·φ(x), Φ and φ the standard normal's distribution and density; or its tanh form. */
export const gelu: GradientRule = elementwise("Gelu", (context) => {
  const x = context.input(0);
  return context.string("approximate", "none") === "tanh" ? approximate(context.g, x) : exact(context.g, x);
});

function exact(g: Emitter, x: string): string {
  const erf = g.op("Erf", [g.op("Mul", [x, g.float32(Math.SQRT1_2)])]);
  const distribution = g.op("Add", [g.op("Mul", [erf, g.float32(0.5)]), g.float32(0.5)]);
  const bell = g.op("Exp", [g.op("Mul", [g.op("Mul", [x, x]), g.float32(-0.5)])]);
  const density = g.op("Mul", [bell, g.float32(1 / Math.sqrt(2 * Math.PI))]);
  return g.op("Add", [distribution, g.op("Mul", [x, density])]);
}

/** y = x/2 (1 + tanh u), u = √(2/π)(x + 0.044715 x³); y' = (1 + t)/2 + x/2 (1 - t²) u'. */
function approximate(g: Emitter, x: string): string {
  const slope = Math.sqrt(2 / Math.PI);
  const square = g.op("Mul", [x, x]);
  const inner = g.op("Add", [g.op("Mul", [square, g.float32(slope * 0.044715)]), g.float32(slope)]);
  const t = g.op("Tanh", [g.op("Mul", [x, inner])]);
  const innerSlope = g.op("Add", [g.op("Mul", [square, g.float32(3 * slope * 0.044715)]), g.float32(slope)]);
  const bend = g.op("Mul", [g.op("Sub", [g.float32(1), g.op("Mul", [t, t])]), g.op("Mul", [x, innerSlope])]);
  const twice = g.op("Add", [g.op("Add", [t, g.float32(1)]), bend]);
  return g.op("Mul", [twice, g.float32(0.5)]);
}
