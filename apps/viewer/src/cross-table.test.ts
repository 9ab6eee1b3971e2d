import { describe, expect, it } from "vitest";
import { syntheticBenchmark } from "../../../packages/report/fixtures/synthetic-report.ts";
import { agreementOf, agreementSentence, besideAgreement, countedTasks, signAgrees } from "./agreement.ts";
import { boundsTable } from "./bounds.ts";
import { cellSentence } from "./cell-sentence.ts";
import { crossCell, crossTable } from "./cross-table.ts";
import { cueTable } from "./cue-table.ts";
import { sixTable } from "./headline.ts";
import { sixMetrics } from "./metric.ts";
import { modalityNames } from "./modality.ts";
import type { ReportView, TaskView } from "./view.ts";

// as a file gives it back: null for what is no number
const report: ReportView = JSON.parse(JSON.stringify(syntheticBenchmark()));
const task: TaskView = report.tasks[0]!;
const metric = sixMetrics()[0]!;

function words(html: string): string {
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

describe("crossCell", () => {
  it("says difference, verdict, interval, sign, both networks and the placebo", () => {
    expect(words(crossCell(task, metric))).toBe("+1.0 ≈ Inconclusive [−0.4, +2.4] sign agrees S 28.8 B 27.8 P 27.9");
  });

  it("says that a verdict flips, with what each bound says on hovering", () => {
    const cell = crossCell(task, sixMetrics()[3]!);
    expect(words(cell)).toContain("≈ Inconclusive [−0.23, −0.11] sign agrees flips between bounds");
    expect(cell).toContain('title="supported under the first upper bound, contradicted under the second"');
  });

  it("shows a dash, no sign and the reason where there is no difference", () => {
    const gone = { mean: null, low: null, high: null, reason: "no <point> at all" };
    const none = {
      ...task,
      hypotheses: task.hypotheses.map(({ signAgrees: _, ...one }) => ({ ...one, difference: gone })),
    };
    const cell = crossCell(none, metric);
    expect(words(cell)).toBe("– ≈ Inconclusive S 28.8 B 27.8 P 27.9");
    expect(cell).toContain("no &lt;point&gt; at all");
    expect(words(crossCell({ ...task, hypotheses: [] }, metric))).toBe("–");
  });
});

describe("a verdict that is withheld", () => {
  it("says so, with its reason, and is counted apart", () => {
    const reason = "stated error above a fifth of b, <0.1> nats: 0.22 of distilled";
    const kept = task.hypotheses.map((one) => ({ ...one, verdict: "withheld" as const, reason }));
    const cell = crossCell({ ...task, hypotheses: kept }, metric);
    expect(words(cell)).toContain("○ Withheld");
    expect(cell).toContain('title="Withheld: stated error above a fifth of b, &lt;0.1&gt; nats');
    expect(agreementSentence({ agree: 1, of: 2, verdicts: ["supported", "withheld"] })).toContain(
      "1 supported, 1 withheld",
    );
    expect(words(sixTable({ ...task, hypotheses: kept }, modalityNames(report, task.modality)))).toContain(
      "stated error above a fifth of b",
    );
  });
});

describe("a difference of nothing", () => {
  it("has no sign", () => {
    const even = { ...task, hypotheses: task.hypotheses.map((one) => ({ ...one, signAgrees: false })) };
    const nothing = even.hypotheses.map((one) => ({ ...one, difference: { mean: 0, low: 0, high: 0 } }));
    expect(words(crossCell({ ...even, hypotheses: nothing }, metric))).toContain("[0.0, 0.0] no difference S 28.8");
  });
});

describe("signAgrees", () => {
  it("follows the expectation where the report does not say, and is nobody's at zero or nothing", () => {
    const base = { ...task.hypotheses[0]! };
    const { signAgrees: _, ...one } = base;
    const at = (mean: number | null, expected: typeof one.expected) =>
      signAgrees({ ...one, expected, difference: { mean, low: null, high: null } });
    expect(at(0.1, "distilled > scratch")).toBe(true);
    expect(at(0.1, "distilled < scratch")).toBe(false);
    expect([at(0, "distilled > scratch"), at(0, "distilled < scratch")]).toEqual([false, false]);
    expect(at(null, "distilled > scratch")).toBeUndefined();
  });
});

describe("agreementOf", () => {
  it("counts what exists, and controls never", () => {
    const counted = countedTasks(report.tasks, report.controls);
    expect(counted.map(({ id }) => id).filter((id) => id.includes("control"))).toEqual([]);
    const whole = agreementOf(counted.flatMap(({ hypotheses }) => hypotheses));
    expect(whole.of).toBe(6 * counted.length);
    const byTask = counted.map(({ hypotheses }) => agreementOf(hypotheses).agree);
    expect(whole.agree).toBe(byTask.reduce((sum, agree) => sum + agree, 0));
    const own = { agree: 2, of: 3, verdicts: ["supported", "supported", "inconclusive"] } as const;
    expect(agreementSentence(own, { chance: { agree: 1, of: 3 }, control: { agree: 2, of: 6 } })).toBe(
      "The sign of the difference agrees with the paper in <b>2 of 3</b>, that of two networks from scratch in <b>1 of 3</b>, the controls’ in <b>2 of 6</b>. Verdicts: 2 supported, 1 inconclusive.",
    );
  });

  it("tells no share of signs with nothing to hold it against", () => {
    expect(agreementSentence({ agree: 2, of: 3, verdicts: ["supported"] })).toBe("Verdicts: 1 supported.");
  });

  it("counts the signs of two networks from scratch as the paper expects them", () => {
    const { chance, control } = besideAgreement([task], report.tasks.slice(-1));
    const signs = task.hypotheses.flatMap(({ expected, nullDifference }) =>
      typeof nullDifference?.mean === "number" ? [expected.includes(">") === nullDifference.mean > 0] : [],
    );
    expect(chance).toEqual({ agree: signs.filter(Boolean).length, of: signs.length });
    expect(control?.of).toBeGreaterThan(0);
    expect(besideAgreement([{ ...task, hypotheses: [] }], [])).toEqual({});
  });
});

describe("crossTable", () => {
  it("has one row for every task and layer, modalities in order, and a last row of counts", () => {
    const html = crossTable(report);
    expect(html.match(/<tr(?: class="control")?><th scope="row"><a/g)).toHaveLength(report.tasks.length);
    const heads = [...html.matchAll(/rowgroup" colspan="7"><span>(.*?)</g)].map(([, head]) => head);
    expect(heads).toEqual(["Images", "Point clouds", "Sentences", "Questions"]);
    expect(words(html.slice(html.indexOf("<tfoot>")))).toMatch(/^All tasks sign in \d+ of 10 /);
  });
});

describe("cueTable", () => {
  it("has a row for every cue of a counted task, and its control beside it", () => {
    const html = cueTable(report);
    expect(html.match(/<th scope="row">/g)).toHaveLength(countedTasks(report.tasks, report.controls).length);
    for (const cue of ["distractor", "clutter-cue", "stray", "decoy"]) expect(html).toContain(`<td>${cue}</td>`);
    expect(cueTable({ ...report, tasks: [{ ...task, parts: {} }] })).toBe("");
  });
});

describe("boundsTable", () => {
  it("says where the verdict flips, and nothing where there is one bound", () => {
    const html = boundsTable(task);
    expect(words(html)).toContain("verdict flips between the two bounds: supported under the first");
    expect(html.match(/<th scope="row">/g)).toHaveLength(6);
    const { atSecondBound: _, ...alone } = task;
    expect(boundsTable(alone)).toBe("");
  });
});

describe("a cell of the large table", () => {
  it("can be reached by key, one of them by tab, and tells its details", () => {
    const html = crossTable(report);
    const cells = html.match(/<td [^>]*data-said="[^"]+"/g) ?? [];
    expect(cells).toHaveLength(6 * report.tasks.length);
    expect(cells.filter((cell) => cell.includes('tabindex="0"'))).toHaveLength(1);
    expect(html).toContain('aria-live="polite"');
  });

  it("tells the verdict alone beside the adjusted one, the halves, the placebo and chance", () => {
    const [claim] = task.hypotheses;
    const difference = { mean: 1, low: 0.5, high: 1.5 };
    const estimate = { difference, p: 0.01, standardError: 1, samplesError: 1, degrees: 3, samples: 9, perSeed: [] };
    const headed = { metric: "foregroundCount", statistic: "mean", claim: claim!.id } as const;
    const said = cellSentence(
      report,
      {
        ...task,
        hypotheses: [
          {
            ...claim!,
            verdict: "inconclusive",
            unadjusted: "supported",
            p: 0.02,
            adjusted: { benjaminiHochberg: 0.08, holm: 0.4 },
          },
        ],
        contrasts: [{ ...headed, treated: "placebo", reference: "scratch", ...estimate }],
        decomposition: [
          {
            ...headed,
            treated: "distilled",
            through: "self-distilled",
            reference: "scratch",
            total: estimate,
            teacher: estimate,
            loss: estimate,
          },
        ],
      },
      metric,
    );
    expect(said).toContain("inconclusive; the interval alone says supported; p 0.02, adjusted for all claims 0.08");
    expect(said).toContain("the teacher’s knowledge +1.0 [+0.5, +1.5], the loss +1.0");
    expect(said).toContain("placebo minus scratch +1.0");
    expect(said).toMatch(/by chance/);
    expect(cellSentence(report, { ...task, hypotheses: [] }, metric)).toContain("not measured");
  });
});
