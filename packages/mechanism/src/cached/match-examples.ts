// Several networks' saved logits as rows of the same examples: joined by id, or refused.

import { ensure, StillpointError } from "@stillpoint/core";
import { type Logits, logitsOf } from "../logits.ts";
import { few, type LabelsById, type NamedAnswers } from "./named-answers.ts";

export interface MatchOptions {
  /**
   * Whether rows without ids may be taken in the order they have. Labels are then all that is checked: rows of one class
   * that were exchanged go unseen.
   */
  readonly sameOrder: boolean;
  /** For networks without labels of their own; compared with those that have some. */
  readonly labels?: LabelsById;
}

export interface MatchedExamples {
  /** One for each network given, rows in the order of the first, classes too. */
  readonly networks: readonly Logits[];
  /** `[n]` in that order; absent where nobody has ids. */
  readonly ids?: readonly string[];
  /** K names, or none. */
  readonly classNames?: readonly string[];
}

/**
 * Joins networks by the ids of their rows. Every network must have every id once; labels, wherever they lie, must agree for
 * every id; classes that have names are brought into the first network's order.
 *
 * @throws StillpointError INPUT where ids are missing (unless `sameOrder`), lie in one file only, or labels differ or are
 * missing; SHAPE for other numbers of classes or rows; what `logitsOf` throws, among it INPUT for probabilities
 */
export function matchExamples(answers: readonly NamedAnswers[], options: MatchOptions): MatchedExamples {
  const [first] = answers;
  ensure(first !== undefined, "INPUT", () => "networks: expected at least one; got none; give the teacher's logits");
  const all: readonly Pick<NamedAnswers, "place" | "ids">[] = [...answers, ...(options.labels ? [options.labels] : [])];
  const without = all.filter(({ ids }) => ids === undefined);
  const byId = without.length === 0;
  if (!byId && all.length > 1 && !options.sameOrder) throw unordered(all, without);
  const others = new Set(all.flatMap(({ place, ids }) => (byId && ids !== undefined ? [] : [place])));
  const matched = answers.map((network) => {
    const classes = classOrder(first, network);
    const rows = rowOrder(first, network, network.rows, byId);
    return inOrder(network, rows, classes);
  });
  const labels = sharedLabels(first, matched, options.labels, byId, others.size > 0);
  return {
    networks: matched.map(({ place, values }) => logitsOf(place, { values, columns: first.classes }, labels)),
    ...(first.ids === undefined ? {} : { ids: first.ids }),
    ...(first.classNames === undefined ? {} : { classNames: first.classNames }),
  };
}

function unordered(
  all: readonly { readonly place: string }[],
  without: readonly { readonly place: string }[],
): StillpointError {
  const places = without.map(({ place }) => place);
  const which = without.length === all.length ? "none" : `none in ${few(places)}`;
  return new StillpointError(
    "INPUT",
    `sample ids: expected one for every row of every file; got ${which}; add a column or array id that names each sample (its file or number) when logits are cached, since rows in another order look like any others; where every file is surely in one order, say so with sameOrder (--same-order)`,
  );
}

/** `[n]` which row of `other` stands at each row of `first`. */
function rowOrder(
  first: NamedAnswers,
  other: Pick<NamedAnswers, "place" | "ids">,
  rows: number,
  byId: boolean,
): readonly number[] {
  if (!byId || first.ids === undefined || other.ids === undefined) {
    ensure(
      rows === first.rows,
      "SHAPE",
      () => `${other.place}: expected ${first.rows} rows as ${first.place} has; got ${rows}; cache the same samples`,
    );
    return Array.from({ length: rows }, (_, row) => row);
  }
  const places = new Map(other.ids.map((id, row) => [id, row]));
  const missing = first.ids.filter((id) => !places.has(id));
  const own = new Set(first.ids);
  const more = other.ids.filter((id) => !own.has(id));
  if (missing.length > 0 || more.length > 0) {
    const lacks = missing.length > 0 ? [`no ${few(missing)} of ${first.place}`] : [];
    const has = more.length > 0 ? [`${few(more)}, which ${first.place} lacks`] : [];
    throw new StillpointError(
      "INPUT",
      `${other.place}, ids: expected those of ${first.place}; got ${[...lacks, ...has].join(" and ")}; cache the same samples under the same ids`,
    );
  }
  return first.ids.map((id) => places.get(id) ?? 0);
}

