import { describe, expect, it } from "vitest";
import { type ForestLine, forestPlot, forestScale } from "./forest.ts";

const line: ForestLine = {
  label: "difference",
  kind: "difference",
  interval: { mean: -4.6, low: -5, high: -4.1 },
  dots: [-5.4, -4.4],
};

describe("forestScale", () => {
  it("holds every number and zero", () => {
    const { domain, ticks } = forestScale([line]);
    expect(domain[0]).toBeLessThan(-5.4);
    expect(domain[1]).toBeGreaterThan(0);
    expect(ticks).toContain(0);
  });

  it("has a width even when nothing is known", () => {
    const { domain } = forestScale([{ ...line, interval: { mean: null, low: null, high: null }, dots: [] }]);
    expect(domain[1]).toBeGreaterThan(domain[0]);
  });
});

describe("forestPlot", () => {
  it("draws smaller numbers further left and one dot per seed", () => {
    const svg = forestPlot([line], "x");
    const at = (pattern: RegExp): number => Number(pattern.exec(svg)?.[1]);
    const mean = at(/class="mean" cx="([\d.]+)"/);
    expect(mean).toBeGreaterThan(at(/class="bar" x1="([\d.]+)"/));
    expect(mean).toBeLessThan(at(/class="zero" x1="([\d.]+)"/));
    expect(svg.match(/class="dot"/g)).toHaveLength(2);
  });

  it("draws no bar where the interval does not exist", () => {
    expect(forestPlot([{ ...line, interval: { mean: 1, low: null, high: null } }], "x")).not.toContain('class="bar"');
  });
});
