import { describe, expect, it } from "vitest";
import { type Gate, type Hypothesis, VERDICTS, type Verdict } from "../task-result.ts";
import { gated, gatedHypothesis } from "./gate.ts";

const GATE: Gate = { id: "bounds", reason: "90 % of the units at a bound" };
const OTHER: Gate = { id: "stated-error", reason: "stated error 0.64 nats" };
const hypothesis = (verdict: Verdict, gates?: readonly Gate[], reason?: string): Hypothesis => ({
  id: "H3.stability",
  expected: "distilled > scratch",
  difference: { mean: 1, low: 0.5, high: 1.5 },
  verdict,
  ...(reason === undefined ? {} : { reason }),
  ...(gates === undefined ? {} : { gates }),
  overSeeds: { difference: { mean: 1, low: -0.5, high: 2.5 }, verdict: "inconclusive" },
});

describe("gated", () => {
  it("withholds what is supported or contradicted, and nothing else, by any gate", () => {
    const behind = VERDICTS.map((verdict) => gated(verdict, [GATE]));
    expect(behind).toEqual(["withheld", "withheld", "inconclusive", "withheld", "no-verdict"]);
  });

  it("without a gate changes nothing", () => {
    for (const verdict of VERDICTS) {
      expect(gated(verdict, [])).toBe(verdict);
      expect(gated(verdict)).toBe(verdict);
    }
  });
});

describe("gatedHypothesis", () => {
  it("says every reason and leaves difference and interval as they are", () => {
    const own = hypothesis("contradicted", [GATE, OTHER]);
    expect(gatedHypothesis(own)).toEqual({
      ...own,
      unadjusted: "contradicted",
      verdict: "withheld",
      reason: "90 % of the units at a bound; stated error 0.64 nats",
    });
  });

  it("keeps why there is no verdict, and drops the reason of a verdict that is no longer withheld", () => {
    expect(gatedHypothesis(hypothesis("no-verdict", [GATE], "two seeds"))).toMatchObject({ reason: "two seeds" });
    const withheld = gatedHypothesis(hypothesis("supported", [GATE]));
    const adjusted = gatedHypothesis({ ...withheld, verdict: "inconclusive" });
    expect(adjusted).toEqual({ ...hypothesis("inconclusive", [GATE]), unadjusted: "supported" });
  });

  it("done twice is done once", () => {
    for (const verdict of VERDICTS) {
      const once = gatedHypothesis(hypothesis(verdict, [GATE], "a reason"));
      expect(gatedHypothesis(once)).toEqual(once);
    }
  });

  it("withholds the verdict over seeds too", () => {
    const own = hypothesis("supported", [GATE]);
    const both = { ...own, overSeeds: { ...own.overSeeds!, verdict: "supported" as const } };
    expect(gatedHypothesis(both).overSeeds!.verdict).toBe("withheld");
    expect(gatedHypothesis(own).overSeeds!.verdict).toBe("inconclusive");
  });
});
