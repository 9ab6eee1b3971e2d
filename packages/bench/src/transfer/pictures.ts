// Pictures that students of emoji are asked about, none of which they were trained on.

import { chanceOf } from "@stillpoint/core";
import {
  batchOf,
  type ComposedImage,
  composeImage,
  cueRule,
  type EmojiPack,
  type EmojiSplits,
  emojiNormalisation,
  teacherRule,
} from "@stillpoint/datasets";
import type { LabelledSamples } from "@stillpoint/distill";
import {
  colourJitter,
  type Groups,
  type Picture,
  type PictureInput,
  pictureOf,
  type StudySamples,
  withPicture,
} from "@stillpoint/transfer";
import { texturedEmoji } from "./cue-conflict.ts";
import { JITTER, type TransferPreset } from "./preset.ts";

/** The style that neither teachers nor students were trained on. */
export const UNSEEN_STYLE = "emojione";

export const PICTURES: PictureInput = {
  name: "input",
  mean: emojiNormalisation.mean,
  deviation: emojiNormalisation.deviation,
};

export interface AskedPictures {
  /** Of the unseen style, classes taking turns, beside a cue that says nothing. */
  readonly heldOut: StudySamples;
  /** The held-out pictures in grey, and as black shapes on white. */
  readonly domains: readonly (StudySamples & { readonly name: string })[];
  /** Every style with emoji that students were not trained on. */
  readonly groups: { readonly samples: StudySamples; readonly groups: Groups };
  readonly conflict: StudySamples & { readonly shapes: Int32Array; readonly textures: Int32Array };
}

export function askedPictures(
  pack: EmojiPack,
  splits: EmojiSplits,
  { heldOut: count, perStyle, conflicts }: TransferPreset,
  seed: number,
): AskedPictures {
  const heldOut = byTurns(splits.test, pack.classes.length).slice(0, count);
  const samples = samplesOf(heldOut);
  const trained = new Set(splits.training.map(({ id }) => id));
  const styles = pack.styles.map((style) => {
    const fresh = pack.emoji.filter((emoji) => emoji.style === style && !trained.has(`${style}/${emoji.name}`));
    const rule = cueRule(1 / pack.classes.length);
    return byTurns(fresh, pack.classes.length)
      .slice(0, perStyle)
      .map((emoji) => composeImage(pack, emoji, rule, { seed, purpose: "styles", copy: 0 }));
  });
  return {
    heldOut: { ...samples, domain: UNSEEN_STYLE },
    domains: [
      { name: "grey", ...changed(samples, greyed) },
      { name: "silhouettes", ...changed(samples, (picture, place) => silhouette(picture, heldOut[place]!.mask)) },
    ],
    groups: {
      samples: samplesOf(styles.flat()),
      groups: {
        names: pack.styles,
        of: styles.flatMap((own, style) => own.map(() => style)),
        unseenByTeacher: [UNSEEN_STYLE],
      },
    },
    conflict: conflictOf(pack, conflicts, seed),
  };
}

/** Pictures of all styles but the unseen one for two teachers, with colour jitter and without, alike otherwise. */
export function teacherPictures(
  pack: EmojiPack,
  count: number,
  seed: number,
): { readonly jittered: LabelledSamples; readonly plain: LabelledSamples } {
  const pool = pack.emoji.filter(({ style }) => style !== UNSEEN_STYLE);
  const chance = chanceOf({ seed, sample: "emoji", purpose: "transfer teachers", pass: 0 });
  const rule = { ...teacherRule, augmented: false };
  const images = Array.from({ length: count }, (_, copy) =>
    composeImage(pack, pool[chance.below(pool.length)]!, rule, { seed, purpose: "transfer teacher", copy }),
  );
  const plain = samplesOf(images);
  const jitter = colourJitter(PICTURES);
  const area = plain.inputs.input!.data.length / count;
  const pixels = new Float32Array(plain.inputs.input!.data.length);
  for (let k = 0; k < count; k++) {
    const own = batchOf(images.slice(k, k + 1));
    const sample = { input: { type: "float32", shape: own.shape, data: own.pixels } as const };
    const stream = chanceOf({ seed, sample: String(k), purpose: "teacher's colour jitter", pass: 0 });
    const [, second] = jitter.pair(sample, JITTER, stream);
    pixels.set(Float32Array.from(second.input!.data, Number), k * area);
  }
  const { shape } = plain.inputs.input!;
  return {
    plain: { inputs: plain.inputs, labels: plain.labels },
    jittered: { inputs: { input: { type: "float32", shape, data: pixels } }, labels: plain.labels },
  };
}

