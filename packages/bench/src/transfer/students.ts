// Networks of a study of transfer as files; finished ones are not trained again.

import { digest, parseJson, StillpointError } from "@stillpoint/core";
import {
  type ComparedTraining,
  type LabelledSamples,
  type TrainingCheckpoint,
  trainOnContrast,
  trainOnHints,
  trainOnLogits,
  trainScratch,
  trialRecipe,
} from "@stillpoint/distill";
import { readText, type Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import { z } from "zod";
import type { NetworkFamily, Training } from "../benchmark.ts";
import { LOGIT_DISTILLATION } from "../method.ts";
import { type Lesson, PLACEBO_SEED } from "./lessons.ts";
import { CONTRAST, HINT, JITTER, type TransferPreset } from "./preset.ts";

/** What all networks of a run are trained from. */
export interface LessonMatter {
  readonly folder: string;
  readonly family: NetworkFamily;
  readonly training: Training;
  readonly preset: TransferPreset;
  readonly teacher: Uint8Array;
  /** Names the pictures. */
  readonly digest: string;
  picturesOf(kind: Lesson["pictures"]): LabelledSamples;
}

export interface LessonContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  readonly madeBy: string;
  /** Called with the share of this network's training done since the last call. */
  readonly advance: (share: number) => void;
}

const recordSchema = z.object({ identity: z.string(), network: z.string() });

/** The network as an earlier run left it; undefined where there is none, or another. `taught` is who teaches it. */
export async function finishedLesson(
  lesson: Lesson,
  taught: Uint8Array | undefined,
  matter: LessonMatter,
  { store, madeBy }: Pick<LessonContext, "store" | "madeBy">,
): Promise<Uint8Array | undefined> {
  const place = `${matter.folder}/${lesson.folder}`;
  const record = recordSchema.safeParse(parseJson((await readText(store, `${place}.json`)) ?? ""));
  if (!record.success || record.data.identity !== identityOf(lesson, taught, matter, madeBy)) return undefined;
  const onnx = await store.read(`${place}.onnx`);
  return onnx !== undefined && digest([onnx]) === record.data.network ? onnx : undefined;
}

/** Trains one network and writes it, its record last. Throws `INTERRUPTED`. */
export async function trainLesson(
  lesson: Lesson,
  taught: Uint8Array | undefined,
  matter: LessonMatter,
  { store, runtime, signal, madeBy, advance }: LessonContext,
): Promise<Uint8Array> {
  const { family, training } = matter;
  const steps = stepsOf(lesson, matter);
  const { optimiser, schedule, batchSize } = trialRecipe({
    ...{ steps, peak: training.rate, batchSize: training.batch, checkpoints: 2 },
  });
  const comparison: ComparedTraining = {
    network: family.network,
    seed: lesson.trainingSeed,
    layer: family.teacherTraining.layer,
    data: matter.picturesOf(lesson.pictures),
    recipe: { optimiser, schedule, batchSize, checkpoints: [steps] },
    runtime,
    signal,
    onStep: () => advance(1 / steps),
  };
  let last: Uint8Array | undefined;
  for await (const { onnx } of runOf(lesson, taught, comparison)) last = onnx;
  if (last === undefined)
    throw new StillpointError(
      "RANGE",
      `training ${lesson.name}: expected a network at its end; got none; train for a step at least`,
    );
  const place = `${matter.folder}/${lesson.folder}`;
  await store.write(`${place}.onnx`, last);
  const record = { identity: identityOf(lesson, taught, matter, madeBy), network: digest([last]) };
  await store.write(`${place}.json`, `${JSON.stringify(record, null, 1)}\n`);
  return last;
}

/** Who teaches a network, as bytes; undefined for labels. `trained` holds networks of this run by folder. */
export function teacherFor(
  { taughtBy, trainingSeed, name }: Lesson,
  { teacher, family }: LessonMatter,
  trained: ReadonlyMap<string, Uint8Array>,
): Uint8Array | undefined {
  if (taughtBy === undefined) return undefined;
  if (taughtBy === "teacher") return teacher;
  if (taughtBy === "untrained") return family.network(trainingSeed + PLACEBO_SEED);
  const found = trained.get(taughtBy.folder);
  if (found !== undefined) return found;
  throw new StillpointError(
    "RANGE",
    `training ${name}: expected its teacher ${taughtBy.folder} before it; got none; train that first`,
  );
}

/** Updates of a network. */
export function stepsOf({ role }: Lesson, { preset }: Pick<LessonMatter, "preset">): number {
  return role === "teacher" ? preset.teacherSteps : preset.steps;
}

function runOf(
  { method = "KL" }: Lesson,
  taught: Uint8Array | undefined,
  comparison: ComparedTraining,
): AsyncGenerator<TrainingCheckpoint> {
  if (taught === undefined) return trainScratch(comparison);
  if (method === "Hint") return trainOnHints(comparison, taught, HINT);
  return method === "CRD"
    ? trainOnContrast(comparison, taught, CONTRAST)
    : trainOnLogits(comparison, taught, LOGIT_DISTILLATION);
}

function identityOf(lesson: Lesson, taught: Uint8Array | undefined, matter: LessonMatter, code: string): string {
  const { family, training, preset, digest: pictures } = matter;
  const { rate, batch } = training;
  const { items, copies, teacherPictures } = preset;
  const { taughtBy: _, ...own } = lesson;
  const start = digest([family.network(lesson.trainingSeed), ...(taught === undefined ? [] : [taught])]);
  const losses = { LOGIT_DISTILLATION, HINT, CONTRAST, JITTER };
  const given = { rate, batch, items, copies, teacherPictures, steps: stepsOf(lesson, matter) };
  return JSON.stringify({ code, ...own, ...given, losses, pictures, start });
}
