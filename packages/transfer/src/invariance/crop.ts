// Pieces of a picture at its own size: random crops and shifts.

import { type Chance, ensure } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import { type Picture, type PictureInput, pictureOf, withPicture } from "../pictures/picture.ts";
import type { Transform } from "./transform.ts";

/** A piece of a picture in pixels, sides along their axes. */
export interface Piece {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** A piece enlarged to the whole picture, bilinear between centres of pixels, edges repeated. The whole picture changes nothing. */
export function cropped(picture: Picture, piece: Piece): Picture {
  const { height, width } = picture;
  const n = height * width;
  const rgb = new Float32Array(3 * n);
  const at = (start: number, length: number, size: number, k: number): { low: number; high: number; share: number } => {
    const place = Math.min(Math.max(start + ((k + 0.5) * length) / size - 0.5, 0), size - 1);
    const low = Math.floor(place);
    return { low, high: Math.min(low + 1, size - 1), share: place - low };
  };
  for (let y = 0; y < height; y++) {
    const row = at(piece.top, piece.height, height, y);
    for (let x = 0; x < width; x++) {
      const column = at(piece.left, piece.width, width, x);
      for (let channel = 0; channel < 3; channel++) {
        const of = (r: number, c: number): number => picture.rgb[channel * n + r * width + c]!;
        const top = of(row.low, column.low) * (1 - column.share) + of(row.low, column.high) * column.share;
        const bottom = of(row.high, column.low) * (1 - column.share) + of(row.high, column.high) * column.share;
        rgb[channel * n + y * width + x] = top * (1 - row.share) + bottom * row.share;
      }
    }
  }
  return { ...picture, rgb };
}

/** Sides of crops to each other, least and most. */
const ASPECTS = [3 / 4, 4 / 3] as const;

/**
 * Two random crops of the same share of the picture's area, each with sides of a ratio from 3/4 to 4/3 (log-uniform), enlarged
 * to the whole. The strength is that share, in (0, 1]; more is milder.
 */
export function randomCrop(input: PictureInput): Transform {
  const one = (picture: Picture, area: number, chance: Chance): Picture => {
    const { height, width } = picture;
    const aspect = Math.exp(chance.within([Math.log(ASPECTS[0]), Math.log(ASPECTS[1])]));
    // A side longer than the picture's is cut, and the other grows to keep the area.
    const share = Math.min(Math.max(Math.sqrt(area * aspect), area), 1);
    const piece = { width: share * width, height: (area / share) * height };
    const [left, top] = [chance.uniform() * (width - piece.width), chance.uniform() * (height - piece.height)];
    return cropped(picture, { ...piece, left, top });
  };
  return {
    id: "random-crop",
    title: "random crops of equal area",
    strength: "share of the area",
    unchanged: 1,
    pair: (sample, strength, chance) => {
      ensure(
        strength > 0 && strength <= 1,
        "RANGE",
        () => `crop: expected a share of the area above 0 up to 1; got ${strength}`,
      );
      return bothOf(sample, input, (picture) => one(picture, strength, chance));
    },
  };
}

/**
 * Two shifts by whole pixels, each up to half the strength in either direction, edges repeated; the strength is in pixels.
 *
 * Differs: the paper cuts both out of a larger picture, so that no edge is repeated.
 */
export function shift(input: PictureInput): Transform {
  return {
    id: "shift",
    title: "shifts",
    strength: "pixels",
    pair: (sample, strength, chance) => {
      ensure(
        Number.isInteger(strength) && strength >= 0,
        "RANGE",
        () => `shift: expected whole pixels from 0; got ${strength}`,
      );
      if (strength === 0) return [sample, sample];
      return bothOf(sample, input, (picture) => {
        const by = (): number => chance.below(strength + 1) - Math.floor(strength / 2);
        const { height, width } = picture;
        return cropped(picture, { top: by(), left: by(), height, width });
      });
    },
  };
}

function bothOf(
  sample: SampleInputs,
  input: PictureInput,
  change: (picture: Picture) => Picture,
): readonly [SampleInputs, SampleInputs] {
  const picture = pictureOf(sample, input);
  const first = withPicture(sample, input, change(picture));
  return [first, withPicture(sample, input, change(picture))];
}
