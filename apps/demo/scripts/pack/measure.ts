// Maps of packed networks on packed samples in Node, by the road of `stillpoint analyze`: from files.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readNetwork } from "@stillpoint/autodiff";
import { folderFiles, packageFiles, pictureFolder, readTextFile, tokenizerFor } from "@stillpoint/cli/files";
import {
  type EngineChoice,
  type EntropyMap,
  engineChoice,
  type Modality,
  mapOptions,
  measureEntropy,
} from "@stillpoint/core";
import { networkOpener, type Runtime } from "@stillpoint/onnx";
import {
  type FittedNetwork,
  type FittedSamples,
  fitClouds,
  fitImages,
  fitQuestions,
  fitSentences,
} from "@stillpoint/preprocess";
import type { FitChoices, MapWish } from "../../src/lab/choices.ts";
import type { NamedFile, Source } from "../../src/lab/protocol.ts";

/** The same as the lab makes of a modality and a wish. */
export function choiceOf(
  modality: Modality,
  { seed, recipe = "limit", passes, behindMaximum = false }: Omit<MapWish, "sigma0">,
): EngineChoice {
  const defaults = { ...modality.engine, ...(behindMaximum ? modality.behindMaximum : {}) };
  return engineChoice(defaults, { recipe, seed, passes });
}

export interface MeasuredPlace {
  readonly layer: string;
  readonly choices: FitChoices;
  readonly wish: Omit<MapWish, "sigma0">;
  readonly source: Source;
}

/** The map of the first sample of `source`. */
export async function measureSource(
  onnx: Uint8Array,
  { layer, choices, wish, source }: MeasuredPlace,
  runtime: Runtime,
): Promise<EntropyMap> {
  const { samples, from, modality } = await fitted(onnx, source, choices);
  const [sample] = samples;
  if (sample === undefined) throw new Error("a source without samples");
  const { inputs } = sample.input;
  const open = networkOpener({ runtime, from: choices.input ?? from, example: inputs });
  const model = await open("packed", onnx, layer);
  try {
    const options = { ...mapOptions(choiceOf(modality, wish)), sample: sample.info.id };
    return await measureEntropy(await model.bind(inputs), sample.input, options);
  } finally {
    await model.close();
  }
}

/** Samples fitted to a network as `analyze` fits a folder's. */
export async function fitted(onnx: Uint8Array, source: Source, choices: FitChoices): Promise<FittedSamples> {
  const folder = mkdtempSync(join(tmpdir(), "stillpoint-pack-"));
  try {
    const place = async (name: string, files: readonly NamedFile[]): Promise<string> => {
      for (const file of files) {
        const path = join(folder, name, file.name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, new Uint8Array(await file.content.arrayBuffer()));
      }
      return join(folder, name);
    };
    return await fittedFrom({ name: "packed.onnx", graph: readNetwork(onnx).graph }, source, choices, place);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function fittedFrom(
  network: FittedNetwork,
  source: Source,
  { grid, mean, std, input, clutter, scale, window }: FitChoices,
  place: (name: string, files: readonly NamedFile[]) => Promise<string>,
): Promise<FittedSamples> {
  switch (source.kind) {
    case "pictures": {
      const pictures = pictureFolder(await place("pictures", source.pictures));
      const masks = source.masks === undefined ? undefined : pictureFolder(await place("masks", source.masks));
      return fitImages(network, { pictures, masks, grid, mean, std, input });
    }
    case "clouds": {
      const clouds = folderFiles(await place("clouds", source.clouds));
      const masks = source.masks === undefined ? undefined : folderFiles(await place("regions", source.masks));
      return fitClouds(network, { clouds, masks, clutter, scale });
    }
    case "sentences": {
      const sentences = readTextFile(join(await place("texts", [source.file]), source.file.name));
      const tokenizer = tokenizerFor("", await place("tokenizer", source.tokenizer));
      const lexicon = async (): Promise<string> =>
        new TextDecoder().decode(await packageFiles.dependency("sentiment/languages/en/labels.json"));
      return fitSentences(network, { sentences, tokenizer, lexicon, window });
    }
    case "questions": {
      const questions = readTextFile(join(await place("texts", [source.file]), source.file.name));
      const tokenizer = tokenizerFor("", await place("tokenizer", source.tokenizer));
      return fitQuestions(network, { questions, tokenizer, window });
    }
  }
}
