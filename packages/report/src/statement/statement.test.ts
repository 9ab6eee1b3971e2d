import { type Finding, type Interval, toldFindings, type Verdict } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticBenchmark, syntheticInput } from "../../fixtures/synthetic-report.ts";
import { syntheticStudy } from "../../fixtures/synthetic-study.ts";
import { findingsJson } from "../findings/findings.ts";
import { toReport, toReportJson } from "../json.ts";
import type { Report, ReportHypothesis } from "../report.ts";
import { besideControl, strongest } from "./beyond-control.ts";
import { parseRun, type RunSource } from "./run-source.ts";
import type { Statement, StatementGroup, StatementLine } from "./statement.ts";
import { statementOf } from "./statement-of.ts";
import { findingLine } from "./study-lines.ts";

const NONE: Interval = { mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason: "one seed" };

function between(low: number, high: number): Interval {
  return { mean: (low + high) / 2, low, high };
}

function studyRun(name = "transfer", own: Partial<ReturnType<typeof syntheticStudy>> = {}): RunSource {
  return parseRun(findingsJson({ ...syntheticStudy(), ...own }, { command: `stillpoint ${name}` }), name);
}

function linesOf({ subjects }: Statement): readonly StatementLine[] {
  return subjects.flatMap(({ lines }) => lines);
}

/** A report of one task whose first claim is as wanted. */
function reportWith(own: Partial<ReportHypothesis>, more: Partial<Report["tasks"][number]> = {}): RunSource {
  const report = toReport(syntheticInput());
  const [task] = report.tasks;
  const { contrasts: _, decomposition: __, ...bare } = task!;
  const [first, ...rest] = bare.hypotheses;
  const open = { verdict: "inconclusive" as const, difference: { mean: 0.1, low: -1, high: 1.2 } };
  const hypotheses = [{ ...first!, ...own }, ...rest.map((one) => ({ ...one, ...open }))];
  return { name: "report", report: { ...report, controls: {}, tasks: [{ ...bare, parts: {}, hypotheses, ...more }] } };
}

function firstLine(own: Partial<ReportHypothesis>, more: Partial<Report["tasks"][number]> = {}): StatementLine {
  const all = linesOf(statementOf([reportWith(own, more)]));
  return all.find(({ id }) => id === "H1.foregroundCount")!;
}

describe("a finding becomes a line of the group its topic and claim name", () => {
  const base: Finding = {
    id: "x",
    topic: "kept",
    value: 2,
    interval: between(1, 3),
    control: between(-0.5, 0.5),
    direction: "higher",
    nothing: 0,
    sentence: "It is so.",
  };
  const groupOf = (own: Partial<Finding>): StatementGroup => {
    const [told] = toldFindings([{ ...base, ...own }]);
    return findingLine(told!, "section", 0).group;
  };

  it.each([
    ["kept", "preserved", "lost"],
    ["came-along", "came-along", "stayed-behind"],
    ["teacher", "why", "why"],
    ["cause", "why", "why"],
  ] as const)("%s: there is %s, opposite is %s", (topic, there, opposite) => {
    expect(groupOf({ topic })).toBe(there);
    expect(groupOf({ topic, direction: "lower" })).toBe(opposite);
  });

  it("nothing that its control shows too is claimed, in either direction", () => {
    for (const direction of ["higher", "lower"] as const) {
      expect(groupOf({ direction, control: between(0.5, 1.5) })).toBe("untold");
      expect(groupOf({ direction, control: NONE })).toBe("untold");
      expect(groupOf({ direction, interval: between(-1, 3) })).toBe("untold");
    }
    expect(groupOf({ interval: NONE, value: Number.NaN })).toBe("untold");
    expect(groupOf({ direction: "neither" })).toBe("described");
  });

  it("what cannot be told says why and what would be needed", () => {
    const [told] = toldFindings([{ ...base, control: { ...NONE, reason: "no placebo was given" } }]);
    expect(findingLine(told!, "section", 0)).toMatchObject({
      claim: "uncontrolled",
      reason: "no placebo was given",
      needed: "a control: no placebo was given",
    });
  });
});

