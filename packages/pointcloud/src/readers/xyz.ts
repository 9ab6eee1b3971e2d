// One point a line: XYZ and TXT files, such as ModelNet40's normal_resampled form.

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
 * The points of a text file, `x y z` or `x,y,z` and any further columns of numbers. Empty lines and comments behind `#`
 * are passed over.
 *
 * Throws `INPUT` naming file and line for a number that is not finite, NaN included, fewer than three columns and
 * another number of columns than on the first line; `INPUT` for an empty file, `SHAPE` for a single point.
 */
export function readXyz(text: string, file = "xyz"): PointTable {
  const points: number[] = [];
  const extras: number[] = [];
  let columns = 0;
  for (const { number, words } of textLines(text)) {
    if (columns === 0) columns = words.length;
    if (words.length < 3 || words.length !== columns)
      throw lineError(
        file,
        number,
        `expected ${columns < 3 ? "at least 3" : columns} columns; got ${words.length}; every line holds x, y, z and the same further columns`,
      );
    for (const [k, word] of words.entries()) {
      const value = finiteNumber(file, number, word, k < 3 ? "xyz"[k]! : `column ${k + 1}`);
      (k < 3 ? points : extras).push(value);
    }
  }
  ensureVertices(file, points.length);
  const cloud = Float32Array.from(points);
  checkPoints(file, cloud);
  return { points: cloud, extras: Float32Array.from(extras), extraColumns: columns - 3 };
}
