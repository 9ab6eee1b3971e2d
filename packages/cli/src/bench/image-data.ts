// The pictures of the image benchmark: composed once, written as files, and read back as any user's data are.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StillpointError } from "@stillpoint/core";
import {
  batchOf,
  type ComposedImage,
  type EmojiSplits,
  emojiNormalisation,
  emojiSplits,
  type ImagePreset,
  type imageFamilies,
  parseEmojiPack,
} from "@stillpoint/datasets";
import { encodePng } from "@stillpoint/image";
import { type LoadedSample, loadImageSamples } from "../images/load-samples.ts";
import { digest } from "../storage/digest.ts";
import type { OutputFolder } from "../storage/output-folder.ts";
import type { NetworkData } from "./networks.ts";

/** Sample groups, reported apart. */
export const HELD_OUT = "held-out";
export const TRAINING = "training";

/** A file of the data package. Throws `INPUT` when the installation is incomplete. */
export function dataFile(name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve(`@stillpoint/datasets/data/${name}`))));
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `data ${name}: expected it in @stillpoint/datasets; got no such file; install the package again`,
      { cause },
    );
  }
}

export interface BenchmarkPictures {
  readonly splits: EmojiSplits;
  /** What student and scratch are trained on. */
  readonly training: NetworkData["training"];
  readonly samples: readonly LoadedSample[];
  /** Where the measured pictures lie, relative to the output folder. */
  readonly folder: string;
  readonly digest: string;
}

/** Composes the benchmark's pictures and writes the measured ones below `data/<name>`. */
export async function benchmarkPictures(
  name: string,
  preset: ImagePreset,
  agreement: number,
  seed: number,
  folder: OutputFolder,
): Promise<BenchmarkPictures> {
  const pack = await parseEmojiPack(dataFile("emoji.pack.gz"));
  const splits = emojiSplits(pack, {
    seed,
    agreement,
    trainingImages: preset.training.images,
    measured: preset.samples,
  });
  const base = `data/${name}`;
  folder.remove(base);
  for (const image of splits.measured.heldOut) writePicture(folder, base, HELD_OUT, splits, image);
  for (const image of splits.measured.training) writePicture(folder, base, TRAINING, splits, image);
  const { samples } = await loadImageSamples({
    data: join(folder.path, base, "pictures"),
    masks: join(folder.path, base, "masks"),
    parts: { distractor: join(folder.path, base, "distractors") },
    normalisation: emojiNormalisation,
    grid: preset.grid,
    input: "input",
    layout: "channels-first",
    size: undefined,
  });
  const composed = [...splits.training, ...splits.test].map(({ bytes }) => bytes);
  const bank = splits.trainingBank(preset.training.copies);
  const training = { images: bank.pixels, labels: bank.labels };
  return { splits, samples, training, folder: base, digest: digest(composed) };
}

/** What the networks of one family are trained and tested on. */
export function networkData(
  { splits, training, digest }: BenchmarkPictures,
  family: (typeof imageFamilies)[number],
): NetworkData {
  const labelled = (images: readonly ComposedImage[]): NetworkData["training"] => {
    const { pixels, labels } = batchOf(images);
    return { images: pixels, labels };
  };
  return {
    training,
    tests: { [HELD_OUT]: labelled(splits.test), [TRAINING]: labelled(splits.training) },
    teacher: dataFile(family.teacher),
    digest,
  };
}

function writePicture(
  folder: OutputFolder,
  base: string,
  group: string,
  splits: EmojiSplits,
  image: ComposedImage,
): void {
  const { height, width, bytes, mask, parts } = image;
  const name = `${group}/${splits.classes[image.label]}-${image.id.replaceAll(/[^A-Za-z0-9-]+/g, "-")}.png`;
  folder.write(`${base}/pictures/${name}`, encodePng({ height, width, channels: 3, bytes }));
  folder.write(`${base}/masks/${name}`, encodePng(maskBytes(mask, height, width)));
  if (parts?.distractor !== undefined) {
    folder.write(`${base}/distractors/${name}`, encodePng(maskBytes(parts.distractor, height, width)));
  }
}

/** White where at least half of the pixel is covered. */
function maskBytes(mask: Float32Array | Uint8Array, height: number, width: number): Parameters<typeof encodePng>[0] {
  return { height, width, channels: 1, bytes: Uint8Array.from(mask, (share) => (share >= 0.5 ? 255 : 0)) };
}
