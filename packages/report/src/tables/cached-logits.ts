// Which columns of a table are logits, ids and labels.

import { classLabels, type LabelSource } from "./class-labels.ts";
import { ID, LABEL, LOGIT, LOGITS } from "./column-names.ts";
import { type ColumnTable, type Numbers, someOf, type TableColumn, tableFault } from "./column-table.ts";
import { halfRounding, isHalf } from "./half.ts";

/** A network's answers as they were saved. n rows, K classes. */
export interface CachedLogits {
  /** The file, for messages. */
  readonly place: string;
  /** `[n, K]`, finite. */
  readonly values: Numbers;
  readonly rows: number;
  readonly classes: number;
  /** K names where columns had them. */
  readonly classNames?: readonly string[];
  /** `[n]`, each once. */
  readonly ids?: readonly string[];
  /** `[n]` class numbers from 0. */
  readonly labels?: Int32Array;
  /** What float16 may have moved a logit by, in nats; absent for logits of more digits. */
  readonly rounding?: number;
  readonly rowName: (row: number) => string;
}

/** Ids and labels that lie in files of their own, for a table without them. */
export interface BesideLogits {
  readonly ids?: readonly string[];
  readonly labels?: LabelSource;
}

/** Names of columns that people save beside logits: taken for classes they would be silently wrong. */
const NO_CLASS =
  /^(pred(iction|icted|s)?|preds|targets?|y|y_true|y_pred|loss|conf(idence)?|scores?|probs?|probability|correct|split|fold|index|row|path|file(name)?|__index_level_\d+__)$/i;

/**
 * The logits of a table: columns `logit_0` to `logit_{K−1}` with any others passed over, else one column of lists called
 * `logits`, else every column of numbers but `id` and `label`, whose names are those of the classes.
 *
 * @throws StillpointError INPUT naming file, row and column: no logits, a missing number, ids or labels that cannot be
 */
export function cachedLogits(table: ColumnTable, beside: BesideLogits = {}): CachedLogits {
  const { place, rows, rowName } = table;
  const { names, columns } = logitColumns(table);
  const classes = columns.length === 1 ? (columns[0]?.width ?? 0) : columns.length;
  if (classes < 2)
    throw tableFault(
      place,
      "logits of at least 2 classes",
      `${classes} in ${someOf(table.columns.map(({ name }) => name))}`,
      "name them logit_0, logit_1, ... or by their classes; of a single logit z save 0 and z",
    );
  const values = joined(columns, rows, classes);
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd !== -1)
    throw tableFault(
      `${place}, ${rowName(Math.floor(odd / classes))}, column ${names?.[odd % classes] ?? `logit_${odd % classes}`}`,
      "a finite logit",
      `${values[odd]}`,
      Number.isNaN(values[odd])
        ? "take this sample's logits again"
        : "float16 overflows above 65504; give masked classes a large negative logit such as -1e4",
    );
  const classNames = names?.some((name, k) => name !== `logit_${k}`) === true ? names : undefined;
  const ids = idsOf(table) ?? beside.ids;
  if (ids !== undefined) ensureIds(ids, rows, place, rowName);
  const given = table.columns.find(({ name }) => LABEL.test(name));
  const source = given === undefined ? beside.labels : { place, column: given, rowName };
  const labels = source === undefined ? undefined : classLabels(source, rows, classes, classNames);
  const rounding = roundingOf(
    values,
    columns.some(({ float16 }) => float16),
  );
  return {
    place,
    values,
    rows,
    classes,
    ...(classNames === undefined ? {} : { classNames }),
    ...(ids === undefined ? {} : { ids }),
    ...(labels === undefined ? {} : { labels }),
    ...(rounding === undefined ? {} : { rounding }),
    rowName,
  };
}

/** The ids of a table as texts; undefined where it has none. */
export function idsOf({ columns, place }: ColumnTable): readonly string[] | undefined {
  const column = columns.find(({ name }) => ID.test(name));
  if (column === undefined) return undefined;
  // Whole numbers that pandas made floats, where some were missing once.
  if (column.kind === "texts")
    return column.values.every((id) => /^\d+\.0$/.test(id))
      ? column.values.map((id) => id.slice(0, -2))
      : column.values;
  if (column.width !== 1 || column.values.some((value) => !Number.isInteger(value)))
    throw tableFault(place, "ids that are texts or whole numbers", "other numbers", "name samples by file or number");
  return Array.from(column.values, String);
}

