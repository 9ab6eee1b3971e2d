import type { RoleContrast } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../../report/fixtures/synthetic-report.ts";
import { summaryLines } from "./summary.ts";

const [task] = syntheticInput().tasks;

describe("summaryLines", () => {
  it("say what the networks showed before what the paper claims", () => {
    const interval = (low: number, high: number) => ({ mean: (low + high) / 2, low, high });
    const given: Record<string, ReturnType<typeof interval>> = {
      "H1.foregroundCount": interval(1, 3),
      "H1.backgroundCount": interval(-1, 3),
    };
    const hypotheses = task!.hypotheses.map((one) => ({ ...one, difference: given[one.id] ?? one.difference }));
    const ranked = (role: string, low: number) => ({
      ...task!.networks[role]!,
      foregroundRank: interval(low, low + 0.1),
    });
    const networks = { distilled: ranked("distilled", 0.74), scratch: ranked("scratch", 0.63) };
    const rank: RoleContrast = {
      metric: "foregroundRank",
      statistic: "mean",
      treated: "distilled",
      reference: "scratch",
      ...{ p: 0.01, standardError: 0.03, samplesError: 0.02, degrees: 4, samples: 48, perSeed: [] },
      difference: interval(0.03, 0.19),
    };
    const lines = summaryLines({ ...task!, networks, hypotheses, contrasts: [rank] });
    expect(lines[1]).toMatch(/^ {2}entropy gap background - object: distilled - scratch \+/);
    expect(lines[2]).toBe(
      "  object below its background (AUC): distilled - scratch +0.110 (+0.030 to +0.190); distilled 0.790, scratch 0.680",
    );
    expect(lines.slice(3, 5)).toEqual([
      "  foreground points, distilled - scratch: +2.000 (+1.000 to +3.000): more",
      "  background points, distilled - scratch: +1.000 (-1.000 to +3.000): open whether more or fewer",
    ]);
    expect(lines.findIndex((line) => /paper/.test(line))).toBeGreaterThan(4);
  });

  it("say why a verdict is withheld, and give no answer from it", () => {
    const reason = "non-linearity outside 0.8 to 1.25: 6.4 of scratch";
    const hypotheses = task!.hypotheses.map((one) => ({ ...one, verdict: "withheld" as const, reason }));
    const lines = summaryLines({ ...task!, hypotheses });
    expect(lines.filter((line) => line.includes(`withheld (${reason})`))).toHaveLength(2 + 6);
    expect(lines.join("\n")).not.toMatch(/: (more|fewer)$/m);
  });

  it("of two networks and nothing else speak of nothing else", () => {
    const { distilled, scratch } = task!.networks;
    const { accuracy: _a, ...kd } = distilled!;
    const { accuracy: _b, ...plain } = scratch!;
    const hypotheses = task!.hypotheses.map(({ nullDifference: _, ...one }) => one);
    const bySeed = task!.bySeed.slice(0, 1);
    const networks = { distilled: kd, scratch: plain };
    const said = summaryLines({ ...task!, networks, hypotheses, bySeed, parts: {} }).join("\n");
    expect(said).not.toMatch(/null|accuracy|control|placebo|teacher|points on the|1 seeds/);
    expect(said).toContain("1 seed,");
  });
});
