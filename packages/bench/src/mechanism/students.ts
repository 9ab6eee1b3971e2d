// Students of partial targets as files; finished ones are not trained again.

import { digest, parseJson, StillpointError } from "@stillpoint/core";
import {
  type ComparedTraining,
  checkpointSteps,
  type TrainingCheckpoint,
  trainOnTargets,
  trainScratch,
  trialRecipe,
} from "@stillpoint/distill";
import { readText, type Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import { z } from "zod";
import { type Lesson, targetsOf } from "./lessons.ts";
import type { MechanismMatter } from "./matter.ts";
import { SMOOTHING, TEMPERATURE, WEIGHTS } from "./preset.ts";

/** A student to train. */
export interface StudentSpec {
  readonly lesson: Lesson;
  readonly seed: number;
  /** Names initial weights and order of batches, alike for all lessons of a seed but `labels again`. */
  readonly trainingSeed: number;
  /** Steps at which it is kept; the last one ends its training. */
  readonly moments: readonly number[];
}

export interface Student {
  readonly spec: StudentSpec;
  /** By increasing steps. */
  readonly networks: readonly { readonly step: number; readonly onnx: Uint8Array }[];
}

export interface StudentContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  readonly madeBy: string;
  /** Called with the share of this student's training done since the last call. */
  readonly advance: (share: number) => void;
}

/** Training seeds of one run lie this far from those of a run under another `seed`; as in the benchmark. */
const SEED_STRIDE = 10_000;
const AGAIN = 1000;
/** Whose w(x) is looked at over training. */
const WATCHED: readonly Lesson[] = ["KD"];

const recordSchema = z.object({
  identity: z.string(),
  networks: z.array(z.object({ step: z.int().min(0), digest: z.string() })),
});

/** Seed by seed, so that an interrupted run completes some seeds. */
export function specsOf(
  lessons: readonly Lesson[],
  { seeds, seed, steps, moments }: { seeds: number; seed: number; steps: number; moments: number },
): StudentSpec[] {
  return Array.from({ length: seeds }, (_, own) => own).flatMap((own) =>
    lessons.map((lesson) => ({
      lesson,
      seed: own,
      trainingSeed: SEED_STRIDE * seed + own + (lesson === "labels again" ? AGAIN : 0),
      moments: WATCHED.includes(lesson) ? checkpointSteps(steps, moments) : [steps],
    })),
  );
}

/** The student as an earlier run left it; undefined where there is none, or another. */
export async function finishedStudent(
  spec: StudentSpec,
  matter: MechanismMatter,
  { store, madeBy }: Pick<StudentContext, "store" | "madeBy">,
): Promise<Student | undefined> {
  const folder = folderOf(spec, matter);
  const record = recordSchema.safeParse(parseJson((await readText(store, `${folder}/student.json`)) ?? ""));
  if (!record.success || record.data.identity !== identityOf(spec, matter, madeBy)) return undefined;
  const networks: { step: number; onnx: Uint8Array }[] = [];
  for (const { step, digest: expected } of record.data.networks) {
    const onnx = await store.read(`${folder}/${fileOf(step)}`);
    if (onnx === undefined || digest([onnx]) !== expected) return undefined;
    networks.push({ step, onnx });
  }
  return { spec, networks };
}

/** Trains one student and writes it, its record last. Throws `INTERRUPTED`. */
export async function trainStudent(
  spec: StudentSpec,
  matter: MechanismMatter,
  { store, runtime, signal, madeBy, advance }: StudentContext,
): Promise<Student> {
  const { training, family, layer, data } = matter;
  const folder = folderOf(spec, matter);
  await store.remove(folder);
  const { optimiser, schedule, batchSize } = trialRecipe({
    steps: training.steps,
    peak: training.rate,
    batchSize: training.batch,
    checkpoints: 2,
  });
  const comparison: ComparedTraining = {
    network: family.network,
    seed: spec.trainingSeed,
    layer,
    data: data.training,
    recipe: { optimiser, schedule, batchSize, checkpoints: spec.moments },
    runtime,
    signal,
    onStep: () => advance(1 / training.steps),
  };
  const networks: { step: number; onnx: Uint8Array }[] = [];
  for await (const { step, onnx } of lessonRun(spec, matter, comparison)) {
    await store.write(`${folder}/${fileOf(step)}`, onnx);
    networks.push({ step, onnx });
  }
  const files = networks.map(({ step, onnx }) => ({ step, digest: digest([onnx]) }));
  const record = { identity: identityOf(spec, matter, madeBy), networks: files };
  await store.write(`${folder}/student.json`, `${JSON.stringify(record, null, 1)}\n`);
  return { spec, networks };
}

/** The student at the end of its training. */
export function finalNetwork({ spec, networks }: Student): Uint8Array {
  const last = networks.at(-1);
  if (last !== undefined) return last.onnx;
  throw new StillpointError(
    "RANGE",
    `student of ${spec.lesson}: expected a network at its end; got none; train for a step at least`,
  );
}

function lessonRun(
  { lesson, trainingSeed }: StudentSpec,
  matter: MechanismMatter,
  comparison: ComparedTraining,
): AsyncGenerator<TrainingCheckpoint> {
  const targets = targetsOf(lesson, matter, trainingSeed);
  if (targets === undefined) return trainScratch(comparison);
  return trainOnTargets(comparison, targets.values, { ...WEIGHTS, temperature: targets.temperature });
}

function folderOf({ lesson, seed }: StudentSpec, { subject }: MechanismMatter): string {
  return `mechanism/${subject.replaceAll("/", "-")}/seed-${seed}/${lesson.replaceAll(/[^A-Za-z]+/g, "-")}`;
}

function fileOf(step: number): string {
  return `${String(step).padStart(5, "0")}.onnx`;
}

function identityOf(
  { lesson, trainingSeed, moments }: StudentSpec,
  { family, training, digest: matter }: MechanismMatter,
  code: string,
): string {
  const start = digest([family.network(trainingSeed)]);
  const taught = { WEIGHTS, TEMPERATURE, SMOOTHING };
  return JSON.stringify({ code, lesson, trainingSeed, moments, training, taught, matter, start });
}
