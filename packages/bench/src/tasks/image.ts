// The image benchmark: emoji composed once, measured as any user's pictures are, and left as files.

import { digest, StillpointError } from "@stillpoint/core";
import {
  batchOf,
  type ComposedImage,
  type EmojiSplits,
  emojiNormalisation,
  emojiSplits,
  type ImageBatch,
  parseEmojiPack,
} from "@stillpoint/datasets";
import { accuracy, type LabelledSamples } from "@stillpoint/distill";
import type { Store } from "@stillpoint/experiment";
import { encodePng, type ImageFile } from "@stillpoint/image";
import { imageSamples, type PictureFiles } from "@stillpoint/preprocess";
import { type BenchmarkData, type BenchmarkTask, type Composition, HELD_OUT, TRAINING } from "../benchmark-task.ts";
import { imageBenchmark, imageGrids } from "../benchmarks/image.ts";
import { classScores } from "../class-scores.ts";
import { dataFolder, labelTable } from "../data-folder.ts";

export const imageTask: BenchmarkTask = { benchmark: imageBenchmark, compose };

async function compose({ variant, preset, samples, seed, store, files }: Composition): Promise<BenchmarkData> {
  const { items, copies } = imageBenchmark.presets[preset].training;
  const pack = await parseEmojiPack(await files.data("emoji.pack.gz"));
  const agreement = imageBenchmark.agreement[variant];
  const splits = emojiSplits(pack, { seed, agreement, trainingImages: items, measured: samples });
  const base = dataFolder(imageBenchmark, variant);
  const drawn = [
    ...splits.measured.heldOut.map((image) => drawnImage(HELD_OUT, splits, image)),
    ...splits.measured.training.map((image) => drawnImage(TRAINING, splits, image)),
  ];
  await store.remove(base);
  for (const image of drawn) await writeImage(store, base, image);
  await store.write(`${base}/labels.csv`, labelTable(new Map(drawn.map(({ name, label }) => [name, label]))));
  const grid = imageGrids[preset];
  const loaded = await imageSamples({
    pictures: pictureFiles(`${base}/pictures`, drawn, ({ picture }) => picture),
    masks: pictureFiles(`${base}/masks`, drawn, ({ mask }) => mask),
    parts: { [imageBenchmark.cue]: pictureFiles(`${base}/distractors`, drawn, ({ cue }) => cue) },
    normalisation: emojiNormalisation,
    grid,
    input: "input",
    layout: "channels-first",
    size: undefined,
  });
  const tests = { [HELD_OUT]: labelled(batchOf(splits.test)), [TRAINING]: labelled(batchOf(splits.training)) };
  return {
    training: labelled(splits.trainingBank(copies)),
    teacherData: () => labelled(splits.teacherBatch(0, splits.training.length * copies)),
    samples: loaded.samples,
    digest: digest([...splits.training, ...splits.test].map(({ bytes }) => bytes)),
    score: (network, runtime) => classScores(network, tests, runtime),
    scoreHeldOut: (network, runtime) => accuracy(network, tests[HELD_OUT]!, runtime),
    classes: { names: splits.classes, heldOut: tests[HELD_OUT]!, training: tests[TRAINING]! },
    analysis: {
      modality: "image",
      data: `${base}/pictures`,
      labels: `${base}/labels.csv`,
      classes: splits.classes,
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

/** A composed picture as the files a user would bring. */
interface DrawnImage {
  readonly name: string;
  readonly label: string;
  readonly picture: ImageFile;
  readonly mask: ImageFile;
  readonly cue: ImageFile | undefined;
}

function drawnImage(group: string, splits: EmojiSplits, image: ComposedImage): DrawnImage {
  const { height, width, bytes, mask, parts } = image;
  const label = splits.classes[image.label] ?? "";
  const name = `${group}/${label}-${image.id.replaceAll(/[^A-Za-z0-9-]+/g, "-")}.png`;
  const size = { path: name, height, width };
  const maskOf = (shares: Float32Array | Uint8Array): ImageFile => ({ ...size, channels: 1, bytes: whiteOn(shares) });
  return {
    name,
    label,
    picture: { ...size, channels: 3, bytes },
    mask: maskOf(mask),
    cue: parts?.distractor === undefined ? undefined : maskOf(parts.distractor),
  };
}

/** White where at least half of the pixel is covered. */
function whiteOn(shares: Float32Array | Uint8Array): Uint8Array {
  return Uint8Array.from(shares, (share) => (share >= 0.5 ? 255 : 0));
}

async function writeImage(store: Store, base: string, { name, picture, mask, cue }: DrawnImage): Promise<void> {
  await store.write(`${base}/pictures/${name}`, encodePng(picture));
  await store.write(`${base}/masks/${name}`, encodePng(mask));
  if (cue !== undefined) await store.write(`${base}/distractors/${name}`, encodePng(cue));
}

/** The composed pictures as whoever decodes their files would see them, in the order of their paths. */
function pictureFiles(
  place: string,
  images: readonly DrawnImage[],
  of: (image: DrawnImage) => ImageFile | undefined,
): PictureFiles {
  const found = new Map(images.flatMap((image) => [[image.name, of(image)] as const]));
  const names = [...found].flatMap(([name, file]) => (file === undefined ? [] : [name])).sort();
  return {
    place,
    names,
    decode: async (name) => {
      const file = found.get(name);
      if (file !== undefined) return file;
      throw new StillpointError("INPUT", `picture ${place}/${name}: expected a composed one; got none; compose again`);
    },
  };
}
