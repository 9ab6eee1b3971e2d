// Logits that were saved, with what names their rows.

/** A network's logits as its file has them. n rows, K classes. */
export interface NamedAnswers {
  /** What messages call it, such as "teacher.parquet". */
  readonly place: string;
  /** `[n, K]` */
  readonly values: Float64Array | Float32Array;
  readonly rows: number;
  readonly classes: number;
  readonly classNames?: readonly string[];
  /** `[n]`, each once; without them rows cannot be told apart. */
  readonly ids?: readonly string[];
  /** `[n]` class numbers from 0, in this file's order of classes. */
  readonly labels?: Int32Array;
}

/** Labels in a file of their own. */
export interface LabelsById {
  readonly place: string;
  readonly ids?: readonly string[];
  readonly labels: Int32Array;
}

/** A few of many, for messages. */
export function few(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => name.slice(0, 60));
  return names.length > 3 ? `${shown.join(", ")}, ... (${names.length})` : shown.join(", ");
}
