// What each kind of target gains, beside its placebo, and which level of the teacher's knowledge it comes from.

import {
  bothWays,
  type Finding,
  intervalOf,
  mean,
  type StudySection,
  seedCount,
  undefinedInterval,
} from "@stillpoint/core";
import type { Lesson } from "./lessons.ts";
import { accuracyDifference, type Pupils } from "./pupils.ts";
import { furthest } from "./said-control.ts";
import { points, pointsEitherWay } from "./sentences.ts";

/** Placebos with all of a lesson but what it is named for. */
const PLACEBOS: Readonly<Partial<Record<Lesson, readonly Lesson[]>>> = {
  KD: ["permuted relations", "shuffled within class"],
  "KD-pt": ["shuffled within class"],
  "KD-sim": ["permuted relations"],
  "KD-pt+sim": ["permuted relations", "shuffled within class"],
  "KD-topk": ["permuted relations", "shuffled within class"],
};

/** Differences that tell one level from another. */
const CAUSES: readonly { id: string; a: Lesson; b: Lesson; says: string }[] = [
  { id: "relations", a: "KD", b: "permuted relations", says: "which wrong class is meant" },
  { id: "instance", a: "KD", b: "shuffled within class", says: "what the teacher says of the very example" },
  { id: "simBesidePt", a: "KD-pt+sim", b: "KD-pt", says: "relations of classes on top of instance weights" },
  { id: "ptBesideSim", a: "KD-pt+sim", b: "KD-sim", says: "instance weights on top of relations of classes" },
  { id: "rest", a: "KD", b: "KD-pt+sim", says: "relations of single examples beyond those of their classes" },
];

export function gainSection(pupils: Pupils, examples: number): StudySection {
  const seeds = pupils.get("labels")?.length ?? 0;
  const lessons = [...pupils.keys()];
  return {
    id: "gains",
    title: "What each kind of target gains",
    text: `Students with the same initial weights and batches, taught by labels, by label smoothing, by the teacher's softened answers (KD) or by a part of them: KD-pt keeps how sure the teacher is of each example, KD-sim how its classes relate, KD-pt+sim both, KD-topk its largest answers. Differences in the share of right answers to ${examples} held-out examples, over ${seeds} seeds crossed with examples. Controls are placebo students, of targets whose relations are permuted or that belong to another example of the class, and a second set of students of labels; of these the one that reaches furthest to the side of the gain.`,
    findings: (["labels", "label smoothing"] as const).flatMap((base) =>
      lessons.flatMap((lesson) => gainFinding(pupils, lesson, base)),
    ),
    drawings: [accuracyDrawing(pupils, lessons, seeds)],
  };
}

export function causeSection(pupils: Pupils): StudySection {
  const chance = bothWays(intervalOf(accuracyDifference(pupils, "labels again", "labels")));
  return {
    id: "causes",
    title: "Which part of the teacher's answers helps",
    text: "Pairs of students that differ in one part of their targets. Controls are the same difference between two sets of students of labels alone, which differ in initial weights and order of batches, so that its interval reaches as far both ways; and between students of labels alone and the second of the pair: targets that do harm are no reason why others help. Of both the one that reaches furthest.",
    findings: CAUSES.filter(({ a, b }) => pupils.has(a) && pupils.has(b)).map(({ id, a, b, says }) => {
      const difference = accuracyDifference(pupils, a, b);
      const harm = intervalOf(accuracyDifference(pupils, "labels", b));
      const controls = [
        { interval: chance, says: `Two sets of students of labels alone differ by ${pointsEitherWay(chance)}.` },
        ...(difference.mean > 0
          ? [{ interval: harm, says: `Students of labels alone answer ${points(harm)} right than those of ${b}.` }]
          : []),
      ];
      const control = furthest(controls, difference.mean);
      return {
        id: `cause.${id}`,
        topic: "cause",
        value: difference.mean,
        interval: intervalOf(difference),
        control: control?.interval ?? chance,
        direction: "higher",
        nothing: 0,
        seeds: seedCount(difference),
        p: difference.p,
        sentence: `Students of ${a} answer ${points(difference)} held-out examples right than students of ${b}: what their targets do not share is ${says}. ${control?.says ?? ""}`,
      };
    }),
    drawings: [],
  };
}

function gainFinding(pupils: Pupils, lesson: Lesson, base: "labels" | "label smoothing"): Finding[] {
  const placebos = (PLACEBOS[lesson] ?? []).filter((placebo) => pupils.has(placebo));
  // Placebos are told as controls; students of labels are what others are held against.
  if (lesson === base || (PLACEBOS[lesson] === undefined && !(lesson === "label smoothing" && base === "labels"))) {
    return [];
  }
  const difference = accuracyDifference(pupils, lesson, base);
  const chance = bothWays(intervalOf(accuracyDifference(pupils, "labels again", "labels")));
  const controls = [
    ...placebos.map((placebo) => {
      const gain = intervalOf(accuracyDifference(pupils, placebo, base));
      return { interval: gain, says: `Students of its placebo, ${placebo}, answer ${points(gain)}.` };
    }),
    // A placebo that does harm is no ceiling of what chance does.
    {
      interval: chance,
      says: `Two sets of students of labels alone differ by ${pointsEitherWay(chance)}.`,
    },
  ].filter(({ interval }) => !Number.isNaN(interval.low));
  const first = furthest(controls, difference.mean);
  return [
    {
      id: `gain.${lesson}.${base}`.replaceAll(" ", "-"),
      topic: "cause",
      value: difference.mean,
      interval: intervalOf(difference),
      control: first?.interval ?? undefinedInterval("no placebo of it and no second students of labels were trained"),
      direction: "higher",
      nothing: 0,
      seeds: seedCount(difference),
      p: difference.p,
      sentence: `Students of ${lesson} answer ${points(difference)} held-out examples right than students of ${base === "labels" ? "labels alone" : base}.${first === undefined ? "" : ` ${first.says}`}`,
    },
  ];
}

function accuracyDrawing(pupils: Pupils, lessons: readonly Lesson[], seeds: number): StudySection["drawings"][number] {
  const rows = lessons.map((lesson) => (pupils.get(lesson) ?? []).map(({ accuracy }) => accuracy));
  const all = rows.flat();
  return {
    kind: "heat",
    id: "gains.accuracy",
    title: "Right answers to held-out examples",
    caption: "Each row is a kind of target, each column a seed; the last column is the mean over seeds.",
    rows: lessons,
    columns: [...Array.from({ length: seeds }, (_, seed) => `seed ${seed}`), "mean"],
    values: rows.flatMap((own) => [...own, mean(own)]),
    label: "share of right answers",
    low: Math.min(...all),
    high: Math.max(...all),
  };
}
