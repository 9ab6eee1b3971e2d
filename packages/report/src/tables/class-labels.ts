// Labels as people save them, as class numbers from 0.

import { type Numbers, someOf, type TableColumn, tableFault } from "./column-table.ts";

/** A column of labels and where it comes from. */
export interface LabelSource {
  readonly place: string;
  readonly column: TableColumn;
  readonly rowName: (row: number) => string;
}

/**
 * `[rows]` class numbers: whole numbers from 0 as they are, names by `classNames`, numbers too where classes are called so.
 *
 * @throws StillpointError INPUT for another number of labels, one-hot rows, numbers that are not whole, labels that count from
 * 1 or are no class, names without classes to find them in
 */
export function classLabels(
  { place, column, rowName }: LabelSource,
  rows: number,
  classes: number,
  classNames?: readonly string[],
): Int32Array {
  if (column.kind === "numbers" && column.width !== 1) throw manyNumbers(place, column.values, column.width);
  if (column.values.length !== rows)
    throw tableFault(
      place,
      `a label for each of ${rows} rows`,
      `${column.values.length}`,
      "save those of the same samples",
    );
  const numbers = byNumber(column, classNames) ?? ofColumn(column, place, rowName, classNames);
  const odd = numbers.findIndex((value) => !(Number.isInteger(value) && value >= 0));
  if (odd !== -1)
    throw tableFault(
      `${place}, ${rowName(odd)}, label`,
      "a class number from 0",
      `${numbers[odd]}`,
      Number(numbers[odd]) === -1 ? "leave samples without a label out" : "save class numbers as integers",
    );
  const above = numbers.findIndex((value) => value >= classes);
  const largest = numbers.reduce((most, value) => Math.max(most, value), 0);
  const smallest = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (above !== -1 && smallest >= 1 && largest === classes)
    throw tableFault(
      place,
      `labels from 0 to ${classes - 1}`,
      `labels from ${smallest} to ${classes}`,
      "they count from 1: take 1 off",
    );
  if (above !== -1)
    throw tableFault(
      `${place}, ${rowName(above)}, label`,
      `one of ${classes} classes, 0 to ${classes - 1}`,
      `${numbers[above]}`,
      "take labels and logits of one data set",
    );
  return Int32Array.from(numbers);
}

/** Where classes are called by numbers, a label is the class of that name, wherever its column stands. */
function byNumber({ values }: TableColumn, classNames: readonly string[] | undefined): readonly number[] | undefined {
  if (classNames?.every((name) => /^\d+$/.test(name)) !== true) return undefined;
  const places = new Map(classNames.map((name, k) => [Number(name), k]));
  const found = Array.from<string | number, number>(values, (value) => places.get(Number(value || Number.NaN)) ?? -1);
  return found.includes(-1) ? undefined : found;
}

function ofColumn(
  column: TableColumn,
  place: string,
  rowName: (row: number) => string,
  classNames: readonly string[] | undefined,
): readonly number[] {
  return column.kind === "numbers" ? Array.from(column.values) : ofTexts(column.values, place, rowName, classNames);
}

function manyNumbers(place: string, values: Numbers, width: number): ReturnType<typeof tableFault> {
  const oneHot = Array.from({ length: values.length / width }, (_, row) =>
    values.subarray(row * width, (row + 1) * width),
  ).every((row) => row.every((value) => value === 0 || value === 1) && row.filter((value) => value === 1).length === 1);
  return tableFault(
    `${place}, labels`,
    "one class number for each row",
    oneHot ? `one-hot rows of ${width}` : `${width} numbers each`,
    oneHot ? "save labels.argmax(1)" : "save the class numbers",
  );
}

function ofTexts(
  texts: readonly string[],
  place: string,
  rowName: (row: number) => string,
  classNames: readonly string[] | undefined,
): number[] {
  if (texts.every((text) => /^\d{1,9}(\.0+)?$/.test(text))) return texts.map(Number);
  const places = new Map(classNames?.map((name, k) => [name, k]));
  // Among names a number is the odd one, among numbers a text.
  const named = texts.some((text) => places.has(text));
  return texts.map((text, row) => {
    const found = places.get(text) ?? (named ? undefined : wholeOf(text));
    if (found !== undefined) return found;
    throw tableFault(
      `${place}, ${rowName(row)}, label`,
      classNames === undefined ? "a class number from 0" : `one of ${someOf(classNames)}`,
      text === "" ? "nothing" : text.slice(0, 40),
      classNames === undefined
        ? "name the columns of logits by their classes, or save class numbers"
        : "write it as the column is named",
    );
  });
}

/** A text that is a number, whole or not: the caller says what is wrong with it. */
function wholeOf(text: string): number | undefined {
  const value = text === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}
