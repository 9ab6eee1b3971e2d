// Partial targets on the embedded data as a library: teaches the students, asks them, tells what was found.

import { argmax, ensure, mean, type Study, type StudySection } from "@stillpoint/core";
import { type ExperimentEvent, eventsOf, inLanes, type OnEvent } from "@stillpoint/experiment";
import { mechanismStudy } from "@stillpoint/mechanism";
import type { Runtime } from "@stillpoint/onnx";
import type { PresetName } from "../benchmark.ts";
import type { BenchmarkTask } from "../benchmark-task.ts";
import type { StudyContext } from "../study-context.ts";
import { causeSection, gainSection } from "./gain-section.ts";
import { keptOf, type Lesson, lessonsOf, roleOf } from "./lessons.ts";
import { answersOf, type MechanismMatter, matterOf } from "./matter.ts";
import { MECHANISM_PRESETS, SMOOTHING, TEMPERATURE, WEIGHTS } from "./preset.ts";
import { askedPupils, type Pupils } from "./pupils.ts";
import { relationSection } from "./relation-section.ts";
import { finishedStudent, type Student, type StudentSpec, specsOf, trainStudent } from "./students.ts";
import { weightSection } from "./weight-section.ts";

/** What is asked for. */
export interface MechanismChoice {
  readonly tasks: readonly BenchmarkTask[];
  readonly preset: PresetName;
  /** Of everything random; 0 is what is published. */
  readonly seed: number;
  /** Training seeds; the preset's by default. */
  readonly seeds?: number | undefined;
}

/**
 * For each task: teaches students of labels, of label smoothing, of KD, of its parts and of placebos from the committed
 * teacher, with common initial weights and batches, and hands over a study of what each gains, of the teacher's health, of
 * the classes' relations and of w(x) over training. Students that the store holds, made by the same code, are taken over. A
 * task whose answers are no classes is told in a note and left out.
 *
 * Throws `INTERRUPTED`, `INPUT` for an incomplete installation, and the first failure of training.
 */
export function runMechanism(choice: MechanismChoice, context: StudyContext): AsyncGenerator<ExperimentEvent, void> {
  return eventsOf(async (tell, signal) => {
    for (const task of choice.tasks) await studyTask(task, choice, { ...context, signal }, tell);
  }, context.signal);
}

type Context = Omit<StudyContext, "signal"> & { readonly signal: AbortSignal };

async function studyTask(
  task: BenchmarkTask,
  { preset, seed, seeds }: MechanismChoice,
  context: Context,
  tell: OnEvent,
): Promise<void> {
  const { store, runtime, files } = context;
  const matter = await matterOf({ task, preset, seed, store, files, runtime });
  if ("reason" in matter) {
    tell({ kind: "note", text: `${task.benchmark.modality.id}: no study of partial targets; ${matter.reason}` });
    return;
  }
  const chosen = MECHANISM_PRESETS[preset];
  const lessons = lessonsOf(matter.classes.names.length);
  const { steps } = matter.training;
  const specs = specsOf(lessons, { seeds: seeds ?? chosen.seeds, seed, steps, moments: chosen.moments });
  const students = await taughtStudents(specs, matter, context, tell);
  const pupils = await askedPupils(students, matter, runtime);
  await context.onStudy(await studyOf(matter, lessons, students, pupils, runtime));
}

/** Trains what an earlier run has not finished, in the order of `specs`. */
async function taughtStudents(
  specs: readonly StudentSpec[],
  matter: MechanismMatter,
  { store, runtime, signal, madeBy }: Context,
  tell: OnEvent,
): Promise<readonly Student[]> {
  const found = new Map<StudentSpec, Student>();
  for (const spec of specs) {
    const student = await finishedStudent(spec, matter, { store, madeBy });
    if (student !== undefined) found.set(spec, student);
  }
  let done = found.size;
  tell({ kind: "phase", name: `teaching students of ${matter.subject}`, total: specs.length, skipped: done });
  const advance = (share: number): void => {
    done += share;
    tell({ kind: "progress", done, total: specs.length });
  };
  try {
    const waiting = specs.filter((spec) => !found.has(spec));
    await inLanes(waiting, runtime.lanes, async (spec) => {
      ensure(
        !signal.aborted,
        "INTERRUPTED",
        () => `students of ${matter.subject}: expected ${specs.length}; got stopped; go on with --resume`,
      );
      found.set(spec, await trainStudent(spec, matter, { store, runtime, signal, madeBy, advance }));
    });
  } finally {
    tell({ kind: "phase-done" });
  }
  return specs.flatMap((spec) => found.get(spec) ?? []);
}

