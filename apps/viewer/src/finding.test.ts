import { describe, expect, it } from "vitest";
import { syntheticBenchmark } from "../../../packages/report/fixtures/synthetic-report.ts";
import { findingSentence, findings } from "./finding.ts";
import { reportPage } from "./report-page.ts";
import type { IntervalView, ReportView, TaskView } from "./view.ts";

const report: ReportView = JSON.parse(JSON.stringify(syntheticBenchmark()));
const [first] = report.tasks;
const names = { title: "Images", unit: "cell", units: "cells", foreground: "object" };

function withDifferences(foreground: IntervalView, background: IntervalView, seeds = 3): TaskView {
  const given: Record<string, IntervalView> = { "H1.foregroundCount": foreground, "H1.backgroundCount": background };
  return {
    ...first!,
    hypotheses: first!.hypotheses.map((one) => {
      const difference = given[one.id];
      return difference === undefined ? one : { ...one, difference, verdict: verdictOf(difference) };
    }),
    bySeed: Array.from({ length: seeds }, (_, seed) => ({ ...first!.bySeed[0]!, seed })),
  };
}
/** What the interval says alone; which way is expected is no matter of these sentences. */
function verdictOf({ low, high }: IntervalView): "supported" | "inconclusive" {
  return low !== null && high !== null && (low > 0 || high < 0) ? "supported" : "inconclusive";
}
const words = (html: string): string => html.replace(/<[^>]*>/g, "");

describe("findingSentence", () => {
  it("gives no answer from a verdict that is withheld, but the reason", () => {
    const fewer = { mean: -4, low: -11, high: -0.2 };
    const task = withDifferences(fewer, fewer);
    const reason = "more than half of the units at a bound of σ: 78 % of <b>scratch";
    const hypotheses = task.hypotheses.map((one) => ({ ...one, verdict: "withheld" as const, reason }));
    const said = findingSentence({ ...task, hypotheses }, names);
    expect(words(said)).toContain(
      "for cells of the object the answer is withheld: more than half of the units at a bound of σ: 78 % of &lt;b&gt;scratch",
    );
    expect(said).not.toContain("fewer");
  });

  it("says that it is open where the verdict over all claims leaves it open", () => {
    const task = withDifferences({ mean: 2, low: 1, high: 3 }, { mean: -2, low: -3, high: -1 });
    const hypotheses = task.hypotheses.map((one) => ({ ...one, verdict: "inconclusive" as const }));
    const said = words(findingSentence({ ...task, hypotheses }, names));
    expect(said).toContain(
      "for cells of the object it is open: +2.0 [+1.0, +3.0]; for cells of the background it is open",
    );
  });

  it("says more, fewer, open and undefined as the intervals lie, whatever the paper expects", () => {
    const more = { mean: 2.14, low: 0.5, high: 3.7 };
    const fewer = { mean: -4, low: -11, high: -0.2 };
    const open = { mean: 0.2, low: -1, high: 1.5 };
    const none = { mean: null, low: null, high: null, reason: "none" };
    expect(words(findingSentence(withDifferences(more, fewer), names))).toBe(
      "Beside the network from scratch, it keeps 2.1 more cells of the object [+0.5, +3.7]; it keeps 4.0 fewer cells of the background [−11.0, −0.2].",
    );
    expect(words(findingSentence(withDifferences(open, none), names))).toBe(
      "Beside the network from scratch, for cells of the object it is open: +0.2 [−1.0, +1.5]; for cells of the background the difference is not defined.",
    );
    const same = { mean: 0, low: 0, high: 0 };
    expect(words(findingSentence(withDifferences(same, fewer), names))).toContain(
      "it keeps as many cells of the object;",
    );
    const touching = { mean: 4, low: 0, high: 11 };
    expect(words(findingSentence(withDifferences(touching, more), names))).toContain("is open: +4.0 [0.0, +11.0]");
    expect(words(findingSentence(withDifferences({ mean: 1, low: null, high: null }, more), names))).toContain(
      "open: +1.0;",
    );
  });

  it("of fewer than three seeds says that it speaks of these networks only", () => {
    const more = { mean: 2, low: 1, high: 3 };
    expect(findingSentence(withDifferences(more, more, 2), names)).toMatch(/three seeds/);
    expect(findingSentence(withDifferences(more, more), names)).not.toMatch(/three seeds/);
  });
});

describe("findings", () => {
  it("come before the paper's claims", () => {
    const page = reportPage({ report: { ...report, tasks: report.tasks.slice(0, 2) }, pictures: [] });
    const glance = page.slice(page.indexOf('id="glance"'));
    expect(glance.indexOf('class="finding"')).toBeGreaterThan(0);
    expect(glance.indexOf('class="finding"')).toBeLessThan(glance.indexOf("the paper"));
  });

  it("are counted where there are many, and every task is counted once", () => {
    const more = withDifferences({ mean: 2, low: 1, high: 3 }, { mean: -2, low: -3, high: -1 });
    const open = withDifferences({ mean: 0, low: -1, high: 1 }, { mean: null, low: null, high: null });
    const tasks = [more, more, more, more, more, open, open].map((task, k) => ({ ...task, id: `t${k}` }));
    expect(words(findings({ seeds: [0], tasks }))).toBe(
      "Of the foreground the distilled network keeps more at 5 of 7 layers and fewer at 0; it is open at 2. " +
        "Of the background the distilled network keeps more at 0 of 7 layers and fewer at 5; it is open at 0, not defined at 2.",
    );
  });

  it("leave controls out", () => {
    const tasks = [first!, { ...first!, id: "control" }];
    expect(findings({ seeds: [0], tasks, controls: { [first!.id]: "control" } }).match(/<p/g)).toHaveLength(1);
  });
});
