import { describe, expect, it } from "vitest";
import { checkGradient, type GradientProblem } from "./check-gradient.ts";

/** y = (x0³, Σ x·w) with its gradient scaled by `factor`. */
function cubicAndProduct(factor: number, wrongInput = 0): GradientProblem {
  const at = [Float32Array.of(0.5, -1.2, 0.8), Float32Array.of(2, 0.3, -0.7)];
  return {
    at,
    values: async ([x, w]) => [
      x!.map((value) => value ** 3),
      Float32Array.of(x!.reduce((sum, value, i) => sum + value * w![i]!, 0)),
    ],
    gradient: async ([x, w], [v, s]) =>
      [x!.map((value, i) => 3 * value ** 2 * v![i]! + w![i]! * s![0]!), w!.map((_, i) => x![i]! * s![0]!)].map(
        (gradient, index) => gradient.map((value) => value * (index === wrongInput ? factor : 1)),
      ),
  };
}

describe("checkGradient", () => {
  it("accepts the exact gradient, for any seed", async () => {
    for (const seed of [1, 2, 3, 4, 5]) await checkGradient(cubicAndProduct(1), { seed });
  });

  it("rejects a gradient that is 1 % wrong in any one input, for any seed", async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      await expect(checkGradient(cubicAndProduct(1.01, 0), { seed })).rejects.toThrow(/gradient of input 0/);
      await expect(checkGradient(cubicAndProduct(0.99, 1), { seed })).rejects.toThrow(/gradient of input 1/);
    }
  });

  it("rejects a zero gradient of a function that moves, and NaN", async () => {
    await expect(checkGradient(cubicAndProduct(0))).rejects.toThrow(/RANGE|expected/);
    await expect(checkGradient(cubicAndProduct(Number.NaN))).rejects.toThrow(/got NaN/);
  });

  it("accepts a zero gradient of an input the function ignores", async () => {
    await checkGradient({
      at: [Float32Array.of(1), Float32Array.of(2)],
      values: async ([x]) => [x!.map((value) => value * 3)],
      gradient: async (_, [v]) => [v!.map((value) => value * 3), Float32Array.of(0)],
    });
  });

  it("rejects a gradient of another size than its input", async () => {
    const problem = cubicAndProduct(1);
    const gradient = async () => [Float32Array.of(1)];
    await expect(checkGradient({ ...problem, gradient })).rejects.toThrow(/expected 3 elements; got 1/);
  });
});
