// One cell of the study: one problem, its teachers, their students.

import {
  type ClassRelations,
  kd,
  kdPt,
  kdPtSim,
  kdSim,
  kdTopK,
  type Logits,
  matchedRelationTemperature,
  numberTable,
  permutedRelations,
  type SoftTargets,
  shuffledWithinClass,
  teacherHealth,
  teacherSignals,
  templateCosines,
} from "@stillpoint/mechanism";
import type { Runtime } from "@stillpoint/onnx";
import { type Draws, draw, type Problem, problemOf } from "./classes.ts";
import type { Design, Recipe } from "./design.ts";
import type { Score } from "./score.ts";
import { answers, type Lesson, labelsOf, oracleLogits, scored, taught, taughtByLabels, templatesOf } from "./train.ts";

/** Scores of networks by their names, such as `KD-sim 0.2 of oracle`. */
export type Scores = Readonly<Record<string, Score>>;

export interface TeacherSigns {
  /** R at T = 1, nats. */
  readonly relationSignal: number;
  /** V at T = 1. */
  readonly instanceSignal: number;
  readonly decidedShare: number;
  /** The label smoothing that the answers bear. */
  readonly smoothing: number;
  /** Wrong among the surest quarter of the answers. */
  readonly surestError: number;
  readonly failures: readonly string[];
  /** Whether smoothing can be neither seen nor ruled out. */
  readonly untold: boolean;
}

export interface CellResult {
  readonly scores: Scores;
  /** On the students' samples, by teacher. */
  readonly signs: Readonly<Record<string, TeacherSigns>>;
  /** The same on held-out samples, of teachers that fail and those beside them. */
  readonly heldOut: Readonly<Record<string, TeacherSigns>>;
  /** Mean largest true probability: what the best answers score. */
  readonly best: number;
}

/** Seeds of a second student of the labels lie this far off. */
const AGAIN = 1000;

interface Place {
  readonly design: Design;
  readonly problem: Problem;
  readonly few: Draws;
  readonly many: Draws;
  readonly test: Draws;
  readonly seed: number;
  readonly runtime: Runtime;
}

/** All students of one correlation and seed. */
export async function sweepCell(
  design: Design,
  correlation: number,
  seed: number,
  runtime: Runtime,
): Promise<CellResult> {
  const place = placeOf(design, correlation, seed, runtime);
  const { few, many, test, problem } = place;
  const labels = labelsOf(few);
  const student = lessonOf(place, few, design.student);
  const teacher = await taughtByLabels(lessonOf(place, many, design.teacher));
  const known = await answers("teacher", teacher, few, runtime);
  const { directions, shape } = problem;
  const exact = numberTable("directions", { values: directions, columns: shape.dimensions });
  const scores: Record<string, Score> = {
    teacher: await scored(teacher, test, runtime),
    labels: await scored(await taughtByLabels(student), test, runtime),
    "labels again": await scored(await taughtByLabels({ ...student, seed: seed + AGAIN }), test, runtime),
  };
  for (const smoothing of design.smoothings) {
    scores[`LS ${smoothing}`] = await scored(await taughtByLabels(student, smoothing), test, runtime);
  }
  for (const [name, logits, relations] of [
    ["oracle", oracleLogits(few), templateCosines(exact)],
    ["teacher", known, templateCosines(templatesOf(teacher))],
  ] as const) {
    for (const targets of targetsOf(design, logits, relations, labels, seed)) {
      scores[`${targets.name} of ${name}`] = await scored(await taught(student, targets), test, runtime);
    }
  }
  return { scores, signs: { teacher: signsOf(known) }, heldOut: {}, best: bestOf(test) };
}

