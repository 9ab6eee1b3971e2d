import { HYPOTHESES, type Interval, seedInterval } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../fixtures/synthetic-report.ts";
import { toReport } from "../json.ts";
import type { ReportHypothesis, ReportTask } from "../report.ts";
import { type Asked, idOf, isOf, MAP_METRICS, PART_METRICS } from "./asked.ts";
import { contrastOf } from "./place.ts";
import type { StatementLine } from "./statement.ts";
import { statementOf } from "./statement-of.ts";

type Contrasts = NonNullable<ReportTask["contrasts"]>;
type Network = ReportTask["networks"][string];

const COUNT = "H1.foregroundCount";
const OF = { metric: "foregroundCount", statistic: "mean", claim: COUNT } as const;
const SEEDS = [0, 1, 2];
const B = 0.5;

function between(low: number, high: number): Interval {
  return { mean: (low + high) / 2, low, high };
}

function estimate(low: number, high: number, seeds: readonly number[] = SEEDS) {
  const perSeed = seeds.map((seed) => ({ seed, difference: (low + high) / 2 }));
  return {
    difference: between(low, high),
    p: 1e-6,
    standardError: 1,
    samplesError: 1,
    degrees: 9,
    samples: 9,
    perSeed,
  };
}

function contrast(
  treated: "placebo" | "null" | "distilled",
  reference: "placebo" | "scratch" | "self-distilled",
  own: Interval,
) {
  return { ...OF, treated, reference, ...estimate(own.low, own.high) } as const;
}

const CHANCE = contrast("null", "scratch", between(-1, 1));

/** What each role has, at any threshold and spread. */
interface Counts {
  readonly teacher?: number;
  readonly distilled: number;
  readonly through: number;
  readonly scratch: number;
  readonly placebo?: number;
}

interface Made {
  readonly counts: Counts;
  readonly gates?: ReportHypothesis["gates"];
  readonly verdict?: ReportHypothesis["verdict"];
  /** Of the claim whose gates are closed. */
  readonly claim?: string;
  readonly contrasts?: Contrasts;
  readonly seeds?: readonly number[];
  /** Factors on the student's number at each threshold, and at equal spread. */
  readonly at?: (threshold: number) => number;
  readonly spread?: number;
}

const counted = (value: number): Interval => between(value - 1, value + 1);

/** Lines of a report with one claim that has halves, and one part. */
function linesOf({ counts, gates, verdict, claim = COUNT, contrasts, seeds, at = () => 1, spread = 1 }: Made) {
  const report = toReport(syntheticInput());
  const task = report.tasks[0]!;
  const base: Network = task.networks.scratch!;
  const roles = Object.entries({
    teacher: counts.teacher,
    distilled: counts.distilled,
    "self-distilled": counts.through,
    scratch: counts.scratch,
    placebo: counts.placebo,
  }).flatMap(([role, value]) => (value === undefined ? [] : [[role, value] as const]));
  const factor = (role: string, own: number): number => (role === "distilled" ? own : 1);
  const networks = Object.fromEntries(
    roles.map(([role, value]) => {
      const even = { ...base.spreadNormalised, foregroundCount: counted(value * factor(role, spread)) };
      return [role, { ...base, foregroundCount: counted(value), spreadNormalised: even }];
    }),
  );
  const curve = [0.3, 0.35, 0.4, 0.5, 0.6, 0.65, 0.7].map((threshold) => ({
    threshold,
    networks: Object.fromEntries(
      roles.map(([role, value]) => [
        role,
        { foregroundCount: value * factor(role, at(threshold)), backgroundCount: 1, foregroundRatio: 0.5 },
      ]),
    ),
  }));
  const difference = (a: number, b: number) => estimate(a - b - 2, a - b + 2, seeds);
  const hypotheses = task.hypotheses.map((one) => ({
    ...one,
    verdict: "inconclusive" as const,
    ...(one.id === claim && gates ? { gates } : {}),
    ...(one.id === claim && verdict ? { verdict } : {}),
  }));
  const { distilled, through, scratch } = counts;
  const cue = {
    ...({ metric: "points", part: "cue", statistic: "mean" } as const),
    ...({ treated: "distilled", reference: "scratch" } as const),
    ...difference(distilled, scratch),
  } as const;
  const chanceOfCue = { ...cue, treated: "null", ...estimate(-1, 1) } as const;
  const points = Object.fromEntries(roles.map(([role, value]) => [role, counted(value)]));
  const made: ReportTask = {
    ...task,
    networks,
    curve,
    hypotheses,
    engine: { ...task.engine, threshold: B },
    parts: { cue: { ...Object.values(task.parts)[0]!, points } },
    contrasts: [...(contrasts ?? []), CHANCE, cue, chanceOfCue],
    decomposition: [
      {
        ...OF,
        ...({ treated: "distilled", through: "self-distilled", reference: "scratch" } as const),
        total: difference(distilled, scratch),
        teacher: difference(distilled, through),
        loss: difference(through, scratch),
      },
    ],
  };
  const lines = statementOf([{ name: "r", report: { ...report, controls: {}, tasks: [made] } }]).subjects[0]!.lines;
  const line = (id: string): StatementLine => lines.find((one) => one.id === id)!;
  return { teacher: line(`${COUNT}.teacher`), loss: line(`${COUNT}.loss`), part: line("parts.cue.points") };
}

