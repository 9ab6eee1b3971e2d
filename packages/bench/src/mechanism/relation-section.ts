// Whether students' last layers relate classes as the teacher's does.

import {
  bothWays,
  type CrossedDifference,
  crossedDifference,
  type Drawing,
  type Finding,
  intervalOf,
  mean,
  type StudySection,
  seedCount,
} from "@stillpoint/core";
import {
  type ClassRelations,
  type NumberTable,
  rankCorrelation,
  templateCosines,
  templateGeometry,
} from "@stillpoint/mechanism";
import type { Lesson } from "./lessons.ts";
import type { MechanismMatter } from "./matter.ts";
import type { Pupils } from "./pupils.ts";
import { furthest, type SaidControl } from "./said-control.ts";
import { eitherWay, higher } from "./sentences.ts";

/** Whose last layers are drawn beside the teacher's. */
const DRAWN: readonly Lesson[] = ["labels", "KD", "KD-pt", "KD-sim", "permuted relations"];

/** What a teacher relates: its held-out answers, cosines of its templates, names of classes. */
export interface RelationMatter {
  readonly answers: Pick<MechanismMatter["answers"], "heldOut">;
  readonly relations: Pick<MechanismMatter["relations"], "of">;
  readonly classes: Pick<MechanismMatter["classes"], "names">;
}

export function relationSection(pupils: Pupils, matter: RelationMatter): StudySection {
  const taught = [...pupils.keys()].filter((lesson) => lesson !== "labels" && lesson !== "labels again");
  const alike = new Map(
    [...pupils].map(([lesson, own]) => [lesson, own.map(({ templates }) => likeness(matter, templates))]),
  );
  const order = new Map(
    [...pupils].map(([lesson, own]) => {
      const found = own.map((pupil) => templateGeometry(matter.answers.heldOut, pupil.features, pupil.templates));
      return [lesson, found.map(({ perExample }) => perExample)];
    }),
  );
  return {
    id: "relations",
    title: "How students relate classes",
    text: "Cosines between the rows of the last layer's weights say which classes a network holds alike. Similarity: rank correlation of a student's cosines with the teacher's, over pairs of classes. Templates: rank correlation, example by example, of the teacher's logits of wrong classes with how near the student's features lie to their rows. Both as differences to students of labels alone. Controls are that difference for students without the teacher's relations, of label smoothing and of permuted relations (for templates also of those shuffled within a class, which are another example's), and between two sets of students of labels, which reaches as far both ways; of these the one that reaches furthest to the side of the number.",
    findings: [
      ...taught.map((lesson) => similarityFinding(lesson, alike)),
      ...taught.map((lesson) => templateFinding(lesson, order)),
    ],
    drawings: [
      heat("teacher", "the teacher", matter, matter.relations.of.scores),
      ...DRAWN.flatMap((lesson) => {
        const own = pupils.get(lesson);
        if (own === undefined) return [];
        const scores = own.map(({ templates }) => templateCosines(templates).scores);
        const values = Float64Array.from(scores[0]!, (_, k) => mean(scores.map((each) => each[k]!)));
        return [heat(lesson, `students of ${lesson}, mean over seeds`, matter, values)];
      }),
    ],
  };
}

/** `[1]` the rank correlation of a student's class cosines with the teacher's, over pairs of classes. */
function likeness({ relations }: RelationMatter, templates: NumberTable): Float64Array {
  return Float64Array.of(rankCorrelation(pairsOf(relations.of), pairsOf(templateCosines(templates))));
}

function pairsOf({ scores, classes }: ClassRelations): number[] {
  return Array.from(scores).filter((_, k) => k % classes > Math.floor(k / classes));
}

type BySeed = ReadonlyMap<Lesson, readonly Float64Array[]>;

function similarityFinding(lesson: Lesson, all: BySeed): Finding {
  const difference = against(all, lesson);
  return finding("similarity", lesson, difference, all, () => {
    return `Which classes are alike in students of ${lesson} agrees with the teacher by a rank correlation of ${level(all, lesson)}, ${higher(difference)} than in students of labels alone (${level(all, "labels")}).`;
  });
}

function templateFinding(lesson: Lesson, all: BySeed): Finding {
  const difference = against(all, lesson);
  return finding("templates", lesson, difference, all, () => {
    return `The features of students of ${lesson} lie nearer to classes that the teacher finds likelier with a rank correlation of ${level(all, lesson)}, ${higher(difference)} than those of students of labels alone (${level(all, "labels")}).`;
  });
}

/** Lessons without the teacher's relations of this example or of its class: what their students have of them describes. */
const WITHOUT: ReadonlySet<string> = new Set(["label smoothing", "permuted relations", "shuffled within class"]);

function finding(
  kind: "similarity" | "templates",
  lesson: Lesson,
  difference: CrossedDifference,
  all: BySeed,
  sentence: () => string,
): Finding {
  const { interval: control, says } = hardestOf(kind, all, lesson, difference);
  return {
    id: `${kind}.${lesson}`.replaceAll(" ", "-"),
    topic: "cause",
    value: difference.mean,
    interval: intervalOf(difference),
    control,
    ...(WITHOUT.has(lesson)
      ? ({ direction: "neither" } as const)
      : ({ direction: "higher", nothing: 0, seeds: seedCount(difference), p: difference.p } as const)),
    sentence: `${sentence()} ${says}`,
  };
}

/** Students without the teacher's relations of classes; those of another example of the class lack what it says of the very one. */
const CONTROLS: Readonly<Record<"similarity" | "templates", readonly Lesson[]>> = {
  similarity: ["label smoothing", "permuted relations"],
  templates: ["label smoothing", "permuted relations", "shuffled within class"],
};

/** The control that reaches furthest to the difference's side. */
function hardestOf(
  kind: "similarity" | "templates",
  all: BySeed,
  lesson: Lesson,
  { mean: own }: CrossedDifference,
): SaidControl {
  const chance = bothWays(intervalOf(against(all, "labels again")));
  const first: SaidControl = {
    interval: chance,
    says: `Two sets of students of labels differ by ${eitherWay(chance)}.`,
  };
  const others = CONTROLS[kind]
    .filter((other) => other !== lesson && all.has(other))
    .map((other): SaidControl => {
      const interval = intervalOf(against(all, other));
      return { interval, says: `Students of ${other} have one ${higher(interval)}.` };
    });
  return furthest([first, ...others], own) ?? first;
}

function against(all: BySeed, lesson: Lesson): CrossedDifference {
  return crossedDifference(all.get(lesson) ?? [], all.get("labels") ?? [], "mean");
}

function level(all: BySeed, lesson: Lesson): string {
  const seeds = (all.get(lesson) ?? []).map((values) => mean(values.filter((value) => !Number.isNaN(value))));
  return mean(seeds).toFixed(2);
}

function heat(id: string, of: string, { classes }: RelationMatter, values: ArrayLike<number>): Drawing {
  return {
    kind: "heat",
    id: `relations.${id}`.replaceAll(" ", "-"),
    title: `Class similarity of ${of}`,
    caption: "Cosines of the class templates in the last layer; 1 on the diagonal, 0 unrelated.",
    rows: classes.names,
    columns: classes.names,
    values: Array.from(values),
    label: "cosine",
    low: -1,
    high: 1,
    middle: 0,
  };
}