/** Teachers that fail beside sound ones of the same samples: KD's students of each. */
export async function failingCell(design: Design, seed: number, runtime: Runtime): Promise<CellResult> {
  const place = placeOf(design, design.failing.correlation, seed, runtime);
  const { few, many, test } = place;
  const student = lessonOf(place, few, design.student);
  const scores: Record<string, Score> = { labels: await scored(await taughtByLabels(student), test, runtime) };
  const signs: Record<string, TeacherSigns> = {};
  const heldOut: Record<string, TeacherSigns> = {};
  const teachers: readonly (readonly [string, Lesson, number])[] = [
    ["sound", lessonOf(place, many, design.teacher), 0],
    ...design.failing.smoothings.map((smoothing) => {
      return [`smoothed ${smoothing}`, lessonOf(place, many, design.teacher), smoothing] as const;
    }),
    ["few, stopped early", lessonOf(place, few, design.few.early), 0],
    ["few, overtrained", lessonOf(place, few, design.few.over), 0],
  ];
  for (const [name, lesson, smoothing] of teachers) {
    const network = await taughtByLabels(lesson, smoothing);
    const logits = await answers(name, network, few, runtime);
    scores[name] = await scored(network, test, runtime);
    signs[name] = signsOf(logits);
    heldOut[name] = signsOf(await answers(name, network, test, runtime));
    const pupil = await taught(student, kd(logits, { temperature: design.temperature }));
    scores[`KD of ${name}`] = await scored(pupil, test, runtime);
  }
  return { scores, signs, heldOut, best: bestOf(test) };
}

/** As they are called in tables. */
export const BOTH = { smoothing: "KD-pt+sim", KD: "KD-pt+sim, KD's mass" } as const;

function targetsOf(
  { temperature, smoothings, bothKnobs, kept }: Design,
  teacher: Logits,
  relations: ClassRelations,
  labels: Logits,
  seed: number,
): readonly SoftTargets[] {
  const { effectiveSmoothing } = teacherSignals(teacher, temperature, 1);
  const knobOf = (e: number): number => matchedRelationTemperature(labels, { relations }, e);
  return [
    kd(teacher, { temperature }),
    kdPt(teacher, { temperature }),
    ...smoothings.map((e) => {
      return { ...kdSim(teacher, { temperature: 1, relations, relationTemperature: knobOf(e) }), name: `KD-sim ${e}` };
    }),
    ...bothKnobs.map((knob) => {
      const relationTemperature = knobOf(knob === "KD" ? effectiveSmoothing.mean : smoothings[0]!);
      return { ...kdPtSim(teacher, { temperature, relations, relationTemperature }), name: BOTH[knob] };
    }),
    kdTopK(teacher, { temperature, k: kept }),
    permutedRelations(teacher, { temperature, seed }),
    shuffledWithinClass(teacher, { temperature, seed }),
  ];
}

function placeOf(design: Design, correlation: number, seed: number, runtime: Runtime): Place {
  const { shape, samples } = design;
  const problem = problemOf(shape, correlation, seed);
  const many = draw(problem, samples.teacher, seed, "training");
  const { student: count } = samples;
  const few: Draws = {
    x: many.x.slice(0, count * shape.dimensions),
    labels: many.labels.slice(0, count),
    posterior: many.posterior.slice(0, count * problem.classes),
    count,
  };
  return { design, problem, few, many, test: draw(problem, samples.test, seed, "test"), seed, runtime };
}

function lessonOf({ problem, seed, runtime }: Place, draws: Draws, recipe: Recipe): Lesson {
  return { problem, draws, recipe, seed, runtime };
}

function signsOf(teacher: Logits): TeacherSigns {
  const { unsoftened, failures, smoothing, smoothingUntold } = teacherHealth(teacher, {
    teacherWeight: 1,
    temperatures: [1],
  });
  return {
    relationSignal: unsoftened.relationSignal.mean,
    instanceSignal: unsoftened.instanceSignal.mean,
    decidedShare: unsoftened.decidedShare,
    smoothing: smoothing.borne.mean,
    surestError: smoothing.surestError,
    failures: failures.map(({ failure }) => failure),
    untold: smoothingUntold !== undefined,
  };
}

function bestOf({ posterior, count }: Draws): number {
  const classes = posterior.length / count;
  let sum = 0;
  for (let start = 0; start < posterior.length; start += classes)
    sum += posterior.subarray(start, start + classes).reduce((a, b) => Math.max(a, b));
  return sum / count;
}