/** `[K]` which class of `other` stands at each class of `first`. */
function classOrder(first: NamedAnswers, other: NamedAnswers): readonly number[] {
  ensure(
    first.classes === other.classes,
    "SHAPE",
    () =>
      `${other.place}: expected ${first.classes} classes as ${first.place} has; got ${other.classes}; take networks of one task`,
  );
  const same = Array.from({ length: first.classes }, (_, k) => k);
  if (first.classNames === undefined || other.classNames === undefined) return same;
  const places = new Map(other.classNames.map((name, k) => [name, k]));
  return first.classNames.map((name) => {
    const found = places.get(name);
    if (found !== undefined) return found;
    throw new StillpointError(
      "INPUT",
      `${other.place}: expected class ${name} as ${first.place} has; got ${few(other.classNames ?? [])}; name the same classes in both`,
    );
  });
}

interface InOrder {
  readonly place: string;
  readonly values: NamedAnswers["values"];
  readonly labels: ArrayLike<number> | undefined;
}

function inOrder(
  { place, values, labels }: NamedAnswers,
  rows: readonly number[],
  classes: readonly number[],
): InOrder {
  // As they lie, nothing is copied: caches are large.
  if (inPlace(rows) && inPlace(classes)) return { place, values, labels };
  const count = classes.length;
  const ordered = values.slice();
  for (const [row, from] of rows.entries())
    for (let k = 0; k < count; k++) ordered[row * count + k] = values[from * count + (classes[k] ?? k)] ?? Number.NaN;
  const classAt = new Map(classes.map((of, k) => [of, k]));
  return {
    place,
    values: ordered,
    labels: labels && rows.map((from) => classAt.get(labels[from] ?? -1) ?? -1),
  };
}

function inPlace(order: readonly number[]): boolean {
  return order.every((from, at) => from === at);
}

/** `[n]` the labels that all who have some agree on. */
function sharedLabels(
  first: NamedAnswers,
  matched: readonly InOrder[],
  beside: LabelsById | undefined,
  byId: boolean,
  unnamed: boolean,
): ArrayLike<number> {
  const sources: { readonly place: string; readonly labels: ArrayLike<number> }[] = matched.flatMap(
    ({ place, labels }) => (labels === undefined ? [] : [{ place, labels }]),
  );
  if (beside !== undefined) {
    const order = rowOrder(first, beside, beside.labels.length, byId);
    sources.push({ place: beside.place, labels: order.map((row) => beside.labels[row] ?? -1) });
  }
  const [known] = sources;
  ensure(
    known !== undefined,
    "INPUT",
    () =>
      `labels: expected the true class of every sample; got none; add a column or array label, or give a file of labels`,
  );
  const bare = unnamed && matched.length > 1 ? matched.filter(({ labels }) => labels === undefined) : [];
  ensure(
    bare.length === 0,
    "INPUT",
    () =>
      `${few(bare.map(({ place }) => place))}: expected labels in every file whose order is taken as it is; got none; save them beside the logits, or ids, so that the order can be checked`,
  );
  for (const { place, labels } of sources) {
    const row = Array.from(labels).findIndex((label, k) => label !== known.labels[k]);
    ensure(row === -1, "INPUT", () => {
      const where = first.ids === undefined ? `row ${row}` : `id ${first.ids[row]?.slice(0, 60)}`;
      const remedy = byId
        ? "one of the two was cached in another order than its ids or labels"
        : "bring both into one order";
      return `${place}, ${where}: expected label ${known.labels[row]} as ${known.place} has; got ${labels[row]}; ${remedy}`;
    });
  }
  return known.labels;
}
