import { linearLayer } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { normalShare } from "./stratified.ts";
import { winnersOf } from "./winners.ts";

/** Two points, one channel: the point's first coordinate, doubled. */
const rows = linearLayer(
  { rows: 2, columns: 6, data: Float64Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0) },
  Float32Array.of(0.56, 0, 0, 0.5, 0, 0),
);
const smoothing = 0.03;
/** Times 4, the squared gradient, and 9, the squared column behind the maximum. */
const truth = [normalShare(Math.SQRT2), 1 - normalShare(Math.SQRT2)].map((share) => 36 * share);

describe("winnersOf", () => {
  it.each([1, 2])("is unbiased with noise inflated %i times, and nearer than counting", async (inflation) => {
    const repeats = 200;
    const [counted, integrated]: [number[], number[]] = [[], []];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const options = { copies: 24, smoothing, sample: `law ${repeat}`, inflation };
      const found = await winnersOf({ rows, channels: 1, layers: [Float32Array.of(3)] }, options);
      counted.push(found.counted[0]![1]!);
      integrated.push(found.integrated[0]![1]!);
    }
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / repeats;
    const spread = (values: readonly number[]): number =>
      Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    expect(Math.abs(mean(integrated) - truth[1]!)).toBeLessThan((4 * spread(integrated)) / Math.sqrt(repeats));
    if (inflation > 1) return;
    expect(Math.abs(mean(counted) - truth[1]!)).toBeLessThan((4 * spread(counted)) / Math.sqrt(repeats));
    expect(spread(integrated)).toBeLessThan(0.9 * spread(counted));
  });
});
