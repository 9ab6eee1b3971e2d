// `stillpoint analyze`: the measurement on the user's own ONNX checkpoints.

import { StillpointError } from "@stillpoint/core";
import { WorkerPool } from "@stillpoint/onnx";
import type { Command } from "commander";
import { ownClouds } from "../analyze/clouds.ts";
import { type AnalyzeConfig, analyzeConfig } from "../analyze/config.ts";
import { ownImages } from "../analyze/images.ts";
import type { LoadOwnData, OwnData, OwnNetwork } from "../analyze/own-data.ts";
import { ownQuestions } from "../analyze/questions.ts";
import { ownSentences } from "../analyze/sentences.ts";
import { checkModels } from "../experiment/check-models.ts";
import { checkpointFiles, readCheckpoint, type StepFile } from "../experiment/checkpoint-files.ts";
import { type EngineChoice, engineChoice } from "../experiment/engine-choice.ts";
import { measureAndReport, type PicturedTask } from "../experiment/measure-and-report.ts";
import type { MeasuredTask, NetworkFiles } from "../experiment/measured-task.ts";
import { pathsOf } from "../experiment/path-record.ts";
import { interruptSignal, openProgress, type Terminal } from "../session.ts";
import { OutputFolder } from "../storage/output-folder.ts";
import { readNetworkFile } from "./inspect.ts";

const LOADERS: Readonly<Record<AnalyzeConfig["modality"], LoadOwnData>> = {
  image: ownImages,
  pointcloud: ownClouds,
  sentiment: ownSentences,
  qa: ownQuestions,
};

/** The command. */
export async function analyze(file: string | undefined, command: Command, terminal: Terminal): Promise<void> {
  const config = analyzeConfig(file, command);
  const networks = networksOf(config);
  const folder = new OutputFolder(config.out);
  const progress = openProgress(terminal, config);
  const data = await LOADERS[config.modality](config, fittedTo(networks));
  for (const note of data.notes) progress.note(note);
  const from = config.input ?? data.from;
  const behindMaximum = await checkModels(networks, config.layer, from, data.samples[0]?.input.inputs ?? {});
  const engineOf = (layer: string): EngineChoice => {
    return engineChoice((behindMaximum.has(layer) && data.maximumEngine) || data.engine, config);
  };
  const smoothed = config.layer.filter((layer) => data.maximumEngine !== undefined && engineOf(layer).smoothing);
  if (smoothed.length > 0) {
    progress.note(
      `a maximum over all tokens lies before ${smoothed.join(", ")}: energies are averaged around each text, as in the benchmark's text CNN`,
    );
  }

  using interrupt = interruptSignal(terminal);
  await using pool = new WorkerPool(config.workers);
  const context = { folder, pool, progress, signal: interrupt.signal, resume: config.resume };
  const tasks = config.layer.map((layer): PicturedTask => {
    return { task: taskOf(config, layer, from, data, networks), samples: data.samples, engine: engineOf(layer) };
  });
  await measureAndReport(tasks, context, {
    command: "stillpoint analyze",
    foregroundRules: { [config.task]: data.foregroundRule },
  });
  if (config.networks.length < 3) {
    progress.note("fewer than 3 seeds: these numbers speak of this pair of networks, not of distillation");
  }
}

/** Networks without paths: those depend on the layer. */
interface FoundNetwork {
  readonly role: NetworkFiles["role"];
  readonly seed: number;
  readonly files: readonly StepFile[];
  /** What is reported of each file. */
  readonly steps: readonly number[];
}

function networksOf(config: AnalyzeConfig): FoundNetwork[] {
  const found = config.networks.flatMap(({ seed, distilled, scratch, placebo, null: twin }) => [
    { role: "distilled" as const, seed, files: checkpointFiles(distilled) },
    { role: "scratch" as const, seed, files: checkpointFiles(scratch) },
    ...(placebo === undefined ? [] : [{ role: "placebo" as const, seed, files: checkpointFiles(placebo) }]),
    ...(twin === undefined ? [] : [{ role: "null" as const, seed, files: checkpointFiles(twin) }]),
  ]);
  const students = withSharedSteps(found);
  if (config.teacher === undefined) return students;
  const teacher = checkpointFiles(config.teacher).slice(-1);
  return [{ role: "teacher", seed: 0, files: teacher, steps: teacher.map(({ step }) => step) }, ...students];
}

/**
 * Networks of one file each are compared whatever their steps, and reported at the first one's: two trainings need not
 * end together. Others must have equal steps, because stability depends on the number of checkpoints.
 */
function withSharedSteps(found: readonly Omit<FoundNetwork, "steps">[]): FoundNetwork[] {
  const shared = found[0]!.files.map(({ step }) => step);
  const single = found.every(({ files }) => files.length === 1);
  for (const { role, seed, files } of found) {
    const steps = files.map(({ step }) => step).join(", ");
    if (single || steps === shared.join(", ")) continue;
    throw new StillpointError(
      "INPUT",
      `checkpoints of ${role}, seed ${seed}: expected steps ${shared.join(", ")} as for distilled; got ${steps}; keep the steps that all networks have`,
    );
  }
  return found.map((network) => ({ ...network, steps: shared }));
}

function fittedTo(networks: readonly FoundNetwork[]): OwnNetwork {
  const file = networks.find(({ role }) => role === "distilled")!.files[0]!.file;
  return { file, graph: readNetworkFile(file).graph };
}

function taskOf(
  config: AnalyzeConfig,
  layer: string,
  from: string,
  { samples }: OwnData,
  networks: readonly FoundNetwork[],
): MeasuredTask {
  return {
    task: config.task,
    modality: config.modality,
    layer,
    from,
    samples,
    networks: networks.map(({ role, seed, files, steps }) => {
      const paths = role === "teacher" ? undefined : pathsOf(files, layer);
      const still = { perStep: Number.NaN, perCheckpoint: Number.NaN };
      const checkpoints = files.map((file, k) => ({
        step: steps[k]!,
        path: paths?.get(file.step) ?? { layer: still, network: still },
        read: () => readCheckpoint(file),
      }));
      return { role, seed, checkpoints };
    }),
  };
}
