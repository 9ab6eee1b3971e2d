import type { RoleContrast } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../../report/fixtures/synthetic-report.ts";
import { reportLines, summaryLines } from "./summary.ts";

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

  it("say a stated error above a fifth of b before every number", () => {
    const engine = { ...task!.engine, recipe: "optimum" as const, monteCarloError: 0.64 };
    expect(summaryLines({ ...task!, engine })[1]).toBe(
      "  stated error of the maps 0.64 nats in the mean, above a fifth of b (0.10): verdicts that rest on such maps are withheld; measure with more --passes",
    );
    for (const monteCarloError of [0.1, Number.NaN])
      expect(summaryLines({ ...task!, engine: { ...engine, monteCarloError } }).join()).not.toContain("stated error");
  });

  it("say why a verdict is withheld, and give no answer from it", () => {
    const reason = "non-linearity outside 0.8 to 1.25: 6.4 of scratch";
    const hypotheses = task!.hypotheses.map((one) => ({ ...one, verdict: "withheld" as const, reason }));
    const lines = summaryLines({ ...task!, hypotheses });
    expect(lines.filter((line) => line.includes(`withheld (${reason})`))).toHaveLength(2 + 6);
    expect(lines.join("\n")).not.toMatch(/: (more|fewer)$/m);
  });

  it("say what is left at equal accuracy, where that was tested", () => {
    const pair = { treated: "distilled", reference: "scratch" } as const;
    const counts = (["foreground", "background"] as const).map(
      (region, k): RoleContrast => ({
        ...pair,
        metric: `${region}Count`,
        statistic: "mean",
        ...{ p: 0.2, standardError: 1, samplesError: 1, degrees: 4, samples: 48, perSeed: [] },
        difference: { mean: k, low: k - 1, high: k + 1 },
      }),
    );
    const lines = summaryLines({ ...task!, equalAccuracy: [{ ...pair, stops: [], contrasts: counts }] });
    expect(lines).toContain(
      "  at equal held-out accuracy, distilled - scratch: foreground points 0.000 (-1.000 to +1.000), background points +1.000 (0.000 to +2.000)",
    );
    expect(summaryLines(task!).join()).not.toContain("equal held-out accuracy");
  });

  it("say how much of a difference the teacher knew, and what an interval alone says where the report says less", () => {
    const estimate = (mean: number) => ({
      difference: { mean, low: mean - 1, high: mean + 1 },
      p: 0.01,
      standardError: 0.4,
      samplesError: 0.3,
      degrees: 5,
      samples: 12,
      perSeed: [],
    });
    const share = {
      statistic: "mean",
      treated: "distilled",
      through: "self-distilled",
      reference: "scratch",
      total: estimate(5),
      teacher: estimate(2),
      loss: estimate(3),
    } as const;
    const decomposition = [
      { ...share, metric: "foregroundCount" },
      { ...share, metric: "points", part: "distractor" },
    ];
    const hypotheses = task!.hypotheses.map((one) => ({
      ...one,
      verdict: "inconclusive" as const,
      unadjusted: "supported" as const,
      adjusted: { benjaminiHochberg: 0.08, holm: 0.2 },
    }));
    const lines = summaryLines({ ...task!, decomposition, hypotheses });
    expect(
      lines.filter((line) => / points, distilled - scratch: .*: open whether more or fewer$/.test(line)),
    ).toHaveLength(2);
    const said =
      "    of that the teacher's knowledge +2.000 (+1.000 to +3.000), the loss itself +3.000 (+2.000 to +4.000)";
    expect(lines.filter((line) => line === said)).toHaveLength(2);
    // Right below the number that it takes apart.
    const places = lines.flatMap((line, at) => (line === said ? [lines[at - 1]] : []));
    expect(places).toEqual([
      expect.stringMatching(/^ {2}foreground points/),
      expect.stringMatching(/^ {2}points on the distractor/),
    ]);
    expect(lines.find((line) => line.includes("H3.stability"))).toContain(
      "inconclusive (alone supported, adjusted p = 0.080)",
    );
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

describe("reportLines", () => {
  const claims = task!.hypotheses.map((one, k) => ({
    ...one,
    verdict: (["supported", "supported", "contradicted", "inconclusive", "inconclusive", "no-verdict"] as const)[k]!,
    ...(k === 5 ? {} : { adjusted: { benjaminiHochberg: 0.01 * k, holm: 0.03 * k } }),
  }));

  it("say what all verdicts come to, and whether the networks differ at all", () => {
    expect(reportLines(claims, { statistic: 0.7312, p: 0.0004, flips: 10_000, units: 18, claims: 36 })).toEqual([
      "all 5 claims, adjusted for their number (Benjamini-Hochberg 5 %): 2 supported, 1 contradicted, 2 inconclusive; by Holm 2 remain",
      "networks exchanged within seeds: p = 4e-4 (statistic 0.731, 10000 flips of 18 pairs, 36 differences)",
    ]);
  });

  it("are none where nothing has a verdict, or before a report adjusts", () => {
    expect(reportLines(claims.slice(5), undefined)).toEqual([]);
    expect(reportLines(task!.hypotheses, undefined)).toEqual([]);
    expect(reportLines([], { statistic: 0, p: 1, flips: 8, units: 3, claims: 6 })).toEqual([]);
  });
});