describe("controls", () => {
  it("of several the one that reaches furthest in the direction asked counts", () => {
    const near = { name: "near", interval: between(-3, 0.1) };
    const far = { name: "far", interval: between(0, 2) };
    expect(strongest([near, far], 1)?.name).toBe("far");
    expect(strongest([near, far], -1)?.name).toBe("near");
    expect(strongest([{ name: "none", interval: NONE }], 1)).toBeUndefined();
  });

  it("turn around with the sign", () => {
    const mirrored = ({ mean, low, high }: Interval): Interval => ({ mean: -mean, low: -high, high: -low });
    for (const own of [between(1, 3), between(0.2, 0.4)]) {
      const control = { name: "c", interval: between(-1, 0.5) };
      expect(besideControl(mirrored(own), { name: "c", interval: mirrored(control.interval) }, -1)).toBe(
        besideControl(own, control, 1),
      );
    }
  });
});

describe("a verdict becomes a line", () => {
  const beyond = {
    difference: between(2, 4),
    nullDifference: between(-1, 1),
    expected: "distilled > scratch" as const,
  };

  it("supported is preserved and contradicted is lost, each with its number, interval and control", () => {
    expect(firstLine({ ...beyond, verdict: "supported" })).toMatchObject({
      group: "preserved",
      claim: "there",
      evidence: {
        value: 3,
        interval: between(2, 4),
        control: between(-1, 1),
        controlName: "two networks from scratch",
      },
      run: 0,
    });
    const lost = firstLine({ ...beyond, difference: between(-4, -2), verdict: "contradicted" });
    expect(lost).toMatchObject({ group: "lost", claim: "opposite" });
    expect(lost.sentence).toMatch(/the student keeps 3 fewer/);
  });

  it("contradicted came along where its teacher lies on the student's side of the reference", () => {
    const lower = { ...beyond, difference: between(-4, -2), verdict: "contradicted" as const };
    const { networks } = toReport(syntheticInput()).tasks[0]!;
    const withTeacher = (mean: number) => {
      const teacher = { ...networks.teacher!, foregroundCount: between(mean - 1, mean + 1) };
      return firstLine(lower, { networks: { ...networks, teacher } });
    };
    const scratch = networks.scratch!.foregroundCount.mean!;
    expect(withTeacher(scratch + 1).group).toBe("lost");
    const followed = withTeacher(scratch - 1);
    expect(followed).toMatchObject({ group: "came-along", claim: "opposite" });
    expect(followed.sentence).toMatch(/the student has followed its teacher\.$/);
  });

  it("is never told where a control reaches as far, or where there is none", () => {
    expect(firstLine({ ...beyond, nullDifference: between(0, 2.5), verdict: "supported" })).toMatchObject({
      group: "untold",
      claim: "control",
    });
    const { nullDifference: _, ...alone } = beyond;
    const more = { ...alone, verdict: "supported" as const };
    const source = reportWith(more);
    const report = "report" in source ? source.report : undefined;
    const [task] = report!.tasks;
    const [{ nullDifference: __, ...first }, ...rest] = task!.hypotheses as [ReportHypothesis, ...ReportHypothesis[]];
    const bare = { name: "r", report: { ...report!, tasks: [{ ...task!, hypotheses: [first, ...rest] }] } };
    const line = linesOf(statementOf([bare])).find(({ id }) => id === "H1.foregroundCount");
    expect(line).toMatchObject({ group: "untold", claim: "uncontrolled", needed: expect.stringContaining("placebo") });
  });

  it.each([
    ["withheld", "more passes"],
    ["inconclusive", "more passes; then more seeds or more samples"],
    ["no-verdict", "more passes; then at least three seeds of both networks"],
  ] as const)("%s behind a gate cannot be told, and needs %s", (verdict: Verdict, needed) => {
    const gates = [{ id: "stated-error" as const, reason: "the error is as large" }];
    const line = firstLine({ ...beyond, verdict, gates, reason: "because" });
    const claim = verdict === "withheld" ? "withheld" : "open";
    expect(line).toMatchObject({ group: "untold", claim, needed });
    expect(line.reason).toMatch(/^because/);
    expect(line.reason?.includes("would be withheld (stated-error)")).toBe(verdict !== "withheld");
  });

  it.each([
    ["inconclusive", "more seeds or more samples"],
    ["no-verdict", "at least three seeds of both networks"],
  ] as const)("%s without a gate needs %s", (verdict: Verdict, needed) => {
    expect(firstLine({ ...beyond, verdict, reason: "because" })).toMatchObject({ reason: "because", needed });
  });
});

