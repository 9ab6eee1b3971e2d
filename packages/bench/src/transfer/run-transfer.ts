// Transfer on the embedded emoji as a library: teaches the students, asks them, tells what came along.

import { digest, ensure } from "@stillpoint/core";
import { type EmojiPack, type EmojiSplits, emojiSplits, parseEmojiPack } from "@stillpoint/datasets";
import type { LabelledSamples } from "@stillpoint/distill";
import { type ExperimentEvent, eventsOf, inLanes, type OnEvent } from "@stillpoint/experiment";
import { loadNetwork } from "@stillpoint/onnx";
import {
  colourJitter,
  randomCrop,
  type StudyNetwork,
  shift,
  type Taught,
  type TransferMatter,
  transferStudy,
} from "@stillpoint/transfer";
import type { PresetName } from "../benchmark.ts";
import { imageBenchmark } from "../benchmarks/image.ts";
import type { PackageFiles } from "../package-files.ts";
import type { StudyContext } from "../study-context.ts";
import { type Lesson, lessonsOf, TEACHERS } from "./lessons.ts";
import { askedPictures, PICTURES, teacherPictures, UNSEEN_STYLE } from "./pictures.ts";
import { JITTER, TRANSFER_PRESETS, type TransferPreset } from "./preset.ts";
import { transferSettings } from "./settings.ts";
import { finishedLesson, type LessonMatter, teacherFor, trainLesson } from "./students.ts";

export interface TransferChoice {
  readonly preset: PresetName;
  /** Of everything random; 0 is what is published. */
  readonly seed: number;
  /** Training seeds; the preset's by default. */
  readonly seeds?: number | undefined;
}

/**
 * Students of the committed VGG-like teacher of emoji by KL, Hint and CRD beside students from labels, a second one, a
 * self-distilled one and a placebo, with common initial weights and batches; and two teachers that differ in colour jitter,
 * with students of each. All of them are asked about pictures of a style that nobody saw, and more. Networks that the store
 * holds, made by the same code, are taken over.
 *
 * Throws `INTERRUPTED`, `INPUT` for an incomplete installation, and the first failure of training.
 */
export function runTransfer(choice: TransferChoice, context: StudyContext): AsyncGenerator<ExperimentEvent, void> {
  return eventsOf((tell, signal) => studied(choice, { ...context, signal }, tell), context.signal);
}

type Context = Omit<StudyContext, "signal"> & { readonly signal: AbortSignal };

async function studied({ preset: name, seed, seeds }: TransferChoice, context: Context, tell: OnEvent): Promise<void> {
  const { files, runtime, signal } = context;
  const preset = { ...TRANSFER_PRESETS[name], ...(seeds === undefined ? {} : { seeds }) };
  const pack = await parseEmojiPack(await files.data("emoji.pack.gz"));
  const splits = emojiSplits(pack, {
    ...{ seed, trainingImages: preset.items, heldOutStyle: UNSEEN_STYLE },
    agreement: imageBenchmark.agreement.cue,
  });
  const matter = await lessonMatter(name, preset, pack, splits, seed, files);
  const lessons = lessonsOf(preset.seeds, seed);
  const trained = await taught(lessons, matter, context, tell);
  const asked = askedPictures(pack, splits, preset, seed);
  const foreign = await files.data(imageBenchmark.families.find(({ id }) => id === "resnet")!.teacher);
  const example = batchOfOne(asked.heldOut.inputs);
  const networkOf = (own: Omit<StudyNetwork, "open">, bytes: Uint8Array): StudyNetwork => ({
    ...own,
    open: () => loadNetwork(bytes.slice(), example, runtime),
  });
  const student = ({ name: called, role, seed: own, method, folder }: Lesson): StudyNetwork =>
    networkOf({ name: called, role, seed: own, ...taughtOf(method), layers: LAYERS }, trained.get(folder)!);
  const isOfPair = ({ taughtBy }: Lesson): boolean =>
    typeof taughtBy === "object" && TEACHERS.some((kind) => taughtBy.folder === `teacher-${kind}`);
  const pair = (kind: (typeof TEACHERS)[number]): Taught => {
    const folder = `teacher-${kind}`;
    const own = lessons.filter(({ taughtBy }) => typeof taughtBy === "object" && taughtBy.folder === folder);
    return { teacher: student(lessons.find((lesson) => lesson.folder === folder)!), students: own.map(student) };
  };
  const main = lessons.filter((lesson) => lesson.role !== "teacher" && !isOfPair(lesson));
  const total: TransferMatter = {
    subject: `${imageBenchmark.modality.id}/${imageBenchmark.dataSet}-${matter.family.id}`,
    runtime,
    networks: [networkOf({ name: "teacher", role: "teacher", layers: LAYERS }, matter.teacher), ...main.map(student)],
    foreign: networkOf({ name: "teacher of another family", role: "teacher" }, foreign),
    samples: asked.heldOut,
    classNames: pack.classes,
    look: { kind: "picture", input: PICTURES },
    changes: [
      {
        transform: colourJitter(PICTURES),
        strengths: [0, JITTER / 2, JITTER, 2 * JITTER],
        taught: { with: pair("jittered"), without: pair("plain") },
      },
      { transform: randomCrop(PICTURES), strengths: [1, 0.8, 0.6, 0.4] },
      { transform: shift(PICTURES), strengths: [0, 4, 8, 16] },
    ],
    attack: {
      ...{ largest: 0.25, unit: 1 / PICTURES.deviation[0]!, words: "of a picture's range" },
      valid: {
        low: -PICTURES.mean[0]! / PICTURES.deviation[0]!,
        high: (1 - PICTURES.mean[0]!) / PICTURES.deviation[0]!,
      },
    },
    ...{ groups: asked.groups, domains: asked.domains, conflict: asked.conflict, planes: preset.planes, seed, signal },
    settings: transferSettings(matter, asked),
    unsaid: [],
    onNetwork: (done) => tell({ kind: "progress", done, total: all }),
  };
  const all = total.networks.length + TEACHERS.length * (1 + preset.seeds);
  tell({ kind: "phase", name: "asking the networks", total: all, skipped: 0 });
  try {
    await context.onStudy(await transferStudy(total));
  } finally {
    tell({ kind: "phase-done" });
  }
}

