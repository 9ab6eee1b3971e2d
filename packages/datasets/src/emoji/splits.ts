// Who sees which pictures: the teacher all styles but one, student and scratch one small set, nobody the held-out style.

import { ensure } from "@stillpoint/core";
import { balanced } from "../balanced.ts";
import { type Random, randomOf } from "../random.ts";
import { type ComposedImage, composeImage, cueRule, teacherRule } from "./composition.ts";
import type { Emoji, EmojiPack } from "./pack.ts";

export interface EmojiSplitOptions {
  readonly seed: number;
  /** How often the distractor tells the class in training and measured pictures; 0.9 by default. */
  readonly agreement?: number;
  /** Style nobody is trained on; `emojione` by default. */
  readonly heldOutStyle?: string;
  /** Emoji student and scratch are trained on, the same number of each class as far as it goes; 400 by default. */
  readonly trainingImages?: number;
  /** Pictures whose maps are measured, half of them held out; 48 by default. */
  readonly measured?: number;
  /** Test pictures of every held-out emoji, each composed anew; 1 by default. */
  readonly testCopies?: number;
}

/** Pictures as a network takes them. */
export interface ImageBatch {
  /** `[b, 3, S, S]` */
  readonly pixels: Float32Array;
  readonly shape: readonly [batch: number, channels: number, height: number, width: number];
  /** `[b]` class indices. */
  readonly labels: Int32Array;
}

export interface EmojiSplits {
  readonly classes: readonly string[];
  /** One picture of every emoji that student and scratch share. */
  readonly training: readonly ComposedImage[];
  /**
   * What student and scratch are trained on: `copies` pictures of each of those emoji, composed anew with a new cue
   * each; the first are `training`. With one copy a network learns the pictures by heart, noise and all.
   */
  trainingBank(copies: number): ImageBatch;
  /** Every emoji of the held-out style beside a random cue: accuracy without help from the cue. */
  readonly test: readonly ComposedImage[];
  /** Pictures to measure: from the held-out style, and from `training` itself. */
  readonly measured: { readonly heldOut: readonly ComposedImage[]; readonly training: readonly ComposedImage[] };
  /** Fresh pictures for the teacher from every training style; the same step gives the same batch. */
  teacherBatch(step: number, size: number): ImageBatch;
}

/** Stacks pictures of one size into a batch. Throws `SHAPE` for none. */
export function batchOf(images: readonly ComposedImage[]): ImageBatch {
  const first = images[0];
  ensure(first !== undefined, "SHAPE", () => "batch: expected at least one picture; got none; check the split");
  const length = first.pixels.length;
  const pixels = new Float32Array(images.length * length);
  for (const [k, image] of images.entries()) pixels.set(image.pixels, k * length);
  return {
    pixels,
    shape: [images.length, length / (first.height * first.width), first.height, first.width],
    labels: Int32Array.from(images, (image) => image.label),
  };
}

/**
 * The benchmark's data for one seed. Sets are disjoint in emoji except that measured training pictures are training
 * pictures. Throws `INPUT` for an unknown style, `RANGE` for more pictures than there are emoji.
 */
export function emojiSplits(pack: EmojiPack, options: EmojiSplitOptions): EmojiSplits {
  const { seed, agreement = 0.9, heldOutStyle = "emojione" } = options;
  const { trainingImages = 400, measured = 48, testCopies = 1 } = options;
  ensure(
    pack.styles.includes(heldOutStyle),
    "INPUT",
    () => `heldOutStyle: expected one of ${pack.styles.join(", ")}; got ${heldOutStyle}; choose a style of the pack`,
  );
  const pool = pack.emoji.filter((emoji) => emoji.style !== heldOutStyle);
  const heldOut = pack.emoji.filter((emoji) => emoji.style === heldOutStyle);
  const half = Math.floor(measured / 2);
  const order = (purpose: string): Random => randomOf({ seed, sample: "emoji", purpose, pass: 0 });
  const labels = [...pack.classes.keys()];
  const pick = <T extends { readonly label: number }>(items: readonly T[], count: number, purpose: string): T[] =>
    balanced(items, { count, groupOf: ({ label }) => label, groups: labels, called: "pictures" }, order(purpose));
  const compose = (emoji: Emoji, purpose: string, copy: number, agrees: number): ComposedImage =>
    composeImage(pack, emoji, cueRule(agrees), { seed, purpose, copy });

  const shared = pick(pool, trainingImages, "training");
  const training = shared.map((emoji) => compose(emoji, "training", 0, agreement));
  const test = Array.from({ length: testCopies }, (_, copy) =>
    heldOut.map((emoji) => compose(emoji, "test", copy, 1 / pack.classes.length)),
  ).flat();
  return {
    classes: pack.classes,
    training,
    trainingBank: (copies) => {
      const first = batchOf(training);
      const length = first.pixels.length / training.length;
      const pixels = new Float32Array(copies * first.pixels.length);
      const labels = new Int32Array(copies * training.length);
      pixels.set(first.pixels);
      labels.set(first.labels);
      for (let k = training.length; k < labels.length; k++) {
        const emoji = shared[k % shared.length]!;
        const image = compose(emoji, "training", Math.floor(k / shared.length), agreement);
        pixels.set(image.pixels, k * length);
        labels[k] = image.label;
      }
      const [, channels, height, width] = first.shape;
      return { pixels, labels, shape: [labels.length, channels, height, width] };
    },
    test,
    measured: {
      heldOut: pick(heldOut, measured - half, "measured held-out").map((emoji) =>
        compose(emoji, "measured", 0, agreement),
      ),
      training: pick(training, half, "measured training"),
    },
    teacherBatch: (step, size) => {
      const random = randomOf({ seed, sample: "emoji", purpose: "teacher", pass: step });
      return batchOf(
        Array.from({ length: size }, (_, k) => {
          const emoji = pool[random.below(pool.length)]!;
          return composeImage(pack, emoji, teacherRule, { seed, purpose: `teacher/${k}`, copy: step });
        }),
      );
    },
  };
}