describe("what a report knows beside its verdicts", () => {
  const report = toReport(syntheticBenchmark());
  const { lines = [] } = statementOf([{ name: "r", report }]).subjects[0] ?? {};
  const own = report.tasks.filter(({ id }) => id.split("@")[0] === report.tasks[0]!.id.split("@")[0]);

  it("tells the teacher's knowledge and the loss apart, each with its own number and the roles it is of", () => {
    const estimate = (low: number, high: number) => ({
      difference: between(low, high),
      ...{
        p: 1e-4,
        standardError: 1,
        samplesError: 1,
        degrees: 9,
        samples: 9,
        perSeed: [0, 1, 2].map((seed) => ({ seed, difference: 1 })),
      },
    });
    const of = { metric: "foregroundCount", statistic: "mean", claim: "H1.foregroundCount" } as const;
    const roles = { treated: "distilled", through: "self-distilled", reference: "scratch" } as const;
    const parts = { total: estimate(1, 3), teacher: estimate(6, 10), loss: estimate(-8, -4) };
    const nothing = { treated: "null", reference: "scratch", ...of, ...estimate(-1, 2) } as const;
    const decoy = { ...nothing, metric: "backgroundCount", claim: "H1.backgroundCount", ...estimate(-50, 50) } as const;
    const source = reportWith({}, { decomposition: [{ ...of, ...roles, ...parts }], contrasts: [decoy, nothing] });
    const said = linesOf(statementOf([source]));
    const [teacher, loss] = ["teacher", "loss"].map((half) =>
      said.find(({ id }) => id === `H1.foregroundCount.${half}`),
    );
    expect(teacher).toMatchObject({
      group: "preserved",
      evidence: {
        value: 8,
        interval: between(6, 10),
        control: { ...between(-2, 2), mean: 0.5 },
        controlName: "two networks from scratch, either way",
      },
    });
    expect(teacher?.sentence).toMatch(
      /^Compared with a self-distilled student, the student keeps 8 more .*; the student has \S+, its teacher \S+\. .*teacher’s knowledge/,
    );
    expect(loss).toMatchObject({ group: "why", claim: "opposite", evidence: { value: -6 } });
    expect(loss?.sentence).toMatch(
      /^Compared with a network from scratch, a self-distilled student keeps 6 fewer .*the loss itself/,
    );
  });

  it("takes of all controls of the same number the one that reaches furthest", () => {
    const roles = ["null", "null-order", "placebo", "self-distilled"];
    for (const { id, evidence, about } of lines.filter((line) => /^H\d\.\w+$/.test(line.id))) {
      const task = own.find(({ layer }) => about === `layer ${layer}`)!;
      const sign = (evidence?.value ?? 0) < 0 ? -1 : 1;
      const ends = (task.contrasts ?? [])
        .filter((one) => one.claim === id && one.reference === "scratch" && roles.includes(one.treated))
        .filter(({ treated }) => treated !== "null")
        .map(({ difference }) => difference);
      const line = task.hypotheses.find((one) => one.id === id)?.nullDifference;
      const reach = [...ends, ...(line ? [line] : [])].map(
        ({ mean, low, high }) =>
          (sign > 0 ? high : low === null ? null : -low) ?? (mean === null ? Number.NaN : sign * mean),
      );
      const known = reach.filter((one) => !Number.isNaN(one));
      const { low, high, mean } = evidence!.control;
      const shown = sign > 0 ? high : -low;
      if (known.length > 0)
        expect(Number.isNaN(shown) ? sign * mean : shown, `${about} ${id}`).toBe(Math.max(...known));
    }
  });

  it("names parts with their own contrast, and with what the control task shows of them", () => {
    const parts = lines.filter(({ id }) => id.startsWith("parts."));
    const contrasts = own.flatMap(({ contrasts: all = [] }) => all);
    const points = contrasts.filter(
      ({ part, metric, treated, reference }) =>
        part && metric === "points" && treated === "distilled" && reference === "scratch",
    );
    expect(parts.map(({ evidence }) => evidence?.value)).toEqual(points.map(({ difference }) => difference.mean));
  });
});