/** Items of the classes in turn, each class in the order it has; a class that runs out is skipped. */
function byTurns<Item extends { readonly label: number }>(items: readonly Item[], classes: number): Item[] {
  const queues = Array.from({ length: classes }, (_, label) => items.filter((item) => item.label === label));
  const longest = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1))).flat();
}

function samplesOf(images: readonly ComposedImage[]): StudySamples {
  const { pixels, shape, labels } = batchOf(images);
  return {
    inputs: { input: { type: "float32", shape, data: pixels } },
    labels,
    names: images.map(({ id }, k) => (images.findIndex((other) => other.id === id) === k ? id : `${id} ${k}`)),
  };
}

function changed(
  { inputs, labels, names }: StudySamples,
  change: (picture: Picture, place: number) => Picture,
): StudySamples {
  const { data, shape } = inputs.input!;
  const [count = 0, ...sample] = shape;
  const size = data.length / count;
  const pixels = new Float32Array(data.length);
  for (let k = 0; k < count; k++) {
    const own = Float32Array.from(data.subarray(k * size, (k + 1) * size), Number);
    const one = { input: { type: "float32", shape: [1, ...sample], data: own } as const };
    const picture = withPicture(one, PICTURES, change(pictureOf(one, PICTURES), k)).input!;
    pixels.set(Float32Array.from(picture.data, Number), k * size);
  }
  return { inputs: { input: { type: "float32", shape, data: pixels } }, labels, names };
}

function greyed({ height, width, rgb }: Picture): Picture {
  const n = height * width;
  const grey = Float32Array.from(
    { length: n },
    (_, k) => 0.299 * rgb[k]! + 0.587 * rgb[n + k]! + 0.114 * rgb[2 * n + k]!,
  );
  return { height, width, rgb: Float32Array.from({ length: 3 * n }, (_, k) => grey[k % n]!) };
}

/** Black where the object covers at least half of a pixel, white elsewhere. */
function silhouette({ height, width }: Picture, mask: ArrayLike<number>): Picture {
  const n = height * width;
  return { height, width, rgb: Float32Array.from({ length: 3 * n }, (_, k) => (mask[k % n]! >= 0.5 ? 0 : 1)) };
}

/** Emoji of the unseen style: every shape with textures of other classes in turn. */
function conflictOf(pack: EmojiPack, count: number, seed: number): AskedPictures["conflict"] {
  const classes = pack.classes.length;
  const unseen = pack.emoji.filter(({ style }) => style === UNSEEN_STYLE);
  const ofClass = (label: number, turn: number) => {
    const own = unseen.filter((emoji) => emoji.label === label);
    return own[turn % own.length]!;
  };
  const pairs = Array.from({ length: count }, (_, k) => {
    const [shape, turn] = [k % classes, Math.floor(k / classes)];
    const texture = (shape + 1 + (turn % (classes - 1))) % classes;
    return { shape, texture, emoji: texturedEmoji(ofClass(shape, turn), ofClass(texture, turn)) };
  });
  const rule = cueRule(1 / classes);
  const images = pairs.map(({ emoji }, copy) =>
    composeImage(pack, emoji, rule, { seed, purpose: "cue conflict", copy }),
  );
  return {
    ...samplesOf(images),
    shapes: Int32Array.from(pairs, ({ shape }) => shape),
    textures: Int32Array.from(pairs, ({ texture }) => texture),
  };
}
