// One point a line: XYZ and TXT files, such as ModelNet40's normal_resampled form.

import { ensure } from "@stillpoint/core";
import { checkPoints } from "../sample.ts";
import { ensureVertices, finiteNumber, lineError, textLines } from "./text-lines.ts";

export interface PointTable {
  /** `[N, 3]` the first three columns. */
  readonly points: Float32Array;
  /** `[N, K]` the columns behind them: normals in ModelNet40's form, colours in others. */
  readonly extras: Float32Array;
  /** K */
  readonly extraColumns: number;
}

/**
 * The points of a text file, `x y z` or `x,y,z` and any further columns of numbers, as XYZ, TXT and PTS files have them.
 * The first line may be the number of points, as in PTS, or name the columns, of which `x`, `y` and `z` are then taken
 * wherever they stand. Empty lines and comments behind `#` and `//` are passed over.
 *
 * Throws `INPUT` naming file and line for a number that is not finite in 32 bits, NaN included, a decimal comma, fewer
 * than three columns and another number of columns than on the first line; `INPUT` for an empty file and another number
 * of points than the first line says, `SHAPE` for a single point.
 */
export function readXyz(text: string, file = "xyz"): PointTable {
  const points: number[] = [];
  const extras: number[] = [];
  let columns = 0;
  let promised: number | undefined;
  let order = [0, 1, 2];
  for (const { number, words } of textLines(text, file)) {
    if (columns === 0 && promised === undefined) {
      promised = countOf(words);
      if (promised !== undefined) continue;
      const named = namedColumns(words);
      if (named !== undefined) {
        columns = words.length;
        order = named;
        continue;
      }
    }
    if (columns === 0) columns = words.length;
    if (words.length < 3 || words.length !== columns)
      throw lineError(
        file,
        number,
        `expected ${columns < 3 ? "at least 3" : columns} columns; got ${words.length}; every line holds x, y, z and the same further columns`,
      );
    for (const [axis, column] of order.entries()) points.push(finiteNumber(file, number, words[column], "xyz"[axis]!));
    for (const [k, word] of words.entries())
      if (!order.includes(k)) extras.push(finiteNumber(file, number, word, `column ${k + 1}`));
  }
  ensureVertices(file, points.length);
  ensure(
    promised === undefined || promised === points.length / 3,
    "INPUT",
    () =>
      `${file}: expected ${promised} points as its first line says; got ${points.length / 3}; mend the number or fetch the file again`,
  );
  const cloud = Float32Array.from(points);
  checkPoints(file, cloud);
  return { points: cloud, extras: Float32Array.from(extras), extraColumns: columns - 3 };
}

/** A whole number by itself. */
function countOf(words: readonly string[]): number | undefined {
  const [only = ""] = words;
  return words.length === 1 && /^\d+$/.test(only) ? Number(only) : undefined;
}

/** Where x, y and z stand among names of columns. */
function namedColumns(words: readonly string[]): number[] | undefined {
  const names = words.map((word) => word.toLowerCase().replaceAll(/["']/g, ""));
  const places = ["x", "y", "z"].map((axis) => names.indexOf(axis));
  return places.includes(-1) ? undefined : places;
}
