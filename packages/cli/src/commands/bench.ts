// `stillpoint bench`: trains the networks of a task on embedded data, measures them, writes the report.

import { StillpointError, type TaskResult } from "@stillpoint/core";
import {
  cueAgreement,
  emojiNormalisation,
  type ImageFamily,
  type ImagePreset,
  imageFamilies,
  imagePresets,
  imageSigma0,
} from "@stillpoint/datasets";
import { WorkerPool } from "@stillpoint/onnx";
import { analysisConfig } from "../bench/analysis-config.ts";
import { type BenchmarkPictures, benchmarkPictures, networkData } from "../bench/image-data.ts";
import {
  accuracies,
  checkpointName,
  type NetworkData,
  type NetworkSpec,
  type TrainedNetwork,
} from "../bench/networks.ts";
import { trainAll } from "../bench/train-all.ts";
import { measureAndReport, type PicturedTask } from "../experiment/measure-and-report.ts";
import type { MeasuringContext } from "../experiment/measure-task.ts";
import type { EngineChoice, MeasuredTask, NetworkFiles } from "../experiment/measured-task.ts";
import { PATH_FILE, parsePathRecord } from "../experiment/path-record.ts";
import { interruptSignal, type OutputOptions, openProgress, type Terminal } from "../session.ts";
import { OutputFolder } from "../storage/output-folder.ts";

export interface BenchOptions extends OutputOptions {
  readonly tasks: string;
  readonly preset: keyof typeof imagePresets;
  readonly recipe: EngineChoice["recipe"];
  readonly seeds?: number;
  readonly control: boolean;
  readonly samples?: number;
  readonly passes?: number;
  readonly workers?: number;
  readonly seed: number;
  readonly out: string;
  readonly resume: boolean;
}

/** Training seeds of one run lie this far from those of a run under another `--seed`. */
const SEED_STRIDE = 10_000;
/** Far from every training seed, so a null network shares its weights with none of them. */
const NULL_SEED = 1000;

/** One family on one set of pictures. */
interface Variant {
  readonly family: ImageFamily;
  /** Task name without layer. */
  readonly task: string;
  readonly pictures: BenchmarkPictures;
  readonly data: NetworkData;
  readonly specs: readonly NetworkSpec[];
}

/** The command. Returns after writing the report; throws `INTERRUPTED` after writing a partial one. */
export async function bench(options: BenchOptions, terminal: Terminal): Promise<void> {
  const preset = presetOf(options);
  const engine: EngineChoice = {
    recipe: options.recipe,
    seed: options.seed,
    sigma0: imageSigma0,
    ...(options.passes === undefined ? {} : { passes: options.passes }),
  };
  const folder = new OutputFolder(options.out);
  const progress = openProgress(terminal, options);
  using interrupt = interruptSignal(terminal);
  await using pool = new WorkerPool(options.workers);
  const { signal } = interrupt;
  const context: MeasuringContext = { folder, pool, progress, signal, resume: options.resume };

  const variants = await composeVariants(options, preset, folder);
  const trained = await trainAll(
    variants.flatMap(({ specs, data }) => specs.map((spec) => ({ spec, data }))),
    { ...context, settings: preset.training },
  );

  const tasks: PicturedTask[] = [];
  for (const variant of variants) {
    const teacher = await teacherFiles(variant, context);
    for (const layer of preset.layers) {
      const task = measuredTask(variant, layer, trained, teacher, folder);
      writeConfig(task, variant, trained, preset, engine, folder);
      const grid = { rows: preset.grid[0], cols: preset.grid[1] };
      tasks.push({ task, samples: variant.pictures.samples, grid, normalisation: emojiNormalisation });
    }
  }
  await measureAndReport(tasks, engine, context, {
    command: commandOf(options),
    names: Object.fromEntries(variants.map(({ task, family }) => [task, nameOf(task, family)])),
    controls: controlsOf,
  });
}

/** The config with which `stillpoint analyze` repeats this task. */
function writeConfig(
  task: MeasuredTask,
  { specs, pictures, family }: Variant,
  trained: readonly TrainedNetwork[],
  preset: ImagePreset,
  engine: EngineChoice,
  folder: OutputFolder,
): void {
  const own = trained.filter(({ spec }) => specs.includes(spec) && spec.layers.includes(task.layer));
  const name = `analyze-${task.task}@${task.layer}`.replaceAll("/", "-");
  folder.write(`${name}.json`, analysisConfig(task, pictures.folder, own, teacherName(family), preset, engine));
}

function presetOf(options: BenchOptions): ImagePreset {
  for (const task of options.tasks.split(",")) {
    if (task !== "image") {
      throw new StillpointError(
        "USAGE",
        `task ${task}: expected image, the only task so far; got ${task}; use --tasks image`,
      );
    }
  }
  const preset = imagePresets[options.preset];
  return { ...preset, seeds: options.seeds ?? preset.seeds, samples: options.samples ?? preset.samples };
}

