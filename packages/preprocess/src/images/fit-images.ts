// A user's pictures for a user's network.

import { type Dim, ElementType, type Port } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import { type Grid, imageModality, imagenet, type Normalisation } from "@stillpoint/image";
import type { FittedNetwork, FittedSamples } from "../fitted-samples.ts";
import { regionNotes } from "../region-notes.ts";
import { imageSamples } from "./image-samples.ts";
import type { PictureFiles, Size } from "./picture-files.ts";

export interface ImageOptions {
  readonly pictures: PictureFiles;
  /** Of the same names, white on the object; pictures with a transparent ground need none. */
  readonly masks?: PictureFiles | undefined;
  /** Masks of named background parts. */
  readonly parts?: Readonly<Record<string, PictureFiles>> | undefined;
  /** Rows and columns of patches; 16 x 16 by default. */
  readonly grid?: Grid | undefined;
  /** Means per channel, on 0..1; ImageNet's by default, 0.5 for grey. */
  readonly mean?: readonly number[] | undefined;
  /** Deviations per channel, on 0..1; ImageNet's by default, 0.5 for grey. */
  readonly std?: readonly number[] | undefined;
  /** Only the first so many. */
  readonly samples?: number | undefined;
}

/** Patches where nobody says how many. */
const USUAL_GRID: Grid = [16, 16];

/** Pictures stretched to what the network takes. Throws `MODEL`, `INPUT`, `USAGE`. */
export async function fitImages(network: FittedNetwork, options: ImageOptions): Promise<FittedSamples> {
  const input = imageInput(network);
  const normalisation = normalisationOf(options, input.channels);
  const {
    samples,
    resized,
    notes: read,
  } = await imageSamples({
    pictures: options.pictures,
    ...(options.masks === undefined ? {} : { masks: options.masks }),
    parts: options.parts ?? {},
    normalisation,
    grid: options.grid ?? USUAL_GRID,
    input: input.name,
    layout: input.layout,
    size: input.size,
    ...(options.samples === undefined ? {} : { limit: options.samples }),
  });
  const notes: string[] = [...read];
  if (resized > 0) {
    const size = `${input.size?.height}x${input.size?.width}`;
    notes.push(`${resized} of ${samples.length} pictures stretched to the network's ${size}`);
  }
  if (options.mean === undefined || options.std === undefined) {
    notes.push(
      `pixels normalised with mean ${normalisation.mean} and deviation ${normalisation.deviation}; --mean and --std change that`,
    );
  }
  return {
    samples,
    modality: imageModality,
    from: input.name,
    foregroundRule:
      "A patch is foreground where the mask covers more than a quarter of it, background where it covers at most 2 %; patches between are left out of every count.",
    notes: [...notes, ...regionNotes(samples, options.pictures.place)],
  };
}

interface ImageInput {
  readonly name: string;
  readonly layout: "channels-first" | "channels-last";
  readonly channels: number;
  readonly size: Size | undefined;
}

/** The network's picture input: its first float input of four axes. */
function imageInput({ name: network, graph }: FittedNetwork): ImageInput {
  const port = graph.inputs.find(({ elementType, dims }) => elementType === ElementType.FLOAT && dims?.length === 4);
  if (port === undefined) {
    const names = graph.inputs.map(({ name, dims }) => `${name} [${dims?.join(", ") ?? "?"}]`).join(", ") || "none";
    throw new StillpointError(
      "MODEL",
      `network ${network}: expected a float input of four axes for pictures; got ${names}; check --modality`,
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

function normalisationOf({ mean: means, std }: ImageOptions, channels: number): Normalisation {
  const mean = means ?? (channels === 1 ? [0.5] : imagenet.mean);
  const deviation = std ?? (channels === 1 ? [0.5] : imagenet.deviation);
  if (mean.length === channels && deviation.length === channels) return { mean, deviation };
  throw new StillpointError(
    "USAGE",
    `normalisation: expected ${channels} means and deviations, one per channel of the network; got ${mean.length} and ${deviation.length}; see --mean and --std`,
  );
}
