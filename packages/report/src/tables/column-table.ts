// Columns of numbers and texts, whatever file they were read from.

import { StillpointError } from "@stillpoint/core";

/** Numbers of a file: of 32 bits where the file has no more, which hold them exactly in half the room. */
export type Numbers = Float64Array | Float32Array;

/** `[rows, width]`, row by row; NaN where the file says so. */
export interface NumbersColumn {
  readonly kind: "numbers";
  readonly name: string;
  readonly values: Numbers;
  /** Numbers in each row: 1, or the length of its lists. */
  readonly width: number;
  /** Whether the file holds them as float16. */
  readonly float16: boolean;
}

export interface TextsColumn {
  readonly kind: "texts";
  readonly name: string;
  readonly values: readonly string[];
}

export type TableColumn = NumbersColumn | TextsColumn;

export interface ColumnTable {
  /** The file, for messages. */
  readonly place: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** What messages call a row, counted from 0: its line in a text, its number elsewhere. */
  readonly rowName: (row: number) => string;
}

/** What is wrong with a file. */
export function tableFault(place: string, expected: string, got: string, remedy: string): StillpointError {
  return new StillpointError("INPUT", `${place}: expected ${expected}; got ${got}; ${remedy}`);
}

/** A few names of many. */
export function someOf(names: readonly string[], most = 6): string {
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")}, ... (${names.length})`;
}
