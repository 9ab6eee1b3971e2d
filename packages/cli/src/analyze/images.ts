// A user's pictures for a user's network.

import { type Dim, ElementType, type Port } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import { imageBenchmark } from "@stillpoint/datasets";
import { imagenet, type Normalisation } from "@stillpoint/image";
import type { Size } from "../images/decode.ts";
import { loadImageSamples } from "../images/load-samples.ts";
import type { AnalyzeConfig } from "./config.ts";
import type { OwnData, OwnNetwork } from "./own-data.ts";

/** Loads the folder of pictures, stretched to what the network takes. Throws `MODEL`, `INPUT`, `USAGE`. */
export async function ownImages(config: AnalyzeConfig, network: OwnNetwork): Promise<OwnData> {
  const input = imageInput(network);
  const normalisation = normalisationOf(config, input.channels);
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
  const notes: string[] = [];
  if (resized > 0) {
    const size = `${input.size?.height}x${input.size?.width}`;
    notes.push(`${resized} of ${samples.length} pictures stretched to the network's ${size}`);
  }
  if (config.mean === undefined || config.std === undefined) {
    notes.push(
      `pixels normalised with mean ${normalisation.mean} and deviation ${normalisation.deviation}; --mean and --std change that`,
    );
  }
  return {
    samples,
    from: input.name,
    engine: imageBenchmark.engine,
    foregroundRule:
      "A patch is foreground where the mask covers more than a quarter of it, background where it covers at most 2 %; patches between are left out of every count.",
    notes,
  };
}

interface ImageInput {
  readonly name: string;
  readonly layout: "channels-first" | "channels-last";
  readonly channels: number;
  readonly size: Size | undefined;
}

/** The network's picture input: its first float input of four axes. */
function imageInput({ file, graph }: OwnNetwork): ImageInput {
  const port = graph.inputs.find(({ elementType, dims }) => elementType === ElementType.FLOAT && dims?.length === 4);
  if (port === undefined) {
    const names = graph.inputs.map(({ name, dims }) => `${name} [${dims?.join(", ") ?? "?"}]`).join(", ") || "none";
    throw new StillpointError(
      "MODEL",
      `network ${file}: expected a float input of four axes for pictures; got ${names}; check --modality`,
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
