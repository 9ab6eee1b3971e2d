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
import { checkpointFiles, readCheckpoint } from "../experiment/checkpoint-files.ts";
import { engineChoice } from "../experiment/engine-choice.ts";
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
  await checkModels(networks, config.layer, from, data.samples[0]?.input.inputs ?? {});

  const engine = engineChoice(data.engine, config);
  using interrupt = interruptSignal(terminal);
  await using pool = new WorkerPool(config.workers);
  const context = { folder, pool, progress, signal: interrupt.signal, resume: config.resume };
  const tasks = config.layer.map((layer): PicturedTask => {
    return { task: taskOf(config, layer, from, data, networks), samples: data.samples, engine };
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
  readonly files: ReturnType<typeof checkpointFiles>;
}

function networksOf(config: AnalyzeConfig): FoundNetwork[] {
  const found = config.networks.flatMap(({ seed, distilled, scratch, placebo, null: twin }): FoundNetwork[] => [
    { role: "distilled", seed, files: checkpointFiles(distilled) },
    { role: "scratch", seed, files: checkpointFiles(scratch) },
    ...(placebo === undefined ? [] : [{ role: "placebo" as const, seed, files: checkpointFiles(placebo) }]),
    ...(twin === undefined ? [] : [{ role: "null" as const, seed, files: checkpointFiles(twin) }]),
  ]);
  // Stability depends on the number of checkpoints, so all networks must have the same ones.
  for (const { role, seed, files } of found) {
    const steps = files.map(({ step }) => step).join(", ");
    const first = found[0]!.files.map(({ step }) => step).join(", ");
    if (steps !== first) {
      throw new StillpointError(
        "INPUT",
        `checkpoints of ${role}, seed ${seed}: expected steps ${first} as for distilled; got ${steps}; keep the steps that all networks have`,
      );
    }
  }
  if (config.teacher === undefined) return found;
  const teacher = checkpointFiles(config.teacher).slice(-1);
  return [{ role: "teacher", seed: 0, files: teacher }, ...found];
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
    networks: networks.map(({ role, seed, files }) => {
      const paths = role === "teacher" ? undefined : pathsOf(files, layer);
      const still = { perStep: Number.NaN, perCheckpoint: Number.NaN };
      const checkpoints = files.map((file) => ({
        step: file.step,
        path: paths?.get(file.step) ?? { layer: still, network: still },
        read: () => readCheckpoint(file),
      }));
      return { role, seed, checkpoints };
    }),
  };
}
