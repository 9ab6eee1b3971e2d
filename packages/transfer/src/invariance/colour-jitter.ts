// Brightness, contrast, saturation and hue of a picture.

import { type Chance, ensure } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import { type Picture, type PictureInput, pictureOf, withPicture } from "../pictures/picture.ts";
import type { Transform } from "./transform.ts";

/** How much each of them changes: factors for the first three, turns of the hue's circle for the last; 1, 1, 1, 0 nothing. */
export interface ColourChange {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
}

/** Weights of red, green and blue in a grey. */
const GREY = [0.299, 0.587, 0.114] as const;

/**
 * A picture with other colours, as torchvision changes float pictures: brightness by a factor, contrast around the mean grey,
 * saturation around each pixel's grey, hue turned in HSV; each cut to 0 to 1.
 *
 * Differs: always in this order, where torchvision draws one.
 */
export function recoloured(picture: Picture, { brightness, contrast, saturation, hue }: ColourChange): Picture {
  const n = picture.height * picture.width;
  const rgb = picture.rgb.map((value) => cut(brightness * value));
  const grey = (k: number): number => GREY[0] * rgb[k]! + GREY[1] * rgb[n + k]! + GREY[2] * rgb[2 * n + k]!;
  let middle = 0;
  for (let k = 0; k < n; k++) middle += grey(k) / n;
  for (let k = 0; k < rgb.length; k++) rgb[k] = cut(contrast * rgb[k]! + (1 - contrast) * middle);
  for (let k = 0; k < n; k++) {
    const own = grey(k);
    const mixed = [0, 1, 2].map((channel) => cut(saturation * rgb[channel * n + k]! + (1 - saturation) * own));
    const turned = hue === 0 ? mixed : turnedHue(mixed[0]!, mixed[1]!, mixed[2]!, hue);
    for (const channel of [0, 1, 2]) rgb[channel * n + k] = turned[channel]!;
  }
  return { ...picture, rgb };
}

/**
 * Colour jitter: at strength s factors from 1 − s to 1 + s of brightness, contrast and saturation, and a turn of the hue by
 * up to s / 2, as the paper's 0.4 and 0.2 (Ojha et al. 2023).
 */
export function colourJitter(input: PictureInput): Transform {
  return {
    id: "colour-jitter",
    title: "colour jitter",
    strength: "strength",
    pair: (sample: SampleInputs, strength: number, chance: Chance) => {
      ensure(
        strength >= 0 && strength <= 1,
        "RANGE",
        () => `colour jitter: expected a strength from 0 to 1; got ${strength}`,
      );
      // Values beyond 0 to 1 would be cut even so.
      if (strength === 0) return [sample, sample];
      const factor = (): number => chance.within([1 - strength, 1 + strength]);
      const change = { brightness: factor(), contrast: factor(), saturation: factor() };
      const hue = chance.within([-strength / 2, strength / 2]);
      return [sample, withPicture(sample, input, recoloured(pictureOf(sample, input), { ...change, hue }))];
    },
  };
}

function cut(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

/** A colour whose hue is turned by `turn` of a full circle. */
function turnedHue(r: number, g: number, b: number, turn: number): readonly number[] {
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const range = most - least;
  if (range === 0) return [r, g, b];
  const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  const h = (((sixth / 6 + turn) % 1) + 1) % 1;
  // The three channels are one curve around the circle, a third apart.
  return [5, 3, 1].map((from) => {
    const k = (from + 6 * h) % 6;
    return most - range * Math.max(0, Math.min(k, 4 - k, 1));
  });
}