async function studyOf(
  matter: MechanismMatter,
  lessons: readonly Lesson[],
  students: readonly Student[],
  pupils: Pupils,
  runtime: Runtime,
): Promise<Study> {
  const { subject, classes, teacher } = matter;
  const related = classes.names.length > 2;
  const right = await accuracyOf(teacher, matter, runtime);
  const watched = students.filter(({ spec }) => spec.lesson === "KD");
  const sections: StudySection[] = [
    ...teacherSections(matter),
    gainSection(pupils, classes.heldOut.labels.length),
    causeSection(pupils),
    ...(related ? [relationSection(pupils, matter)] : []),
    await weightSection(watched, matter, runtime),
  ];
  return {
    kind: "mechanism",
    subject,
    settings: settingsOf(matter, lessons, watched.length),
    networks: [
      { name: "teacher", role: "teacher", accuracy: right },
      ...[...pupils].flatMap(([lesson, own]) =>
        own.map(({ student, accuracy }) => ({
          name: `${lesson}, seed ${student.spec.seed}`,
          role: roleOf(lesson),
          seed: student.spec.seed,
          method: lesson,
          accuracy,
        })),
      ),
    ],
    sections,
    unsaid: related
      ? []
      : [
          {
            id: "relations",
            reason:
              "with two classes there is one wrong class and no relation to hand on: KD-pt is KD and KD-sim is label smoothing; a task of three classes or more would tell",
          },
        ],
  };
}

/** What can be told from the teacher's answers to the training items, each once, before any student is trained. */
function teacherSections({ subject, answers, classes }: MechanismMatter): readonly StudySection[] {
  const { sections } = mechanismStudy({
    subject,
    teacher: answers.items,
    students: [],
    temperature: TEMPERATURE,
    weights: WEIGHTS,
    classNames: classes.names,
    seed: 0,
  });
  return sections;
}

function settingsOf(
  { training, family, classes, relations }: MechanismMatter,
  lessons: readonly Lesson[],
  seeds: number,
): Study["settings"] {
  const setting = (name: string, value: string | number) => ({ name, value: String(value) });
  return [
    setting("networks", family.name),
    setting("seeds", seeds),
    setting("steps", `${training.steps}, batches of ${training.batch}`),
    setting(
      "loss",
      `${WEIGHTS.labelWeight} labels + ${WEIGHTS.teacherWeight} targets, times T²; labels alone have weight 1`,
    ),
    setting("temperature", `${TEMPERATURE}; 1 for label smoothing and KD-sim`),
    setting("label smoothing", SMOOTHING),
    ...(lessons.includes("KD-sim")
      ? [
          setting(
            "KD-sim",
            `softmax of template cosines / ${relations.temperature.toPrecision(3)}, which takes as much from labels as the smoothing; fixed in advance`,
          ),
          setting("KD-topk", `k = ${keptOf(classes.names.length)}`),
        ]
      : []),
    setting("held-out examples", classes.heldOut.labels.length),
  ];
}

async function accuracyOf(network: Uint8Array, { classes }: MechanismMatter, runtime: Runtime): Promise<number> {
  const { values, classes: count, labels } = await answersOf("teacher", network, classes.heldOut, runtime);
  return mean(
    Array.from(labels, (label, row) => Number(argmax(values.subarray(row * count, (row + 1) * count)) === label)),
  );
}
