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
    const lines = summaryLines({ ...task!, hypotheses });
    expect(lines.slice(1, 3)).toEqual([
      "  foreground points, distilled - scratch: +2.000 (+1.000 to +3.000): more",
      "  background points, distilled - scratch: +1.000 (-1.000 to +3.000): open whether more or fewer",
    ]);
    expect(lines.findIndex((line) => /paper/.test(line))).toBeGreaterThan(2);
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
