// A user's pictures for a user's network.

import { StillpointError } from "@stillpoint/core";
import { type Grid, imageModality, imagenet, type Normalisation } from "@stillpoint/image";
import type { FittedNetwork, FittedSamples } from "../fitted-samples.ts";
import { folderLabels } from "../labels/labels.ts";
import { regionNotes } from "../region-notes.ts";
import { imageSamples } from "./image-samples.ts";
import type { PictureFiles } from "./picture-files.ts";
import { type PictureInput, pictureInput } from "./picture-input.ts";

export interface ImageOptions {
  readonly pictures: PictureFiles;
  /** Of the same names, white on the object; pictures with a transparent ground need none. */
  readonly masks?: PictureFiles | undefined;
  /** Whether pictures are taken whole, without masks: they have answers, and no knowledge points; false by default. */
  readonly alone?: boolean | undefined;
  /** Masks of named background parts. */
  readonly parts?: Readonly<Record<string, PictureFiles>> | undefined;
  /** Rows and columns of patches; 16 x 16 by default. */
  readonly grid?: Grid | undefined;
  /** Means per channel, on 0..1; ImageNet's by default, 0.5 for grey. */
  readonly mean?: readonly number[] | undefined;
  /** Deviations per channel, on 0..1; ImageNet's by default, 0.5 for grey. */
  readonly std?: readonly number[] | undefined;
  /** The tensor to perturb where it is not the default one: its layout may be another than the input's. */
  readonly input?: string | undefined;
  /** Only the first so many. */
  readonly samples?: number | undefined;
  /** Whether a picture that cannot be read is an error even where at most one in ten is; else they are left out. */
  readonly strict?: boolean | undefined;
}

/** Patches where nobody says how many. */
const USUAL_GRID: Grid = [16, 16];

/** Pictures stretched to what the network takes. Throws `MODEL`, `INPUT`, `USAGE`. */
export async function fitImages(network: FittedNetwork, options: ImageOptions): Promise<FittedSamples> {
  const input = pictureInput(network, options.input);
  const normalisation = normalisationOf(options, input);
  const {
    samples,
    resized,
    notes: read,
  } = await imageSamples({
    pictures: options.pictures,
    ...(options.masks === undefined ? {} : { masks: options.masks }),
    ...(options.alone === true ? { alone: true } : {}),
    parts: options.parts ?? {},
    normalisation,
    grid: options.grid ?? USUAL_GRID,
    input: input.name,
    layout: input.layout,
    type: input.type,
    perturbedLayout: input.perturbedLayout,
    size: input.size,
    ...(options.samples === undefined ? {} : { limit: options.samples }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
  });
  const notes: string[] = [...read];
  if (resized > 0) {
    const size = `${input.size?.height}x${input.size?.width}`;
    notes.push(`${resized} of ${samples.length} pictures stretched to the network's ${size}`);
  }
  if (input.type !== "float32") {
    notes.push(
      `input ${input.name} takes bytes: fed as they are, 0 to 255; noise is added to ${input.perturbed}, in its units`,
    );
  } else if (options.mean === undefined || options.std === undefined) {
    notes.push(
      `pixels normalised with mean ${normalisation.mean} and deviation ${normalisation.deviation}; --mean and --std change that`,
    );
  }
  const labels = folderLabels(
    samples.map(({ info }) => info.id),
    options.pictures.names,
  );
  return {
    samples,
    ...(labels === undefined ? {} : { labels }),
    modality: imageModality,
    from: input.perturbed,
    foregroundRule: options.alone
      ? "Every patch is foreground: without background there are no knowledge points."
      : "A patch is foreground where the mask covers more than a quarter of it, background where it covers at most 2 %; patches between are left out of every count.",
    notes: [...notes, ...(options.alone === true ? [] : regionNotes(samples, options.pictures.place))],
  };
}

function normalisationOf({ mean: means, std }: ImageOptions, { name, channels, type }: PictureInput): Normalisation {
  if (type !== "float32") {
    const none = (means ?? []).every((mean) => mean === 0) && (std ?? []).every((deviation) => deviation === 1);
    if (none) return bytesAsTheyAre(channels);
    throw new StillpointError(
      "USAGE",
      `normalisation: expected none, as input ${name} takes bytes and the network normalises them; got another --mean or --std; leave them out`,
    );
  }
  const mean = means ?? (channels === 1 ? [0.5] : imagenet.mean);
  const deviation = std ?? (channels === 1 ? [0.5] : imagenet.deviation);
  if (mean.length === channels && deviation.length === channels) return { mean, deviation };
  throw new StillpointError(
    "USAGE",
    `normalisation: expected ${channels} means and deviations, one per channel of the network; got ${mean.length} and ${deviation.length}; see --mean and --std`,
  );
}

/** Pixels on 0..1. */
function bytesAsTheyAre(channels: number): Normalisation {
  return {
    mean: Array.from({ length: channels }, () => 0),
    deviation: Array.from({ length: channels }, () => 1),
  };
}
