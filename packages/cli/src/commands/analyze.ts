// `stillpoint analyze`: the measurement on the user's own ONNX checkpoints.

import { type Dim, ElementType, type Port } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import { imageSigma0 } from "@stillpoint/datasets";
import { imagenet, type Normalisation } from "@stillpoint/image";
import { WorkerPool } from "@stillpoint/onnx";
import type { Command } from "commander";
import { checkModels } from "../experiment/check-models.ts";
import { checkpointFiles, readCheckpoint } from "../experiment/checkpoint-files.ts";
import { measureAndReport, type PicturedTask } from "../experiment/measure-and-report.ts";
import type { EngineChoice, MeasuredTask, NetworkFiles } from "../experiment/measured-task.ts";
import { pathsOf } from "../experiment/path-record.ts";
import type { Size } from "../images/decode.ts";
import { type LoadedSample, loadImageSamples } from "../images/load-samples.ts";
import { interruptSignal, openProgress, type Terminal } from "../session.ts";
import { OutputFolder } from "../storage/output-folder.ts";
import { type AnalyzeConfig, analyzeConfig } from "./analyze-config.ts";
import { readNetworkFile } from "./inspect.ts";

/** The command. */
export async function analyze(file: string | undefined, command: Command, terminal: Terminal): Promise<void> {
  const config = analyzeConfig(file, command);
  const networks = await networksOf(config);
  const input = imageInput(networks);
  const normalisation = normalisationOf(config, input.channels);
  const folder = new OutputFolder(config.out);
  const progress = openProgress(terminal, config);
  const { samples, resized } = await loadImageSamples({
    data: config.data,
    ...(config.masks === undefined ? {} : { masks: config.masks }),
    parts: config.parts,
    normalisation,
    grid: gridOf(config.grid),
    input: input.name,
    layout: input.layout,
    size: input.size,
    ...(config.samples === undefined ? {} : { limit: config.samples }),
  });
  if (resized > 0)
    progress.note(
      `${resized} of ${samples.length} pictures stretched to the network's ${input.size?.height}x${input.size?.width}`,
    );
  if (config.mean === undefined || config.std === undefined) {
    progress.note(
      `pixels normalised with mean ${normalisation.mean} and deviation ${normalisation.deviation}; --mean and --std change that`,
    );
  }
  await checkModels(networks, config.layer, config.input ?? input.name, samples[0]?.input.inputs ?? {});

  const engine: EngineChoice = {
    recipe: config.recipe,
    seed: config.seed,
    sigma0: imageSigma0,
    ...(config.passes === undefined ? {} : { passes: config.passes }),
  };
  using interrupt = interruptSignal(terminal);
  await using pool = new WorkerPool(config.workers);
  const context = { folder, pool, progress, signal: interrupt.signal, resume: config.resume };
  const grid = cellsOf(config.grid, samples);
  const tasks = config.layer.map((layer): PicturedTask => {
    return { task: taskOf(config, layer, input.name, samples, networks), samples, grid, normalisation };
  });
  await measureAndReport(tasks, engine, context, { command: "stillpoint analyze" });
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

async function networksOf(config: AnalyzeConfig): Promise<FoundNetwork[]> {
  const found = config.networks.flatMap(({ seed, distilled, scratch, null: twin }): FoundNetwork[] => [
    { role: "distilled", seed, files: checkpointFiles(distilled) },
    { role: "scratch", seed, files: checkpointFiles(scratch) },
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

function taskOf(
  config: AnalyzeConfig,
  layer: string,
  input: string,
  samples: readonly LoadedSample[],
  networks: readonly FoundNetwork[],
): MeasuredTask {
  return {
    task: config.task,
    modality: config.modality,
    layer,
    from: config.input ?? input,
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

interface ImageInput {
  readonly name: string;
  readonly layout: "channels-first" | "channels-last";
  readonly channels: number;
  readonly size: Size | undefined;
}

/** The network's picture input: its first float input of four axes. */
function imageInput(networks: readonly FoundNetwork[]): ImageInput {
  const file = networks.find(({ role }) => role === "distilled")?.files[0];
  const ports = file === undefined ? [] : readNetworkFile(file.file).graph.inputs;
  const port = ports.find(({ elementType, dims }) => elementType === ElementType.FLOAT && dims?.length === 4);
  if (port === undefined) {
    const names = ports.map(({ name, dims }) => `${name} [${dims?.join(", ") ?? "?"}]`).join(", ") || "none";
    throw new StillpointError(
      "MODEL",
      `network ${file?.file}: expected a float input of four axes for pictures; got ${names}`,
    );
  }
  return shapeOf(port);
}

function shapeOf(port: Port): ImageInput {
  const dims = port.dims ?? [];
  const isColour = (dim: Dim | undefined): boolean => dim === 1 || dim === 3;
  const layout = !isColour(dims[1]) && isColour(dims[3]) ? "channels-last" : "channels-first";
  const [channels, height, width] =
    layout === "channels-first" ? [dims[1], dims[2], dims[3]] : [dims[3], dims[1], dims[2]];
  const size = typeof height === "number" && typeof width === "number" ? { height, width } : undefined;
  return { name: port.name, layout, channels: channels === 1 ? 1 : 3, size };
}

function normalisationOf(config: AnalyzeConfig, channels: number): Normalisation {
  const mean = config.mean ?? (channels === 1 ? [0.5] : imagenet.mean);
  const deviation = config.std ?? (channels === 1 ? [0.5] : imagenet.deviation);
  if (mean.length === channels && deviation.length === channels) return { mean, deviation };
  throw new StillpointError(
    "USAGE",
    `normalisation: expected ${channels} means and deviations, one per channel of the network; got ${mean.length} and ${deviation.length}; see --mean and --std`,
  );
}

function gridOf(text: string): "pixel" | readonly [number, number] {
  if (text === "pixel") return "pixel";
  const [rows, columns] = text.split("x").map(Number);
  if (Number.isInteger(rows) && Number.isInteger(columns) && rows! > 0 && columns! > 0) return [rows!, columns!];
  throw new StillpointError("USAGE", `--grid: expected ROWSxCOLUMNS such as 16x16, or pixel; got ${text}`);
}

function cellsOf(text: string, samples: readonly LoadedSample[]): { rows: number; cols: number } {
  const grid = gridOf(text);
  const image = samples[0]?.image;
  return grid === "pixel" ? { rows: image?.height ?? 0, cols: image?.width ?? 0 } : { rows: grid[0], cols: grid[1] };
}
