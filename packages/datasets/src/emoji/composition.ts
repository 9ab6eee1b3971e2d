// One emoji on a background beside one small distractor: the pictures of the built-in image benchmark.

import { drawNormal, ensure } from "@stillpoint/core";
import { type ImageSample, type Normalisation, pixelsFromBytes } from "@stillpoint/image";
import { type Random, randomOf } from "../random.ts";
import { type Background, drawBackground } from "./background.ts";
import { drawIcon, type Placement } from "./canvas.ts";
import type { Emoji, EmojiPack, Icon } from "./pack.ts";

/** normalised = (x − 0.5) / 0.28 for x in 0..1. */
export const emojiNormalisation: Normalisation = { mean: [0.5, 0.5, 0.5], deviation: [0.28, 0.28, 0.28] };

/** What stands beside the object. */
export type DistractorRule =
  /** One of the cues, that of the object's class with probability `agreement`, else any other cue. */
  | { readonly kind: "cue"; readonly agreement: number }
  /** Any small icon, or none with probability `none`. Says nothing about the class. */
  | { readonly kind: "any"; readonly none: number };

export interface CompositionRule {
  /** Side of the object's square as a share of the picture. */
  readonly objectScale: readonly [low: number, high: number];
  readonly distractorScale: readonly [low: number, high: number];
  readonly distractor: DistractorRule;
  readonly background: Background;
  /** Standard deviation of the noise added to the finished picture, on the scale 0..1. */
  readonly sensorNoise: number;
  /** Random mirroring of the object and jitter of brightness, contrast and colour. */
  readonly augmented: boolean;
}

/** Pictures whose distractor agrees with the class `agreement` of the time; 0.9 by default, chance is 0.1. */
export const cueRule = (agreement = 0.9): CompositionRule => ({
  objectScale: [0.52, 0.64],
  distractorScale: [0.28, 0.36],
  distractor: { kind: "cue", agreement },
  background: "texture",
  sensorNoise: 0.04,
  augmented: false,
});

/** The teacher's pictures: no cue, any background, objects of more sizes, augmented. */
export const teacherRule: CompositionRule = {
  objectScale: [0.46, 0.7],
  distractorScale: [0.28, 0.36],
  distractor: { kind: "any", none: 0.2 },
  background: "mixed",
  sensorNoise: 0.04,
  augmented: true,
};

/** A finished picture. `parts.distractor` is its distractor's mask, absent where there is none. */
export interface ComposedImage extends ImageSample {
  /** `style/name` of the object. */
  readonly id: string;
  readonly style: string;
  readonly label: number;
  /** Name of the small icon; absent where there is none. */
  readonly distractor?: string;
  /** `[H, W, 3]` the bytes `pixels` was made of: a PNG of them is the same sample. */
  readonly bytes: Uint8Array;
}

/** Names one composition: the same key, emoji and rule give the same picture. */
export interface CompositionKey {
  readonly seed: number;
  /** The set it belongs to, such as `training`. */
  readonly purpose: string;
  /** Which picture of this emoji. */
  readonly copy: number;
}

/**
 * Composes a picture `[3, S, S]`, S the pack's size, quantised to bytes before it is normalised.
 *
 * Object and distractor keep to squares that never overlap; where both do not fit, the distractor shrinks.
 * Throws `RANGE` for an agreement outside 0..1 and an object as large as the picture.
 */