type Logits = Extract<TableColumn, { kind: "numbers" }>;

function logitColumns({ place, columns }: ColumnTable): { names?: readonly string[]; columns: readonly Logits[] } {
  const numbered = columns.filter(({ name }) => LOGIT.test(name));
  if (numbered.length > 0) {
    const place_ = (name: string): number => Number(LOGIT.exec(name)?.[1]);
    const sorted = numbered.toSorted((a, b) => place_(a.name) - place_(b.name));
    const missing = sorted.findIndex(({ name }, k) => place_(name) !== k);
    if (missing !== -1)
      throw tableFault(
        place,
        `logit_0 to logit_${sorted.length - 1}, each once`,
        `${sorted[missing]?.name} in place of logit_${missing}`,
        "save the logits of all classes",
      );
    return { names: sorted.map((_, k) => `logit_${k}`), columns: sorted.map((column) => numbersOf(column, place)) };
  }
  const list = columns.find(({ name }) => LOGITS.test(name));
  if (list !== undefined) return { columns: [numbersOf(list, place)] };
  const classes = columns.filter(({ name }) => !ID.test(name) && !LABEL.test(name));
  const strange = classes.find(({ name, kind }) => kind === "texts" || NO_CLASS.test(name));
  if (strange !== undefined)
    throw tableFault(
      `${place}, column ${strange.name}`,
      "the logits of a class, by its name",
      "a column that looks like something else",
      "leave it out, or name the logits logit_0, logit_1, ...: then other columns are passed over",
    );
  const [only] = classes;
  // One array of another name, such as NumPy's arr_0, holds all classes: its name is not theirs.
  if (classes.length === 1 && only !== undefined && only.kind === "numbers" && only.width > 1)
    return { columns: [only] };
  return { names: classes.map(({ name }) => name), columns: classes.map((column) => numbersOf(column, place)) };
}

function numbersOf(column: TableColumn, place: string): Logits {
  if (column.kind === "numbers") return column;
  throw tableFault(`${place}, column ${column.name}`, "numbers", "texts", "save logits as numbers");
}

/** Side by side, row by row. */
function joined(columns: readonly Logits[], rows: number, classes: number): Numbers {
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return only.values;
  const single = columns.every((column) => column.values instanceof Float32Array);
  const values = single ? new Float32Array(rows * classes) : new Float64Array(rows * classes);
  for (const [k, column] of columns.entries()) {
    if (column.width !== 1)
      throw tableFault(`column ${column.name}`, "one number a row", `${column.width}`, "use logits");
    for (let row = 0; row < rows; row++) values[row * classes + k] = column.values[row] ?? Number.NaN;
  }
  return values;
}

function ensureIds(ids: readonly string[], rows: number, place: string, rowName: (row: number) => string): void {
  if (ids.length !== rows)
    throw tableFault(
      place,
      `an id for each of ${rows} rows`,
      `${ids.length}`,
      "save ids and logits of the same samples",
    );
  const seen = new Map<string, number>();
  for (const [row, id] of ids.entries()) {
    const before = seen.get(id);
    if (id === "") throw tableFault(`${place}, ${rowName(row)}`, "an id", "nothing", "name every sample");
    if (before !== undefined)
      throw tableFault(
        `${place}, ${rowName(row)}`,
        "every id once",
        `${id.slice(0, 60)} again, first in ${rowName(before)}`,
        "cache every sample once, without augmentation",
      );
    seen.set(id, row);
  }
}

/** Half a step of float16 at the largest logit; undefined where some number has more digits. */
function roundingOf(values: Numbers, float16: boolean): number | undefined {
  if (!float16 && !values.every(isHalf)) return undefined;
  // Whole numbers and the like are exact in any type; nothing was rounded that one could tell.
  if (!float16 && values.every((value) => Number.isInteger(64 * value))) return undefined;
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return halfRounding(most);
}