/** The student keeps more, the self-distilled one less than scratch. */
const MORE: Counts = { teacher: 40, distilled: 30, through: 10, scratch: 20 };

describe("halves and parts behind the gates of their claim", () => {
  it("are told where none is closed", () => {
    const { teacher, loss, part } = linesOf({ counts: MORE });
    expect(teacher).toMatchObject({ group: "preserved", claim: "there" });
    expect(loss).toMatchObject({ group: "why", claim: "opposite" });
    expect(part).toMatchObject({ group: "came-along", claim: "there" });
  });

  it.each([
    ["non-linearity", "maps averaged over more noise, or a layer that is more linear"],
    ["stated-error", "more passes"],
    ["bounds", "wider bounds of the noise"],
    ["samples", "more samples"],
    ["threshold", "a difference that does not hang on the threshold"],
    ["spread", "a difference that holds at equal spread of the maps"],
  ] as const)("are not told behind %s, withheld or merely open, and need %s", (id, needed) => {
    for (const verdict of ["withheld", "inconclusive"] as const) {
      const gates = [{ id, reason: "it is so" }];
      const halves = linesOf({ counts: MORE, gates, verdict });
      for (const line of [halves.teacher, halves.loss]) {
        expect(line).toMatchObject({ group: "untold", claim: "withheld", needed });
        expect(line.reason).toContain("it is so");
      }
      expect(halves.part.group).toBe("came-along");
      const { part, teacher } = linesOf({ counts: MORE, gates, verdict, claim: "H1.backgroundCount" });
      expect(part).toMatchObject({ group: "untold", claim: "withheld", needed });
      expect(teacher.group).toBe("preserved");
    }
  });

  it("are not told where a verdict is withheld without a gate that says why", () => {
    expect(linesOf({ counts: MORE, verdict: "withheld" }).teacher).toMatchObject({ claim: "withheld" });
  });

  it("that chance explains need what the gates need first", () => {
    const gates = [{ id: "stated-error" as const, reason: "it is so" }];
    const { teacher } = linesOf({ counts: { ...MORE, distilled: 11 }, gates });
    expect(teacher).toMatchObject({ claim: "open", needed: "more passes; then more seeds or more samples" });
    expect(teacher.reason).toMatch(/; in any case it would be withheld \(stated-error\)$/);
  });

  it("that a control shows too need what the gates need first", () => {
    const gates = [{ id: "stated-error" as const, reason: "it is so" }];
    const { teacher } = linesOf({ counts: MORE, gates, contrasts: [contrast("null", "scratch", between(-25, 25))] });
    expect(teacher).toMatchObject({
      group: "untold",
      claim: "control",
      needed: "more passes; then more seeds or more samples",
    });
    expect(teacher.reason).toMatch(/control.*; in any case it would be withheld \(stated-error\)$/);
  });

  it("that are the teacher's are held against chance either way, which shares no network with them", () => {
    const told = (low: number, high: number) =>
      linesOf({ counts: MORE, contrasts: [contrast("null", "scratch", between(low, high))] });
    for (const { teacher } of [told(-25, 1), told(-1, 25)]) {
      expect(teacher).toMatchObject({ group: "untold", claim: "control" });
      expect(teacher.evidence?.controlName).toBe("two networks from scratch, either way");
    }
    expect(told(-1, 25).loss.claim).toBe("opposite");
    expect(told(-25, 1).loss.claim).toBe("control");
  });

  it("of the teacher that are told say what is left beside a placebo", () => {
    const net = (own: Interval) => {
      const contrasts = [
        CHANCE,
        contrast("placebo", "self-distilled", between(0, 1)),
        contrast("distilled", "placebo", own),
      ];
      return linesOf({ counts: MORE, contrasts }).teacher.sentence;
    };
    const end = "Compared with a student of a teacher that knows nothing the difference is";
    expect(net(between(2, 8))).toContain(`apart from the loss. ${end} 5 [2, 8].`);
    expect(net(between(-8, -2))).toContain(`${end} −5 [−8, −2].`);
    const without = linesOf({ counts: MORE, contrasts: [CHANCE] }).teacher.sentence;
    expect(without).not.toContain(end);
  });

  it("are said to be what they are where they are told, and what they would be where not", () => {
    const told = linesOf({ counts: MORE, contrasts: [CHANCE] });
    expect(told.teacher.sentence).toMatch(/This is the teacher’s knowledge, apart from the loss\.$/);
    expect(told.loss.sentence).toMatch(/This is the loss itself/);
    const open = linesOf({ counts: MORE, contrasts: [contrast("null", "scratch", between(-25, 25))] });
    expect(open.teacher.sentence).toMatch(/This half would be the teacher’s knowledge, apart from the loss\.$/);
    expect(open.loss.sentence).toMatch(/This half would be the loss itself/);
  });

  it("hold their own sign at b ± 0.15 and at equal spread, or are not told", () => {
    const low = (threshold: number): number => (threshold === 0.65 ? 0.1 : 1);
    const { teacher, loss } = linesOf({ counts: MORE, at: low });
    expect(teacher).toMatchObject({ claim: "withheld", needed: expect.stringContaining("threshold") });
    expect(teacher.reason).toMatch(/another or none at b = 0\.65$/);
    expect(loss.group).toBe("why");
    expect(linesOf({ counts: MORE, at: (t) => (t === 0.3 || t === 0.7 ? 0.1 : 1) }).teacher.group).toBe("preserved");
    const even = linesOf({ counts: MORE, spread: 0.1 });
    expect(even.teacher).toMatchObject({ group: "untold", reason: expect.stringContaining("same spread") });
    expect(even.loss.group).toBe("why");
  });

  it("need three seeds, as verdicts do", () => {
    const { teacher, loss, part } = linesOf({ counts: MORE, seeds: [0, 1] });
    expect(teacher).toMatchObject({ group: "untold", needed: "at least 3 seeds of both networks" });
    expect(loss.group).toBe("untold");
    expect(part.group).toBe("untold");
  });
});