export function composeImage(pack: EmojiPack, emoji: Emoji, rule: CompositionRule, key: CompositionKey): ComposedImage {
  const { size } = pack;
  const id = `${emoji.style}/${emoji.name}`;
  const noiseKey = { seed: key.seed, sample: id, pass: key.copy };
  const random = randomOf({ ...noiseKey, purpose: `${key.purpose}/composition` });
  const icon = chooseDistractor(pack, emoji, rule.distractor, random);
  const colours = drawBackground(random, size, rule.background);
  const [object, aside] = place(size, rule, random);
  const mask = drawIcon(colours, size, emoji, object);
  const distractorMask = icon === undefined ? undefined : drawIcon(colours, size, icon, aside);
  if (rule.augmented) jitter(colours, random);

  const noise = new Float32Array(colours.length);
  drawNormal({ ...noiseKey, purpose: `${key.purpose}/sensor` }, noise);
  const area = size * size;
  const bytes = new Uint8Array(3 * area);
  for (let c = 0; c < 3; c++)
    for (let p = 0; p < area; p++) {
      const value = colours[c * area + p]! + rule.sensorNoise * noise[c * area + p]!;
      bytes[3 * p + c] = Math.min(255, Math.max(0, Math.round(255 * value)));
    }
  const pixels = pixelsFromBytes({ height: size, width: size, channels: 3, bytes }, emojiNormalisation);
  const base = { id, style: emoji.style, label: emoji.label, height: size, width: size, pixels, mask, bytes };
  return icon === undefined || distractorMask === undefined
    ? base
    : { ...base, distractor: icon.name, parts: { distractor: distractorMask } };
}

/** The distractor is drawn in the object's own style. */
function chooseDistractor(pack: EmojiPack, emoji: Emoji, rule: DistractorRule, random: Random): Icon | undefined {
  const classes = pack.classes.length;
  let kind: number;
  if (rule.kind === "cue") {
    ensure(
      rule.agreement >= 0 && rule.agreement <= 1,
      "RANGE",
      () => `agreement: expected a probability in 0..1; got ${rule.agreement}; pass 0.9, or ${1 / classes} for chance`,
    );
    const agrees = random.chance(rule.agreement);
    kind = agrees ? emoji.label : (emoji.label + 1 + random.below(classes - 1)) % classes;
  } else {
    if (random.chance(rule.none)) return undefined;
    kind = random.below(pack.distractorNames.length);
  }
  const name = pack.distractorNames[kind];
  return pack.distractors.find((icon) => icon.style === emoji.style && icon.name === name);
}

/** Squares of object and distractor: apart along one axis, anywhere along the other. */
function place(size: number, rule: CompositionRule, random: Random): [object: Placement, distractor: Placement] {
  const side = Math.round(size * random.within(rule.objectScale));
  ensure(
    side > 0 && side < size,
    "RANGE",
    () => `objectScale: expected an object smaller than the picture; got ${side} of ${size} pixels; lower the scale`,
  );
  const small = Math.min(Math.round(size * random.within(rule.distractorScale)), size - side);
  const free = size - side - small;
  const [a, b] = [random.below(free + 1), random.below(free + 1)];
  const [before, upTo] = [Math.min(a, b), Math.max(a, b)];
  const objectFirst = random.chance(0.5);
  const objectAlong = objectFirst ? before : small + upTo;
  const smallAlong = objectFirst ? side + upTo : before;
  const objectAcross = random.below(size - side + 1);
  const smallAcross = random.below(size - small + 1);
  const beside = random.chance(0.5);
  const mirrored = rule.augmented && random.chance(0.5);
  return [
    { side, top: beside ? objectAcross : objectAlong, left: beside ? objectAlong : objectAcross, mirrored },
    { side: small, top: beside ? smallAcross : smallAlong, left: beside ? smallAlong : smallAcross, mirrored: false },
  ];
}

/** Contrast and gain per channel, then brightness: enough to make colour alone a poor guide to the class. */
function jitter(colours: Float32Array, random: Random): void {
  const area = colours.length / 3;
  const contrast = random.within([0.8, 1.2]);
  const brightness = random.within([-0.1, 0.1]);
  for (let c = 0; c < 3; c++) {
    const gain = contrast * random.within([0.88, 1.12]);
    for (let p = c * area; p < (c + 1) * area; p++) colours[p] = 0.5 + gain * (colours[p]! - 0.5) + brightness;
  }
}
