import { describe, expect, it } from "vitest";
import { undefinedInterval } from "../statistics/crossed-interval.ts";
import type { Interval } from "../task-result.ts";
import type { Finding } from "./finding.ts";
import { toldFindings } from "./told.ts";

describe("toldFindings", () => {
  it("claims what lies wholly beyond nothing and its control", () => {
    expect(claimOf(finding({}))).toBe("there");
    expect(claimOf(finding({ direction: "lower" }))).toBe("opposite");
    expect(claimOf(finding({ interval: between(-3, -1), direction: "lower", control: between(-0.5, 0.5) }))).toBe(
      "there",
    );
  });

  it("claims nothing that its control shows too", () => {
    expect(claimOf(finding({ control: between(0.5, 1.5) }))).toBe("control");
    expect(claimOf(finding({ control: between(4, 5) }))).toBe("control");
    expect(claimOf(finding({ direction: "lower", control: between(0.5, 1.5) }))).toBe("control");
    expect(claimOf(finding({ control: { mean: 0.9, low: Number.NaN, high: Number.NaN } }))).toBe("there");
    expect(claimOf(finding({ control: undefinedInterval("no placebo student") }))).toBe("uncontrolled");
  });

  it("leaves open what an interval or the adjustment leaves open", () => {
    expect(claimOf(finding({ interval: between(-1, 3) }))).toBe("open");
    expect(claimOf(finding({ interval: between(0, 3) }))).toBe("open");
    expect(toldFindings([finding({ interval: undefinedInterval("one seed") })])[0]?.reason).toBe("one seed");
    const many = [finding({ p: 0.04 }), ...Array.from({ length: 9 }, () => finding({ p: 0.9 }))];
    expect(toldFindings(many)[0]?.claim).toBe("open");
    expect(claimOf(finding({ p: 0.04 }))).toBe("there");
  });

  it("claims nothing of fewer than three trainings, whatever their intervals, and says how many", () => {
    for (const direction of ["higher", "lower"] as const) {
      const [own] = toldFindings([finding({ seeds: 2, direction })]);
      expect([own?.claim, own?.reason]).toEqual(["open", "2 of the 3 training seeds that a claim needs"]);
    }
    expect(claimOf(finding({ seeds: 3 }))).toBe("there");
  });

  it("claims nothing of a number that only describes", () => {
    const { nothing: _, ...describing } = finding({});
    expect(claimOf(describing)).toBe("described");
    expect(claimOf(finding({ direction: "neither" }))).toBe("described");
  });

  it("turns around with its sign", () => {
    const mirrored = { interval: between(-3, -1), control: between(-0.2, 0.2), direction: "lower" as const };
    for (const nothing of [0, -0.5, -1, -2]) {
      const upright = { interval: between(1, 3), control: between(-0.2, 0.2), nothing: -nothing };
      expect(claimOf(finding({ ...mirrored, nothing }))).toBe(claimOf(finding(upright)));
    }
  });
});

function between(low: number, high: number): Interval {
  return { mean: (low + high) / 2, low, high };
}

function finding(own: Partial<Finding>): Finding {
  const interval = own.interval ?? between(1, 3);
  return {
    id: "x",
    topic: "came-along",
    value: interval.mean,
    interval,
    control: between(-0.5, 0.5),
    direction: "higher",
    nothing: 0,
    sentence: "",
    ...own,
  };
}

function claimOf(own: Finding): string | undefined {
  return toldFindings([own])[0]?.claim;
}
