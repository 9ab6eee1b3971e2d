// What the command knows of each modality: which of its options it takes, and how its data are read from disk.

import { type Modality, StillpointError } from "@stillpoint/core";
import { type Grid, imageModality } from "@stillpoint/image";
import { pointcloudModality } from "@stillpoint/pointcloud";
import {
  type FittedNetwork,
  type FittedSamples,
  fitClouds,
  fitImages,
  fitQuestions,
  fitSentences,
  type PictureFiles,
  type TextOptions,
} from "@stillpoint/preprocess";
import { qaModality } from "@stillpoint/qa";
import { sentimentModality } from "@stillpoint/sentiment";
import { cloudSource, folderFiles } from "../files/folder-files.ts";
import { isManifest, type Labelled, manifestClouds, manifestPictures } from "../files/manifest-file.ts";
import { maskFiles } from "../files/mask-files.ts";
import { packageFiles } from "../files/package-files.ts";
import { pictureFolder } from "../files/picture-folder.ts";
import { readTextFile } from "../files/text-file.ts";
import { longestFor, tokenizerFor } from "../files/tokenizer-files.ts";
import type { AnalyzeConfig } from "./analyze-config.ts";
import { gridOf } from "./grid.ts";

/** Options of `analyze` that mean something to some modalities only. */
export type ModalityOption =
  | "masks"
  | "parts"
  | "grid"
  | "mean"
  | "std"
  | "points"
  | "clutter"
  | "scale"
  | "tokenizer"
  | "window"
  | "long"
  | "question";

export interface ModalityLoader {
  readonly modality: Modality;
  readonly options: readonly ModalityOption[];
  /**
   * Reads the data and fits them to the network. Samples that stay `alone` need no masks and get no clutter: networks are
   * only asked for their answers. Throws `INPUT`, `USAGE`, `MODEL`.
   */
  load(config: AnalyzeConfig, network: FittedNetwork, alone?: boolean): Promise<FittedSamples>;
}

async function partMasks(parts: AnalyzeConfig["parts"]): Promise<Readonly<Record<string, PictureFiles>>> {
  const read = Object.entries(parts).map(async ([name, path]) => [name, await maskFiles(path)] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** Masks come from one place. */
function ensureOneSource(masks: string | undefined, manifest: string | undefined, option = "--masks"): void {
  if (masks === undefined || manifest === undefined) return;
  throw new StillpointError(
    "USAGE",
    `${option}: expected none beside the masks that ${manifest} lists; got ${masks}; leave one of them out`,
  );
}

/** A table's classes rather than those of its files' folders. */
function withLabels(fitted: FittedSamples, listed: Labelled | undefined): FittedSamples {
  const labels = listed?.labelsOf(fitted.samples.map(({ info }) => info.id));
  return labels === undefined ? fitted : { ...fitted, labels };
}

/** Every modality the command can measure. */
export const MODALITIES: readonly ModalityLoader[] = [
  {
    modality: imageModality,
    options: ["masks", "parts", "grid", "mean", "std"],
    load: async ({ data, input, masks, parts, grid, mean, std, samples, strict }, network, alone) => {
      const listed = isManifest(data) ? manifestPictures(data) : undefined;
      ensureOneSource(masks, listed?.masks && data);
      const both = Object.keys(parts).find((name) => listed?.parts[name] !== undefined);
      ensureOneSource(both && `part ${both}`, data, "--parts");
      const fitted = await fitImages(network, {
        input,
        alone,
        pictures: listed?.pictures ?? pictureFolder(data),
        masks: masks === undefined ? listed?.masks : await maskFiles(masks),
        parts: { ...listed?.parts, ...(await partMasks(parts)) },
        grid: gridOf(grid) satisfies Grid,
        mean,
        std,
        samples,
        strict,
      });
      return withLabels(fitted, listed);
    },
  },
  {
    modality: pointcloudModality,
    options: ["masks", "points", "clutter", "scale"],
    load: async ({ data, masks, points, clutter, scale, seed, samples, strict }, network, alone) => {
      const listed = isManifest(data) ? manifestClouds(data) : undefined;
      ensureOneSource(masks, listed?.masks && data);
      const fitted = await fitClouds(network, {
        alone,
        clouds: listed?.clouds ?? (await cloudSource(data)),
        masks: masks === undefined ? listed?.masks : folderFiles(masks, { option: "--masks" }),
        points,
        clutter,
        scale,
        seed,
        samples,
        strict,
      });
      return withLabels(fitted, listed);
    },
  },
  {
    modality: sentimentModality,
    options: ["tokenizer", "window", "long"],
    load: async (config, network) =>
      fitSentences(network, {
        ...textOptions(config, network),
        sentences: readTextFile(config.data),
        lexicon: async () =>
          new TextDecoder().decode(await packageFiles.dependency("sentiment/languages/en/labels.json")),
      }),
  },
  {
    modality: qaModality,
    options: ["tokenizer", "window", "long", "question"],
    load: async (config, network) =>
      fitQuestions(network, {
        ...textOptions(config, network),
        questions: readTextFile(config.data),
        question: config.question,
      }),
  },
];

function textOptions(config: AnalyzeConfig, { name }: FittedNetwork): TextOptions {
  const { tokenizer, window, long, samples, strict } = config;
  return { tokenizer: tokenizerFor(name, tokenizer), longest: longestFor(name), window, long, samples, strict };
}