describe("numbers that need no threshold, and named parts", () => {
  const report = toReport(syntheticInput());
  const [bare] = report.tasks;
  const [part = ""] = Object.keys(bare!.parts);
  const asked: readonly Asked[] = [
    ...MAP_METRICS.map((map) => ({ map })),
    ...PART_METRICS.map((metric) => ({ part, metric })),
  ];
  const named = asked.map((one) => ({
    ...("part" in one ? one : { metric: "map" in one ? one.map : "" }),
    statistic: "mean" as const,
  }));
  const claimed = HYPOTHESES.map((claim) => ({ metric: claim, statistic: "mean" as const, claim }));
  const task: ReportTask = {
    ...bare!,
    hypotheses: bare!.hypotheses.map(({ gates: _, ...own }) => ({ ...own, verdict: "inconclusive" })),
    contrasts: named.flatMap((own, k) => [
      { ...own, ...estimate(1 + k, 2 + k), treated: "distilled" as const, reference: "scratch" as const },
      { ...own, ...estimate(-1, 1), treated: "null" as const, reference: "scratch" as const },
    ]),
    decomposition: [...claimed, ...named].map((own, k) => ({
      ...own,
      ...({ treated: "distilled", through: "self-distilled", reference: "scratch" } as const),
      ...{ total: estimate(1 + k, 2 + k), teacher: estimate(3 + k, 4 + k), loss: estimate(-3, -1) },
    })),
  };

  function told(own: Partial<ReportTask> = {}, silent?: ReportTask): (id: string) => StatementLine {
    const controls = silent === undefined ? {} : { [task.id]: silent.id };
    const tasks = [{ ...task, ...own }, ...(silent === undefined ? [] : [silent])];
    const { lines } = statementOf([{ name: "r", report: { ...report, controls, tasks } }]).subjects[0]!;
    return (id) => lines.find((line) => line.id === id)!;
  }

  it("are lines of their own, whole and in halves, with the numbers of the report", () => {
    const line = told();
    for (const one of asked) {
      const whole = contrastOf(task, one, "distilled", "scratch")!;
      const { teacher, loss } = task.decomposition!.find((own) => isOf(own, one))!;
      const id = idOf(one);
      expect([id, line(id).evidence?.value]).toEqual([id, whole.difference.mean]);
      expect(line(`${id}.teacher`).evidence?.value).toBe(teacher.difference.mean);
      expect(line(`${id}.loss`).evidence?.value).toBe(loss.difference.mean);
      expect(line(`${id}.loss`).sentence).toContain("loss itself");
    }
    for (const claim of HYPOTHESES) expect(line(`${claim}.teacher`).evidence?.value).toBeGreaterThan(0);
  });

  it("hang on the maps, and on b and the spread where they are points", () => {
    const gated = (id: "stated-error" | "threshold" | "spread" | "distance") =>
      told({ hypotheses: task.hypotheses.map((own) => ({ ...own, gates: [{ id, reason: "it is so" }] })) });
    const isClosed = ({ reason = "" }: StatementLine) => /it is so|would be withheld/.test(reason);
    for (const one of asked) {
      const id = idOf(one);
      for (const own of [id, `${id}.teacher`, `${id}.loss`]) {
        expect([own, isClosed(gated("stated-error")(own))]).toEqual([own, true]);
        for (const gate of ["threshold", "spread"] as const)
          expect([own, gate, isClosed(gated(gate)(own))]).toEqual([own, gate, id.endsWith("points")]);
      }
    }
  });

  it("that are gaps are not told where the sign turns with the spread", () => {
    const gap = (mean: number) => ({ mean, low: mean, high: mean });
    const network = (own: number, spread: number) => ({
      ...{ ...task.networks.scratch!, entropyGapOutsideParts: gap(own), foregroundRank: gap(own), spread: gap(spread) },
    });
    const even = (student: number) => told({ networks: { distilled: network(2, student), scratch: network(1, 1) } });
    const turned = /the sign of this difference does not hold once maps have the same spread/;
    const isOpen = (line: StatementLine) =>
      turned.test(line.reason ?? "") || /withheld \(spread\)/.test(line.reason ?? "");
    expect(isOpen(even(3)("maps.entropyGapOutsideParts"))).toBe(true);
    expect(isOpen(even(1.5)("maps.entropyGapOutsideParts"))).toBe(false);
    expect(isOpen(even(3)("maps.foregroundRank"))).toBe(false);
  });

  it("are held against the same task where the part says nothing", () => {
    const far = <Own extends object>(own: Own): Own => ({ ...own, difference: between(-1000, 1000) });
    const silent: ReportTask = {
      ...task,
      id: `${task.id}-silent`,
      contrasts: task.contrasts!.map(far),
      decomposition: task.decomposition!.map((own) => ({ ...own, teacher: far(own.teacher), loss: far(own.loss) })),
    };
    const line = told({}, silent);
    for (const one of asked) {
      const id = idOf(one);
      for (const own of [id, `${id}.teacher`, `${id}.loss`])
        expect([own, line(own).evidence?.controlName === "the same task where the part says nothing"]).toEqual([
          own,
          "part" in one,
        ]);
    }
  });

  it("say that a student has followed its teacher where both lie on one side", () => {
    const gap = (value: number) => between(value - 0.1, value + 0.1);
    const above: ReportTask["parts"] = {
      [part]: { ...task.parts[part]!, entropyGap: { teacher: gap(3), distilled: gap(2), scratch: gap(1) } },
    };
    const [placed] = task.contrasts!.filter((own) => isOf(own, { part, metric: "entropyGap" }));
    const contrasts = [
      { ...placed!, ...estimate(0.8, 1.2), treated: "distilled" as const, reference: "scratch" as const },
      { ...placed!, ...estimate(-0.1, 0.1), treated: "null" as const, reference: "scratch" as const },
    ];
    const line = told({ parts: above, contrasts, decomposition: [] })(`parts.${part}.entropyGap`);
    expect(line).toMatchObject({ group: "came-along", claim: "opposite" });
    expect(line.sentence).toMatch(/1 nats higher; the student has 2, its teacher 3\. In this the student has followed/);
  });
});

