// The image benchmark: emoji composed once, written as files, and read back as any user's pictures are.

import { join } from "node:path";
import {
  batchOf,
  type ComposedImage,
  type EmojiSplits,
  emojiNormalisation,
  emojiSplits,
  type ImageBatch,
  imageBenchmark,
  imageGrids,
  parseEmojiPack,
} from "@stillpoint/datasets";
import type { LabelledSamples } from "@stillpoint/distill";
import { encodePng } from "@stillpoint/image";
import { loadImageSamples } from "../../images/load-samples.ts";
import { digest } from "../../storage/digest.ts";
import type { OutputFolder } from "../../storage/output-folder.ts";
import { type BenchmarkData, type BenchmarkTask, type Composition, HELD_OUT, TRAINING } from "../benchmark-task.ts";
import { classScores } from "../class-scores.ts";
import { dataFile } from "../data-file.ts";
import { dataFolder } from "../data-folder.ts";

export const imageTask: BenchmarkTask = { benchmark: imageBenchmark, compose };

async function compose({ variant, preset, samples, seed, folder }: Composition): Promise<BenchmarkData> {
  const { items, copies } = imageBenchmark.presets[preset].training;
  const pack = await parseEmojiPack(dataFile("emoji.pack.gz"));
  const agreement = imageBenchmark.agreement[variant];
  const splits = emojiSplits(pack, { seed, agreement, trainingImages: items, measured: samples });
  const base = dataFolder(imageBenchmark, variant);
  folder.remove(base);
  for (const image of splits.measured.heldOut) writePicture(folder, base, HELD_OUT, splits, image);
  for (const image of splits.measured.training) writePicture(folder, base, TRAINING, splits, image);
  const grid = imageGrids[preset];
  const loaded = await loadImageSamples({
    data: join(folder.path, base, "pictures"),
    masks: join(folder.path, base, "masks"),
    parts: { [imageBenchmark.cue]: join(folder.path, base, "distractors") },
    normalisation: emojiNormalisation,
    grid,
    input: "input",
    layout: "channels-first",
    size: undefined,
  });
  const tests = { [HELD_OUT]: labelled(batchOf(splits.test)), [TRAINING]: labelled(batchOf(splits.training)) };
  return {
    training: labelled(splits.trainingBank(copies)),
    samples: loaded.samples,
    digest: digest([...splits.training, ...splits.test].map(({ bytes }) => bytes)),
    score: (network, pool) => classScores(network, tests, pool),
    analysis: {
      modality: "image",
      data: `${base}/pictures`,
      masks: `${base}/masks`,
      parts: { [imageBenchmark.cue]: `${base}/distractors` },
      grid: grid.join("x"),
      mean: emojiNormalisation.mean,
      std: emojiNormalisation.deviation,
    },
  };
}

function labelled({ pixels, shape, labels }: ImageBatch): LabelledSamples {
  return { inputs: { input: { type: "float32", shape, data: pixels } }, labels };
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