/** Layers whose features are compared; findings are of the last hidden one. */
const LAYERS = ["conv", "fc1", "fc2"] as const;

async function lessonMatter(
  name: PresetName,
  preset: TransferPreset,
  pack: EmojiPack,
  splits: EmojiSplits,
  seed: number,
  files: PackageFiles,
): Promise<LessonMatter> {
  const family = imageBenchmark.families.find(({ id }) => id === "vgg")!;
  let students: LabelledSamples | undefined;
  let teachers: ReturnType<typeof teacherPictures> | undefined;
  return {
    folder: "transfer",
    family,
    training: imageBenchmark.presets[name].training,
    preset,
    teacher: await files.data(family.teacher),
    digest: digest([...splits.training.map(({ bytes }) => bytes), new TextEncoder().encode(String(seed))]),
    // Made when first needed: a run that trains nothing needs none.
    picturesOf: (kind) => {
      if (kind === "students") {
        students ??= bankOf(splits, preset.copies);
        return students;
      }
      teachers ??= teacherPictures(pack, preset.teacherPictures, seed);
      return teachers[kind];
    },
  };
}

function bankOf(splits: EmojiSplits, copies: number): LabelledSamples {
  const { pixels, shape, labels } = splits.trainingBank(copies);
  return { inputs: { input: { type: "float32", shape, data: pixels } }, labels };
}

/** Trains what an earlier run has not finished: first what teaches others, then all others. */
async function taught(
  lessons: readonly Lesson[],
  matter: LessonMatter,
  { store, runtime, signal, madeBy }: Context,
  tell: OnEvent,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const trained = new Map<string, Uint8Array>();
  /** Those that an earlier run has not finished, as far as their teachers are there. */
  const unfinished = async (some: readonly Lesson[]): Promise<readonly Lesson[]> => {
    const waiting: Lesson[] = [];
    for (const lesson of some) {
      const { taughtBy } = lesson;
      const known = typeof taughtBy !== "object" || trained.has(taughtBy.folder);
      const found = known
        ? await finishedLesson(lesson, teacherFor(lesson, matter, trained), matter, { store, madeBy })
        : undefined;
      if (found === undefined) waiting.push(lesson);
      else trained.set(lesson.folder, found);
    }
    return waiting;
  };
  const waiting = await unfinished(lessons);
  const isLater = ({ taughtBy }: Lesson): boolean => typeof taughtBy === "object" && !trained.has(taughtBy.folder);
  const later = waiting.filter(isLater);
  let done = trained.size;
  tell({ kind: "phase", name: "teaching students", total: lessons.length, skipped: done });
  const advance = (share: number): void => {
    done += share;
    tell({ kind: "progress", done, total: lessons.length });
  };
  const train = (some: readonly Lesson[]): Promise<void> =>
    inLanes(some, runtime.lanes, async (lesson) => {
      ensure(
        !signal.aborted,
        "INTERRUPTED",
        () => `students: expected ${lessons.length} networks; got stopped; go on with --resume`,
      );
      const own = await trainLesson(lesson, teacherFor(lesson, matter, trained), matter, {
        ...{ store, runtime, signal, madeBy, advance },
      });
      trained.set(lesson.folder, own);
    });
  try {
    await train(waiting.filter((lesson) => !later.includes(lesson)));
    // A student whose teacher had to be trained again may be as it was.
    const rest = await unfinished(later);
    if (rest.length < later.length) advance(later.length - rest.length);
    await train(rest);
  } finally {
    tell({ kind: "phase-done" });
  }
  return trained;
}

/** How a student was taught, and of what: hints and contrasts compare features. */
function taughtOf(method: Lesson["method"]): Pick<StudyNetwork, "method" | "knowledge"> {
  return method === undefined ? {} : { method, knowledge: method === "KL" ? "response" : "feature" };
}

function batchOfOne(inputs: TransferMatter["samples"]["inputs"]) {
  const { data, shape } = inputs.input!;
  const [count = 1, ...sample] = shape;
  const one = Float32Array.from(data.subarray(0, data.length / count), Number);
  return { input: { type: "float32", shape: [1, ...sample], data: one } as const };
}
