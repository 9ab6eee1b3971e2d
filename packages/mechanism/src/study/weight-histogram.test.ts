import { describe, expect, it } from "vitest";
import { weightHistogram } from "./weight-histogram.ts";

const words = { id: "w", title: "w", caption: "Ratios.", ratio: "w(x)" };

describe("the histogram of weights", () => {
  it("counts every weight once, and one of 1 in the bin that holds log10 of 2", () => {
    const values = [-40, -0.5, 0, 1, 1, 3, 250];
    const { series, x } = weightHistogram(words, [{ name: "a", values }]);
    const { counts } = series[0]!;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    const bin = x.edges.findIndex((edge, k) => edge <= Math.log10(2) && Math.log10(2) < x.edges[k + 1]!);
    expect(counts[bin]).toBeGreaterThanOrEqual(2);
  });

  it("is the mirror image of itself for weights of the other sign, and keeps 0 and 1 in sight", () => {
    const values = [0.1, 0.2, 5, 7, 90, -3];
    const countsOf = (own: readonly number[]) =>
      weightHistogram(words, [{ name: "a", values: [...own, ...own.map((w) => -w)] }]);
    const { series, x } = countsOf(values);
    expect(series[0]!.counts).toEqual([...series[0]!.counts].reverse());
    expect(x.edges[0]).toBeCloseTo(-x.edges.at(-1)!, 9);
    const alone = weightHistogram(words, [{ name: "a", values: [] }]);
    expect([alone.x.edges[0], alone.x.edges.at(-1)]).toEqual([0, Math.log10(2)]);
  });

  it("spreads what lies near 1 where one lies a thousand times as far", () => {
    const near = Array.from({ length: 100 }, (_, k) => k / 25);
    const { series } = weightHistogram(words, [{ name: "a", values: [...near, 4000] }]);
    expect(series[0]!.counts.filter((count) => count > 0).length).toBeGreaterThan(5);
  });
});
