// Decoded mask files to object and border, all files of a folder by one convention.

import { ensure, StillpointError } from "@stillpoint/core";
import {
  colourConvention,
  type MaskCensus,
  type MaskConvention,
  maskConvention,
  paletteConvention,
} from "./mask-convention.ts";
import type { MaskFile } from "./mask-file.ts";
import { vocIds } from "./voc-colours.ts";

/** A mask that has been understood. */
export interface ObjectMask {
  readonly path: string;
  readonly height: number;
  readonly width: number;
  /** `[H, W]` 1 on the object, else 0. */
  readonly mask: Uint8Array;
  /** `[H, W]` 1 where the file says neither; absent where it says so nowhere. */
  readonly border?: Uint8Array;
}

export interface ObjectMasks {
  readonly masks: readonly ObjectMask[];
  /** How the files were read, where it is not plain. */
  readonly notes: readonly string[];
}

/** One number a pixel: a grey level, or an id of a palette. */
interface Plane {
  readonly file: MaskFile;
  readonly numbers: Uint8Array | Uint16Array;
  readonly kind: Kind;
}

/** Greys of 8 bits, of 16 bits, colours that are no palette's, ids. */
const KINDS = ["levels", "wide", "colours", "ids"] as const;
type Kind = (typeof KINDS)[number];

/**
 * The masks of a folder, all read alike; see `maskConvention`. Palettes of VOC's colours and of any colours are read
 * by index, whatever the colours' brightness; palettes of greys, grey files and other colour pictures by level, the
 * largest of a pixel's channels. Transparent pixels are ground; where all colours are equal, opacity is the mask.
 *
 * Throws `INPUT` naming `place` for numbers that allow several readings, `SHAPE` for arrays that do not fit.
 */
export function readObjectMasks(place: string, files: readonly MaskFile[]): ObjectMasks {
  const planes = planesOf(files);
  const conventions = new Map<Kind, MaskConvention>();
  for (const kind of KINDS) {
    const alike = planes.filter((plane) => plane.kind === kind);
    if (alike.length === 0) continue;
    const census = censusOf(alike);
    conventions.set(kind, conventionOf(kind, place, census));
  }
  const masks = planes.map(({ file, numbers, kind }): ObjectMask => {
    const { objectFrom, voidNumber } = conventions.get(kind) ?? { objectFrom: 1, voidNumber: undefined };
    const { path, height, width } = file;
    const mask = Uint8Array.from(numbers, (n) => (n >= objectFrom && n !== voidNumber ? 1 : 0));
    if (voidNumber === undefined || !numbers.includes(voidNumber)) return { path, height, width, mask };
    return { path, height, width, mask, border: Uint8Array.from(numbers, (n) => (n === voidNumber ? 1 : 0)) };
  });
  return { masks, notes: [...conventions.values()].flatMap(({ note }) => (note === undefined ? [] : [note])) };
}

function conventionOf(kind: Kind, place: string, census: MaskCensus): MaskConvention {
  if (kind === "ids") return paletteConvention(place, census);
  if (kind === "colours") return colourConvention(place, census);
  return maskConvention(place, census, kind === "wide" ? 65_535 : 255);
}

/** Notes on masks that leave no ground or mark nothing. Throws `INPUT` where none marks anything. */
export function emptyMaskNotes(place: string, masks: readonly ObjectMask[]): string[] {
  const of = (value: number): string[] =>
    masks.filter(({ mask }) => mask.every((share) => share === value)).map(({ path }) => path);
  const [empty, full] = [of(0), of(1)];
  if (empty.length === masks.length && masks.length > 0)
    throw new StillpointError(
      "INPUT",
      `masks ${place}: expected an object in at least one of them; got ${masks.length} without any; check that these are the masks`,
    );
  const named = (paths: readonly string[]): string => paths.slice(0, 3).join(", ") + (paths.length > 3 ? ", ..." : "");
  return [
    ...(empty.length > 0 ? [`${empty.length} masks mark no object: ${named(empty)}`] : []),
    ...(full.length > 0 ? [`${full.length} masks are object everywhere: ${named(full)}`] : []),
  ];
}

function planesOf(files: readonly MaskFile[]): Plane[] {
  for (const { path, height, width, channels, bytes } of files)
    ensure(
      channels >= 1 && channels <= 4 && bytes.length === height * width * channels && bytes.length > 0,
      "SHAPE",
      () =>
        `mask ${path}: expected height x width x 1..4 numbers; got ${bytes.length} for ${height}x${width}x${channels}; check the decoder`,
    );
  const coloured = files.filter((file) => !isGrey(file));
  const voc = coloured.map((file) => vocIds(file));
  const byVoc = coloured.length > 0 && voc.every((ids) => ids !== undefined);
  return files.map((file): Plane => {
    const ids = byVoc ? voc[coloured.indexOf(file)] : undefined;
    if (ids !== undefined) return { file, numbers: ids, kind: "ids" };
    if (file.indices !== undefined && !isGrey(file) && blackIsFirst(file))
      return { file, numbers: file.indices, kind: "ids" };
    const kind = file.bytes instanceof Uint16Array ? "wide" : isGrey(file) ? "levels" : "colours";
    return { file, numbers: levelsOf(file), kind };
  });
}

/** Whether every pixel has one level in all its colours. */
function isGrey({ channels, bytes }: MaskFile): boolean {
  if (channels < 3) return true;
  for (let k = 0; k < bytes.length; k += channels)
    if (bytes[k] !== bytes[k + 1] || bytes[k] !== bytes[k + 2]) return false;
  return true;
}

/** Whether index 0 is where black is, or black nowhere: programs that save space give indices in any order. */
function blackIsFirst({ channels, bytes, indices }: MaskFile): boolean {
  return (
    indices?.every((index, p) => {
      const black = bytes[p * channels] === 0 && bytes[p * channels + 1] === 0 && bytes[p * channels + 2] === 0;
      return !black || index === 0;
    }) ?? false
  );
}

/** The largest colour of each pixel, 0 where it is transparent; the opacity where colours are all one. */
function levelsOf({ channels, bytes, height, width }: MaskFile): Uint8Array | Uint16Array {
  const levels = bytes.slice(0, height * width);
  const colours = channels < 3 ? 1 : 3;
  const one = bytes.every((value, k) => k % channels >= colours || value === bytes[k % channels]);
  for (let p = 0; p < levels.length; p++) {
    let top = 0;
    for (let c = 0; c < colours; c++) top = Math.max(top, bytes[p * channels + c]!);
    const opacity = channels > colours ? bytes[p * channels + colours]! : undefined;
    levels[p] = opacity === undefined ? top : one ? opacity : opacity === 0 ? 0 : top;
  }
  return levels;
}

function censusOf(planes: readonly Plane[]): MaskCensus {
  const counts = new Map<number, number>();
  let [meetsGround, meetsVoid] = [0, 0];
  for (const { numbers, file } of planes) {
    for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
    for (let p = 0; p < numbers.length; p++) {
      const n = numbers[p]!;
      if (n === 0 || n > 191) continue;
      const { width } = file;
      for (const q of [p - width, p + width, p % width > 0 ? p - 1 : -1, p % width < width - 1 ? p + 1 : -1]) {
        const other = numbers[q];
        if (other === 0) meetsGround++;
        if (other === 255 || other === 65_535) meetsVoid++;
      }
    }
  }
  return { counts, meetsGround, meetsVoid, lossy: planes.some(({ file }) => file.lossy === true) };
}