function seedsOf(preset: ImagePreset): number[] {
  return Array.from({ length: preset.seeds }, (_, seed) => seed);
}

async function composeVariants(options: BenchOptions, preset: ImagePreset, folder: OutputFolder): Promise<Variant[]> {
  const variants: Variant[] = [];
  for (const kind of options.control ? (["cue", "control"] as const) : (["cue"] as const)) {
    const suffix = kind === "control" ? "-control" : "";
    const pictures = await benchmarkPictures(`emoji${suffix}`, preset, cueAgreement[kind], options.seed, folder);
    for (const id of preset.families) {
      const family = imageFamilies.find((candidate) => candidate.id === id);
      if (family === undefined) throw new StillpointError("USAGE", `family ${id}: expected a known one; got ${id}`);
      const name = `${id}${suffix}`;
      const data = networkData(pictures, family);
      variants.push({
        family,
        task: `image/emoji-${name}`,
        pictures,
        data,
        specs: specsOf(family, name, preset, SEED_STRIDE * options.seed),
      });
    }
  }
  return variants;
}

/** Seed by seed, so that an interrupted run completes some seeds rather than half of all. */
function specsOf(family: ImageFamily, name: string, preset: ImagePreset, first: number): NetworkSpec[] {
  return seedsOf(preset).flatMap((seed): NetworkSpec[] => {
    const base = `checkpoints/${name}/seed-${seed}`;
    const { layers } = preset;
    return [
      { family, role: "scratch", seed, trainingSeed: first + seed, layers, folder: `${base}/scratch` },
      ...layers.map((layer): NetworkSpec => {
        return {
          family,
          role: "distilled",
          seed,
          trainingSeed: first + seed,
          layers: [layer],
          folder: `${base}/distilled-${layer}`,
        };
      }),
      { family, role: "null", seed, trainingSeed: first + NULL_SEED + seed, layers, folder: `${base}/null` },
    ];
  });
}

function teacherName(family: ImageFamily): string {
  return `checkpoints/${family.id}/teacher/00000.onnx`;
}

/** The teacher is measured once: it did not train here. */
async function teacherFiles({ family, data }: Variant, { folder, pool }: MeasuringContext): Promise<NetworkFiles> {
  folder.write(teacherName(family), data.teacher);
  const still = { perStep: Number.NaN, perCheckpoint: Number.NaN };
  return {
    role: "teacher",
    seed: 0,
    checkpoints: [{ step: 0, path: { layer: still, network: still }, read: () => data.teacher }],
    accuracy: await accuracies(data.teacher, data, pool),
  };
}

function measuredTask(
  variant: Variant,
  layer: string,
  trained: readonly TrainedNetwork[],
  teacher: NetworkFiles,
  folder: OutputFolder,
): MeasuredTask {
  const networks = trained
    .filter(({ spec }) => variant.specs.includes(spec) && spec.layers.includes(layer))
    .map(({ spec, steps, accuracy }): NetworkFiles => {
      const record = `${spec.folder}/${PATH_FILE}`;
      const paths = parsePathRecord(folder.readText(record) ?? "", record, layer);
      const checkpoints = steps.map((step) => {
        const path = paths.get(step);
        if (path === undefined)
          throw new StillpointError("INPUT", `${record}: expected step ${step}; got none; run again without --resume`);
        return { step, path, read: () => stored(folder, checkpointName(spec, step)) };
      });
      return { role: spec.role, seed: spec.seed, checkpoints, accuracy };
    });
  return {
    task: variant.task,
    modality: "image",
    layer,
    from: "input",
    samples: variant.pictures.samples,
    networks: [teacher, ...networks],
  };
}

function stored(folder: OutputFolder, name: string): Uint8Array {
  const bytes = folder.read(name);
  if (bytes !== undefined) return bytes;
  throw new StillpointError(
    "INPUT",
    `checkpoint ${name}: expected it in ${folder.path}; got no file; run again without --resume`,
  );
}

function nameOf(task: string, family: ImageFamily): string {
  return task.endsWith("-control") ? `${family.name}, control: the distractor says nothing` : family.name;
}

function controlsOf(results: readonly TaskResult[]): Record<string, string> {
  const ids = new Set(results.map(({ id }) => id));
  const pairs = [...ids].map((id) => [id, id.replace("@", "-control@")] as const);
  return Object.fromEntries(pairs.filter(([, control]) => ids.has(control)));
}

function commandOf(options: BenchOptions): string {
  const { tasks, preset, recipe, seeds, control, samples, passes, seed } = options;
  const flags = [`--tasks ${tasks}`, `--preset ${preset}`, `--recipe ${recipe}`, `--seed ${seed}`];
  if (seeds !== undefined) flags.push(`--seeds ${seeds}`);
  if (samples !== undefined) flags.push(`--samples ${samples}`);
  if (passes !== undefined) flags.push(`--passes ${passes}`);
  if (control) flags.push("--control");
  return `stillpoint bench ${flags.join(" ")}`;
}
