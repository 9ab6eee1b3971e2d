// What a store must know of a task, beside its measurements, to report on it: `tasks/<slug>.json`.

import {
  digest,
  type EngineChoice,
  type ModalityNames,
  PATH_SOURCES,
  parseJson,
  RECIPES,
  REGIONS,
  ROLES,
  type Run,
  type SampleInfo,
  StillpointError,
} from "@stillpoint/core";
import type { ReportPicture } from "@stillpoint/report";
import { z } from "zod";
import type { Adaptation } from "./adaptation.ts";
import { jobIdentity, type TaskJob } from "./job.ts";
import { drawnSamples } from "./shown-samples.ts";
import { readText, type Store } from "./store.ts";
import { type MeasuredTask, taskSlug } from "./task.ts";

/** A sample as a page draws it, without its maps. */
export interface DrawnSample
  extends Pick<ReportPicture, "sample" | "title" | "group" | "picture" | "mask" | "layout"> {}

/** A task as data. */
export interface TaskRecord {
  readonly task: string;
  readonly modality: { readonly id: string; readonly names: ModalityNames };
  readonly layer: string;
  readonly title?: string | undefined;
  readonly foregroundRule?: string | undefined;
  readonly control?: string | undefined;
  readonly madeBy?: string | undefined;
  readonly recipe: EngineChoice["recipe"];
  readonly seed: number;
  /** What a pilot decided; absent where every choice was the caller's. */
  readonly adaptation?: Adaptation;
  readonly samples: readonly SampleInfo[];
  readonly runs: readonly Run[];
  /** Identities of checkpoints by `role, seed N, step N`. */
  readonly checkpoints: Readonly<Record<string, string>>;
  /** Names the samples' inputs and units. */
  readonly data: string;
  /** Digests of the identities of all jobs, by index. */
  readonly jobs: readonly string[];
  readonly drawn: readonly DrawnSample[];
}

const FOLDER = "tasks";

/** Name of a task's file in a store. */
export function taskFile(task: Pick<MeasuredTask, "task" | "layer">): string {
  return `${FOLDER}/${taskSlug(task)}.json`;
}

/** Names of the files of all tasks in a store, sorted. */
export async function taskFiles(store: Store): Promise<readonly string[]> {
  return (await store.list(FOLDER)).filter((name) => name.endsWith(".json"));
}

/** How a record names a job's identity. */
export function jobDigest(identity: string): string {
  return digest([new TextEncoder().encode(identity)]);
}

/** Writes the record before anything is measured. Throws `STORAGE`. */
export async function writeTask(
  store: Store,
  task: MeasuredTask,
  jobs: readonly TaskJob[],
  engine: EngineChoice,
  adaptation?: Adaptation,
): Promise<void> {
  const { modality, layer, title, foregroundRule, control, madeBy, networks, samples } = task;
  const record: TaskRecord = {
    task: task.task,
    modality: { id: modality.id, names: modality.names },
    layer,
    title,
    foregroundRule,
    control,
    madeBy,
    recipe: engine.recipe,
    seed: engine.seed,
    ...(adaptation === undefined ? {} : { adaptation }),
    samples: samples.map(({ info }) => info),
    runs: networks.map(({ role, seed, checkpoints, origins, accuracy }) => ({
      role,
      seed,
      checkpoints: checkpoints.map(({ step, path, heldOutAccuracy }) => ({
        step,
        path,
        ...(heldOutAccuracy === undefined ? {} : { heldOutAccuracy }),
      })),
      ...(origins === undefined ? {} : { origins }),
      ...(accuracy === undefined ? {} : { accuracy }),
    })),
    checkpoints: Object.fromEntries(
      networks.flatMap(({ role, seed, checkpoints }) =>
        checkpoints.map(({ step, identity }) => [`${role}, seed ${seed}, step ${step}`, identity]),
      ),
    ),
    data: jobs[0]?.data ?? "",
    jobs: jobs.map((job) => jobDigest(jobIdentity(job))),
    drawn: drawnSamples(samples).map(({ sample: { info }, look: { title: name, layout }, picture, mask }) => ({
      sample: info.id,
      title: name,
      group: info.group,
      picture,
      mask,
      layout,
    })),
  };
  await store.write(taskFile(task), `${JSON.stringify(record)}\n`);
}

/** A path that is not known is NaN, which JSON has no number for. */
const number = z.union([z.number(), z.null().transform(() => Number.NaN)]);
const path = z.object({ perStep: number, perCheckpoint: number });
const text = z.exactOptional(z.string());
const origin = z.object({ source: z.enum(PATH_SOURCES), reason: text });
const segment = z.object({ text: z.string(), unit: z.number().nullable() });
const layout = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("grid"), rows: z.number(), cols: z.number() }),
  z.object({ kind: z.literal("points"), positions: z.array(z.number()) }),
  z.object({ kind: z.literal("words"), blocks: z.array(z.object({ title: text, segments: z.array(segment) })) }),
]);

const schema: z.ZodType<TaskRecord> = z.object({
  task: z.string(),
  modality: z.object({
    id: z.string(),
    names: z.object({ title: z.string(), unit: z.string(), units: z.string(), foreground: z.string() }),
  }),
  layer: z.string(),
  title: text,
  foregroundRule: text,
  control: text,
  madeBy: text,
  recipe: z.enum(RECIPES),
  seed: z.number(),
  adaptation: z.exactOptional(
    z.object({
      asked: z.string(),
      smoothing: z.number(),
      scale: z.number(),
      maps: z.number(),
      outside: z.number(),
      before: number,
      after: number,
      passes: z.boolean(),
      told: z.string(),
    }),
  ),
  samples: z.array(
    z.object({
      id: z.string(),
      group: z.string(),
      units: z.array(z.object({ label: z.string(), region: z.enum(REGIONS), part: text })),
    }),
  ),
  runs: z.array(
    z.object({
      role: z.enum(ROLES),
      seed: z.number(),
      checkpoints: z.array(
        z.object({
          step: z.number(),
          path: z.object({ layer: path, network: path }),
          heldOutAccuracy: z.exactOptional(z.number()),
        }),
      ),
      origins: z.exactOptional(z.object({ layer: origin, network: origin })),
      accuracy: z.exactOptional(z.record(z.string(), z.number())),
    }),
  ),
  checkpoints: z.record(z.string(), z.string()),
  data: z.string(),
  jobs: z.array(z.string()),
  drawn: z.array(
    z.object({
      sample: z.string(),
      title: z.string(),
      group: z.string(),
      picture: z.string(),
      mask: z.string(),
      layout,
    }),
  ),
});

/** Reads a task's record. Throws `STORAGE` where there is none or it is not one. */
export async function readTask(store: Store, file: string): Promise<TaskRecord> {
  const found = await readText(store, file);
  const parsed = schema.safeParse(found === undefined ? undefined : parseJson(found));
  if (parsed.success) return parsed.data;
  throw new StillpointError(
    "STORAGE",
    `task ${store.locate(file)}: expected the record of a measured task; got ${found === undefined ? "no file" : "something else"}; measure the task again`,
  );
}
