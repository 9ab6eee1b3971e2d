// What the numbers of mask files mean: black and white, label ids, or nothing that can be told.

import { StillpointError } from "@stillpoint/core";

/** How often each number occurs over all masks of a folder, and where 255 lies. */
export interface MaskCensus {
  /** Pixels by number, numbers ascending. */
  readonly counts: ReadonlyMap<number, number>;
  /** Neighbouring pixels where an id of 1 to 191 meets 0, and where it meets the void number. */
  readonly meetsGround: number;
  readonly meetsVoid: number;
  /** Some file was stored with loss, as JPEG is. */
  readonly lossy: boolean;
}

/** What is object, in numbers of the file; everything else but the void is ground. */
export interface MaskConvention {
  readonly objectFrom: number;
  /** Neither object nor ground: the void of VOC's masks. */
  readonly voidNumber?: number;
  /** Said to the user where it is not the plain one. */
  readonly note?: string;
}

/** Shares of the range below which a number counts as dark, above which as light. */
const DARK = 64 / 256;
const LIGHT = 192 / 256;
/** Pixels between the two, as edges have them, in masks of two levels. */
const MOST_BETWEEN = 0.05;
/** Colours darker than this cannot be told from a ground that is not quite black. */
const FAINT = 16;
/** As many different numbers as no list of labels has without also having large gaps: grey levels. */
const LEVELS = 100;

/**
 * What the numbers of a folder's masks mean, `top` being the largest the files can hold, 255 or 65535.
 *
 * Two numbers of which one is 0: the other is the object. Numbers at both ends of the range: object above the middle.
 * Shares of five or three people who marked it, as CUB-200-2011's: object above the middle. Label ids: every number but 0,
 * and 255 (or `top`) is void where it is beside other ids. Soft grey levels: object above the middle. Throws `INPUT` for numbers that allow several readings and for masks without ground.
 */
export function maskConvention(place: string, census: MaskCensus, top: number): MaskConvention {
  const numbers = [...census.counts.keys()].sort((a, b) => a - b);
  const pixels = (from: number, to: number): number =>
    numbers.reduce((sum, n) => (n >= from && n <= to ? sum + (census.counts.get(n) ?? 0) : sum), 0);
  const all = pixels(0, top);
  const middle = Math.ceil(top / 2);
  const [dark, light] = [Math.floor(top * DARK), Math.ceil(top * LIGHT)];
  const twoEnds = pixels(0, dark) > 0 && pixels(light, top) > 0 && pixels(dark + 1, light - 1) <= MOST_BETWEEN * all;
  const split = (): MaskConvention => ({
    objectFrom: middle,
    note: `masks in ${place} hold ${listed(numbers)}: object from ${middle} on`,
  });
  const [lowest = 0, highest = 0] = [numbers[0], numbers.at(-1)];
  if (census.lossy) {
    if (twoEnds) return split();
    throw unclear(place, numbers, "black and white in JPEG files, which change every number", "save them as PNG");
  }
  if (lowest > 0) {
    if (twoEnds || (numbers.length >= LEVELS && highest > light)) return split();
    throw unclear(place, numbers, "a ground of 0", "write 0 where there is no object");
  }
  if (numbers.length <= 2) return { objectFrom: 1 };
  if (areVotes(numbers, top)) {
    const { note, ...votes } = split();
    return { ...votes, note: `${note}, which most of those who marked it do` };
  }
  const voidNumber = [255, top].find((n) => n === highest);
  if (twoEnds && voidNumber === undefined && top === 255) return split();
  if (numbers.length >= LEVELS && (voidNumber === top || top > 255)) return split();
  if (voidNumber === undefined) return { objectFrom: 1, note: idsNote(place, numbers) };
  const [ids, voids] = [pixels(1, voidNumber - 1), pixels(voidNumber, voidNumber)];
  const { meetsGround, meetsVoid } = census;
  // Edges drawn smoothly: few pixels between two levels.
  if (pixels(dark + 1, light - 1) > 0 && ids <= MOST_BETWEEN * all && meetsVoid > 0 && ids < voids) return split();
  if (ids >= voids || meetsVoid > meetsGround)
    return {
      objectFrom: 1,
      voidNumber,
      note: `${idsNote(place, numbers)}, and ${voidNumber} is void, left out as border`,
    };
  throw unclear(
    place,
    numbers,
    `label ids with a void of ${voidNumber}, or black and white`,
    "write 0 for the ground and one number for the object",
  );
}

/** Whether numbers are shares of `top` in fifths or thirds, more of them than two levels and an edge have. */
function areVotes(numbers: readonly number[], top: number): boolean {
  const [lowest, highest] = [numbers[0], numbers.at(-1)];
  if (lowest !== 0 || highest !== top || numbers.length < 4) return false;
  return [3, 5].some((people) => numbers.every((n) => (n * people) % top === 0));
}

/** Label ids by index of a palette: no grey level can be among them. */
export function paletteConvention(place: string, { counts }: MaskCensus): MaskConvention {
  const numbers = [...counts.keys()].sort((a, b) => a - b);
  const hasVoid = numbers.includes(255) && numbers.some((n) => n > 0 && n < 255);
  const plain = numbers.length <= 2 && !hasVoid;
  const note = `${idsNote(place, numbers)}${hasVoid ? ", and 255 is void, left out as border" : ""}`;
  return { objectFrom: 1, ...(hasVoid ? { voidNumber: 255 } : {}), ...(plain ? {} : { note }) };
}

/** The brightest of a pixel's colours: any colour but black is object. */
export function colourConvention(place: string, census: MaskCensus): MaskConvention {
  const numbers = [...census.counts.keys()].sort((a, b) => a - b);
  const [lowest = 0, second = 0] = numbers;
  if (census.lossy || lowest > 0 || (numbers.length > 1 && second < FAINT))
    throw unclear(
      place,
      numbers,
      "colours on black, not stored as JPEG",
      "save them as PNG with a ground of (0, 0, 0)",
    );
  return { objectFrom: 1, note: `masks in ${place} are coloured: object is every colour but black` };
}

function idsNote(place: string, numbers: readonly number[]): string {
  return `masks in ${place} hold the label ids ${listed(numbers)}: object is every id but 0`;
}

function unclear(place: string, numbers: readonly number[], expected: string, remedy: string): StillpointError {
  return new StillpointError("INPUT", `masks ${place}: expected ${expected}; got ${listed(numbers)}; ${remedy}`);
}

/** `0, 3, 250`, or the first and last of many. */
function listed(numbers: readonly number[]): string {
  if (numbers.length <= 6) return numbers.join(", ");
  return `${numbers.slice(0, 3).join(", ")}, ... ${numbers.slice(-2).join(", ")} (${numbers.length} numbers)`;
}