describe("the teacher's knowledge beside the placebo", () => {
  const counts = { ...MORE, placebo: 15 };

  // The teacher's half is 18 to 22.
  it.each([
    ["that falls short of the half", between(0, 17), "preserved"],
    ["that reaches into the half", between(0, 19), "untold"],
    ["that shows as much", between(19, 30), "untold"],
    ["on the other side", between(-30, -19), "preserved"],
  ] as const)("placebo − self-distilled %s", (_, own, group) => {
    const { teacher, loss } = linesOf({ counts, contrasts: [contrast("placebo", "self-distilled", own)] });
    expect(teacher.group).toBe(group);
    if (group === "untold")
      expect(teacher).toMatchObject({
        claim: "control",
        evidence: { control: own, controlName: "a student of a teacher that knows nothing" },
      });
    expect(loss.group).toBe("why");
  });

  it("turns around with the sign", () => {
    const less = { distilled: 10, through: 30, scratch: 20, placebo: 15 };
    const told = (own: Interval) =>
      linesOf({ counts: less, contrasts: [contrast("placebo", "self-distilled", own)] }).teacher.group;
    expect(told(between(-17, 0))).toBe("lost");
    expect(told(between(-19, 0))).toBe("untold");
  });

  it("of a report without that number is what the halves and placebo − scratch give over seeds", () => {
    const beside = (...perSeed: number[]) => ({
      ...contrast("placebo", "scratch", between(-2, 2)),
      perSeed: perSeed.map((difference, seed) => ({ seed, difference })),
    });
    // The loss's half is -10 in every seed.
    const { teacher } = linesOf({ counts, contrasts: [beside(-9, -8, -7)] });
    expect(teacher.group).toBe("preserved");
    const far = linesOf({ counts, contrasts: [beside(6, 7, 8)] }).teacher;
    expect(far).toMatchObject({ group: "untold", claim: "control" });
    expect(far.evidence?.control).toEqual(seedInterval([16, 17, 18]));
    expect(far.evidence?.controlName).toBe("a student of a teacher that knows nothing, over seeds alone");
    expect(linesOf({ counts }).teacher).toMatchObject({ group: "untold", reason: expect.stringContaining("placebo") });
  });
});

describe("a student that follows its teacher has lost nothing", () => {
  const less: Counts = { distilled: 8, through: 30, scratch: 20 };

  it.each([
    ["is not known", undefined, "lost", "stayed-behind"],
    ["lies beyond the student's", 4, "came-along", "came-along"],
    ["lies between student and reference", 15, "came-along", "came-along"],
    ["lies on the other side of both", 35, "lost", "stayed-behind"],
    ["lies between the two references", 25, "came-along", "stayed-behind"],
  ] as const)("its teacher's number %s", (_, teacher, half, part) => {
    const lines = linesOf({ counts: teacher === undefined ? less : { ...less, teacher } });
    expect([lines.teacher.group, lines.part.group]).toEqual([half, part]);
    for (const { group, sentence } of [lines.teacher, lines.part])
      expect(sentence.includes("the student has followed its teacher")).toBe(group === "came-along");
  });
});
