// Lines of a text file with their numbers, so that a mistake can be named by file and line.

import { ensure, StillpointError } from "@stillpoint/core";

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly words: readonly string[];
}

/**
 * The lines that say something: `#` and `//` start a comment, empty lines are left out, commas and blanks part words.
 * Throws `INPUT` naming file and line for commas within numbers, which would part them.
 */
export function* textLines(text: string, file: string): Generator<TextLine> {
  let number = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    number++;
    const said = beforeComment(line, /#|\/\//).trim();
    if (/\d,\d/.test(said) && /[^\s,;][\s;]+[^\s,;]/.test(said))
      throw lineError(
        file,
        number,
        `expected numbers with a decimal point, parted by blanks or by commas; got "${said.slice(0, 40)}"; write 0.5 for 0,5`,
      );
    const words = said.split(/[\s,]+/).filter((word) => word !== "");
    if (words.length > 0) yield { number, words };
  }
}

/** A line up to its comment. */
export function beforeComment(line: string, mark: RegExp): string {
  const at = line.search(mark);
  return at < 0 ? line : line.slice(0, at);
}

/** The error at one line: `file, line 7: expected ...; got ...; what to do`. */
export function lineError(file: string, line: number, message: string): StillpointError {
  return new StillpointError("INPUT", `${file}, line ${line}: ${message}`);
}

/** A decimal number, as all programs write it. */
const DECIMAL = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;

/** A number that is finite in 32 bits. Throws `INPUT` with file and line for anything else, NaN and 1e39 included. */
export function finiteNumber(file: string, line: number, word: string | undefined, name: string): number {
  const value = word !== undefined && DECIMAL.test(word) ? Number(word) : Number.NaN;
  if (Number.isFinite(Math.fround(value))) return value;
  const remedy = /^-?\d+,\d+$/.test(word ?? "") ? "write a decimal point" : "mend or remove the line";
  throw lineError(file, line, `expected a finite ${name}; got ${word?.slice(0, 40) ?? "nothing"}; ${remedy}`);
}

/** A whole number 0 <= index < count, or, counted from the end, -count <= index < 0. Throws `INPUT` with file and line. */
export function indexBelow(file: string, line: number, index: number, count: number, name: string): number {
  const found = index < 0 ? count + index : index;
  if (!(Number.isInteger(found) && found >= 0 && found < count))
    throw lineError(file, line, `expected a ${name} among ${count} vertices; got ${index}; the file is cut or damaged`);
  return found;
}

/** Adds a polygon as a fan of triangles around its first corner; fewer than three corners make none. */
export function addPolygon(triangles: number[], corners: readonly number[]): void {
  for (let k = 2; k < corners.length; k++) triangles.push(corners[0]!, corners[k - 1]!, corners[k]!);
}

/** Throws `INPUT` unless the file has vertices. */
export function ensureVertices(file: string, count: number): void {
  ensure(
    count > 0,
    "INPUT",
    () => `${file}: expected at least one vertex; got none; check that the file is of the type it is read as`,
  );
}