describe("a statement", () => {
  it("says of every role and kind of run that is missing what it would tell", () => {
    const ids = linesOf(statementOf([reportWith({})])).map(({ id }) => id);
    for (const id of ["role.placebo", "run.mechanism", "run.transfer"]) expect(ids).toContain(id);
    expect(ids).not.toContain("run.knowledge-points");
    const unsaid = linesOf(statementOf([studyRun()])).find(({ id }) => id === "self-distilled");
    expect(unsaid).toMatchObject({ group: "untold", sentence: expect.stringMatching(/^No self-distilled/) });
  });

  it("holds every number of its runs once: none is lost, none is claimed twice", () => {
    const study = syntheticStudy();
    const ids = linesOf(statementOf([studyRun()])).map(({ id }) => id);
    for (const { id } of study.sections.flatMap(({ findings }) => findings))
      expect(ids.filter((one) => one === id)).toHaveLength(1);
    const report = toReport(syntheticBenchmark());
    const lines = linesOf(statementOf([{ name: "r", report }])).filter(({ id }) => /^H\d\.\w+$/.test(id));
    const own = new Set(Object.values(report.controls ?? {}));
    const claims = report.tasks.filter(({ id }) => !own.has(id)).flatMap(({ hypotheses }) => hypotheses);
    expect(lines).toHaveLength(claims.length);
  });

  it("never mixes subjects, and calls all runs alike only where it is told to", () => {
    const other = studyRun("mechanism", { subject: "text/other", kind: "mechanism" });
    const apart = statementOf([studyRun(), other]);
    expect(apart.subjects.map(({ name }) => name)).toEqual(["image/emoji-vgg", "text/other"]);
    for (const [at, { lines }] of apart.subjects.entries()) for (const { run = at } of lines) expect(run).toBe(at);
    const together = statementOf([studyRun(), other], { subject: "mine" });
    expect(together.subjects.map(({ name }) => name)).toEqual(["mine"]);
    const two: RunSource = { name: "r", report: toReport(syntheticBenchmark()) };
    expect(() => statementOf([two], { subject: "mine" })).toThrow(
      /^subject mine: expected runs of one subject; got r with/,
    );
  });

  it("refuses no run, the same results twice, and a report without a task", () => {
    expect(() => statementOf([])).toThrow(/expected a run; got none/);
    expect(() => statementOf([studyRun("a"), studyRun("b")])).toThrow(
      /^run b: expected another run; got the results of a/,
    );
    const report = { ...toReport(syntheticInput()), tasks: [] };
    expect(() => statementOf([{ name: "r", report }])).toThrow(/expected a report with a measured task/);
    const input = syntheticInput();
    const sources = ["x", "y"].map((command) => parseRun(toReportJson({ ...input, run: { command } }), command));
    expect(() => statementOf(sources)).toThrow(/the results of x once more/);
  });

  it("says that a run is not finished", () => {
    const source = reportWith({});
    const report = "report" in source ? { ...source.report, run: { partial: { done: 3, total: 9 } } } : undefined;
    const line = linesOf(statementOf([{ name: "r", report: report! }])).find(({ id }) => id === "run.unfinished");
    expect(line?.sentence).toContain("3 of 9 jobs");
  });
});

describe("a run is told by its schema id", () => {
  it.each([
    ["{", /^x: expected JSON; got/],
    ["[]", /^x: expected a report or findings .* got JSON without a schema id/],
    ['{"schema": "someone.else/1"}', /got the schema someone\.else\/1/],
    [
      '{"schema": "stillpoint.report/2"}',
      /expected stillpoint\.report\/1; got the later stillpoint\.report\/2; update/,
    ],
    ['{"schema": "stillpoint.findings/7"}', /got the later stillpoint\.findings\/7; update/],
    ['{"schema": "stillpoint.report/1"}', /^x, seeds: expected a list; got nothing/],
    ['{"schema": "stillpoint.findings/1"}', /^x, study: expected an object; got nothing/],
  ])("%s is refused", (text, message) => {
    expect(() => parseRun(text, "x")).toThrow(message);
  });
});
