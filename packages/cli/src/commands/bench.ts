// `stillpoint bench`: trains the networks of all tasks on embedded data, measures them, writes one report.

import { StillpointError, type TaskResult } from "@stillpoint/core";
import type { Preset, PresetName } from "@stillpoint/datasets";
import { WorkerPool } from "@stillpoint/onnx";
import { analysisConfig } from "../bench/analysis-config.ts";
import type { BenchmarkTask } from "../bench/benchmark-task.ts";
import { checkpointName, type TrainedNetwork } from "../bench/networks.ts";
import { tasksNamed } from "../bench/tasks.ts";
import { trainAll } from "../bench/train-all.ts";
import { type Trial, trialName, trialsOf } from "../bench/trial.ts";
import { type EngineChoice, engineChoice } from "../experiment/engine-choice.ts";
import { measureAndReport, type PicturedTask } from "../experiment/measure-and-report.ts";
import type { MeasuringContext } from "../experiment/measure-task.ts";
import type { MeasuredTask, NetworkFiles } from "../experiment/measured-task.ts";
import { PATH_FILE, parsePathRecord } from "../experiment/path-record.ts";
import { interruptSignal, type OutputOptions, openProgress, type Terminal } from "../session.ts";
import { OutputFolder } from "../storage/output-folder.ts";

export interface BenchOptions extends OutputOptions {
  readonly tasks: string;
  readonly preset: PresetName;
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

/** The command. Returns after writing the report; throws `INTERRUPTED` after writing a partial one. */
export async function bench(options: BenchOptions, terminal: Terminal): Promise<void> {
  const chosen = tasksNamed(options.tasks);
  const folder = new OutputFolder(options.out);
  const progress = openProgress(terminal, options);
  using interrupt = interruptSignal(terminal);
  await using pool = new WorkerPool(options.workers);
  const { signal } = interrupt;
  const context: MeasuringContext = { folder, pool, progress, signal, resume: options.resume };

  const trials = await composeTrials(chosen, options, folder);
  const trained = await trainAll(
    trials.flatMap(({ specs, data, preset }) =>
      specs.map((spec) => ({ spec, matter: { data, settings: preset.training } })),
    ),
    context,
  );

  const tasks: PicturedTask[] = [];
  for (const trial of trials) {
    const engine = engineChoice(trial.engine, options);
    const teacher = await teacherFiles(trial, context);
    for (const layer of trial.layers) {
      const task = measuredTask(trial, layer, trained, teacher, folder);
      writeConfig(task, trial, trained, engine, folder);
      tasks.push({ task, samples: trial.data.samples, engine });
    }
  }
  await measureAndReport(tasks, context, {
    command: commandOf(options),
    names: Object.fromEntries(trials.map((trial) => [trial.task, trialName(trial)])),
    foregroundRules: Object.fromEntries(trials.map(({ task, benchmark }) => [task, benchmark.foregroundRule])),
    controls: controlsOf,
  });
}

async function composeTrials(
  tasks: readonly BenchmarkTask[],
  options: BenchOptions,
  folder: OutputFolder,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  const variants = withControl(options) ? (["cue", "control"] as const) : (["cue"] as const);
  for (const { benchmark, compose } of tasks) {
    const preset = presetOf(benchmark.presets[options.preset], options);
    for (const variant of variants) {
      const { seed } = options;
      const data = await compose({ variant, preset: options.preset, samples: preset.samples, seed, folder });
      trials.push(...trialsOf(benchmark, preset, data, { variant, name: options.preset, seed }));
    }
  }
  return trials;
}

/** The full preset is for publication, where a cue without its control says little. */
function withControl({ control, preset }: BenchOptions): boolean {
  return control || preset === "full";
}

function presetOf(preset: Preset, { seeds, samples }: BenchOptions): Preset {
  return { ...preset, seeds: seeds ?? preset.seeds, samples: samples ?? preset.samples };
}

/** The config with which `stillpoint analyze` repeats this task. */
function writeConfig(
  task: MeasuredTask,
  { specs, data, teacherFile }: Trial,
  trained: readonly TrainedNetwork[],
  engine: EngineChoice,
  folder: OutputFolder,
): void {
  const own = trained.filter(({ spec }) => specs.includes(spec) && spec.layers.includes(task.layer));
  const name = `analyze-${task.task}@${task.layer}`.replaceAll("/", "-");
  folder.write(`${name}.json`, analysisConfig(task, data.analysis, own, teacherFile, engine));
}

/** The teacher is measured once: it did not train here. */
async function teacherFiles(trial: Trial, { folder, pool }: MeasuringContext): Promise<NetworkFiles> {
  const { teacher, teacherFile, data } = trial;
  folder.write(teacherFile, teacher);
  const still = { perStep: Number.NaN, perCheckpoint: Number.NaN };
  return {
    role: "teacher",
    seed: 0,
    checkpoints: [{ step: 0, path: { layer: still, network: still }, read: () => teacher }],
    accuracy: await data.score(teacher, pool),
  };
}

function measuredTask(
  trial: Trial,
  layer: string,
  trained: readonly TrainedNetwork[],
  teacher: NetworkFiles,
  folder: OutputFolder,
): MeasuredTask {
  const networks = trained
    .filter(({ spec }) => trial.specs.includes(spec) && spec.layers.includes(layer))
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
    task: trial.task,
    modality: trial.benchmark.modality,
    layer,
    from: trial.family.from,
    samples: trial.data.samples,
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
