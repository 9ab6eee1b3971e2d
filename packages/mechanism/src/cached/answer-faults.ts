// What saved logits look like when something went wrong before they were saved.

import { argmax, proportionInterval, StillpointError } from "@stillpoint/core";
import type { Logits } from "../logits.ts";

/** Rows from which numbers within 0..1 cannot be logits by chance. */
const ENOUGH_NUMBERS = 40;

/**
 * Refuses what cannot be logits of a network that knows something: rows that are all alike, percentages, probabilities of
 * single classes, labels that count from 1, and with `accuracy` answers that are right no more often than chance has it:
 * rows in another order than their labels look so.
 *
 * @throws StillpointError INPUT naming the network
 */
export function ensureAnswers(
  logits: Logits,
  options: { readonly accuracy: boolean; readonly ids?: readonly string[] },
): void {
  const { name, values, rows, classes, labels } = logits;
  const flat = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    values.subarray(row * classes, (row + 1) * classes).every((value) => value === values[row * classes]),
  );
  if (flat.length > 0)
    throw new StillpointError(
      "INPUT",
      `${name}, ${options.ids?.[flat[0] ?? 0] ?? `row ${flat[0]}`}: expected logits that differ between classes; got ${values[(flat[0] ?? 0) * classes]} for every class in ${flat.length} of ${rows} rows; take these logits again`,
    );
  if (values.length >= ENOUGH_NUMBERS && values.every((value) => value >= 0 && value <= 1))
    throw new StillpointError(
      "INPUT",
      `${name}: expected logits; got numbers from 0 to 1 alone, as sigmoids and probabilities are; pass what comes before them`,
    );
  if (everySumIs(logits, 100))
    throw new StillpointError(
      "INPUT",
      `${name}: expected logits; got percentages, every row sums to 100; pass what comes before the softmax`,
    );
  const shifted = Array.from(labels, (label) => label - 1);
  const [right, before] = [rightOf(logits, labels), rightOf(logits, shifted)];
  // Whoever has a class 0 counts from 0.
  if (
    labels.every((label) => label > 0) &&
    before > 2 * right &&
    proportionInterval(before, rows).low > proportionInterval(right, rows).high
  )
    throw new StillpointError(
      "INPUT",
      `${name}: expected labels that count classes from 0; got ${right} of ${rows} right, and ${before} with 1 taken off; take 1 off the labels`,
    );
  const most = mostFrequent(labels, classes) / rows;
  if (!options.accuracy) return;
  const interval = proportionInterval(right, rows);
  const chance = rightByChance(logits);
  if (!(interval.high > most && right / rows > 1 / classes && interval.low > chance))
    throw new StillpointError(
      "INPUT",
      `${name}: expected a network that knows more than guessing; got ${right} of ${rows} right, where the same answers in any order give ${Math.round(rows * chance)} and one class for all ${Math.round(rows * most)}; check that its rows are those of its ids and labels, and classes those of its outputs, in their order (--no-accuracy goes on all the same)`,
    );
}

/**
 * What one should know of saved logits, a sentence each: a class that never varies, a tail cut off behind the largest,
 * logarithms of probabilities, float16 that matters. `rounding` is what it may have moved a logit by, nats.
 */
export function answerNotes(logits: Logits, rounding?: number): readonly string[] {
  const { name, values, rows, classes } = logits;
  const notes: string[] = [];
  const still = Array.from({ length: classes }, (_, k) => k).filter((k) => rows > 1 && isStill(logits, k));
  if (still.length > 0)
    notes.push(
      `${name}: the logit of ${still.length === 1 ? `class ${still[0]}` : `${still.length} classes, first ${still[0]},`} is ${values[still[0] ?? 0]} in every row: padding, or a class that is masked`,
    );
  const kept = keptOf(logits);
  if (kept !== undefined)
    notes.push(
      `${name}: every row holds ${kept} logits and one and the same lowest number for the other ${classes - kept} classes, as a cache of the top ${kept} does: relations among the others are lost, and targets made of it are KD-topk's at best`,
    );
  if (areLogProbabilities(logits))
    notes.push(
      `${name}: logarithms of probabilities, which are logits as good as any where the softmax was at T = 1; after a softmax at another T they are logits divided by it, and every T here counts from there`,
    );
  if (rounding !== undefined && rounding >= ROUNDING)
    notes.push(
      `${name}: float16 has moved logits by up to ${rounding.toPrecision(2)} nats, and wrong classes may have become equal; cache float32`,
    );
  return notes;
}

function isStill({ values, rows, classes }: Logits, k: number): boolean {
  for (let row = 1; row < rows; row++) if (values[row * classes + k] !== values[k]) return false;
  return true;
}

/** Half a step of float16 that is worth telling, nats: logits of 16 and more. */
const ROUNDING = 0.0075;

/** How many logits a row holds above one lowest number that the others share; undefined where rows differ in it. */
export function keptOf({ values, rows, classes }: Logits): number | undefined {
  let kept: number | undefined;
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * classes, (row + 1) * classes);
    let least = Number.POSITIVE_INFINITY;
    for (const value of own) least = Math.min(least, value);
    let above = 0;
    for (const value of own) if (value > least) above += 1;
    if ((kept !== undefined && above !== kept) || above < 2 || above > classes - 2) return undefined;
    kept = above;
  }
  return kept;
}

function rightOf({ values, rows, classes }: Logits, labels: ArrayLike<number>): number {
  let right = 0;
  for (let row = 0; row < rows; row++)
    if (argmax(values.subarray(row * classes, (row + 1) * classes)) === labels[row]) right += 1;
  return right;
}

/** Share of right answers that is expected of the same answers, dealt out anew. */
function rightByChance({ values, rows, classes, labels }: Logits): number {
  const [asked, answered] = [new Float64Array(classes), new Float64Array(classes)];
  for (let row = 0; row < rows; row++) {
    asked[labels[row]!]! += 1;
    answered[argmax(values.subarray(row * classes, (row + 1) * classes))]! += 1;
  }
  return asked.reduce((sum, count, k) => sum + count * answered[k]!, 0) / rows ** 2;
}

function mostFrequent(labels: Int32Array, classes: number): number {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  return Math.max(...counts);
}

function everySumIs(logits: Logits, sum: number): boolean {
  return everyRow(
    logits,
    (row) => row.every((value) => value >= 0) && Math.abs(sumOf(row, (value) => value) - sum) <= sum / 100,
  );
}

function areLogProbabilities(logits: Logits): boolean {
  return everyRow(logits, (row) => row.every((value) => value <= 0) && Math.abs(sumOf(row, Math.exp) - 1) <= 1e-3);
}

function sumOf(row: Logits["values"], of: (value: number) => number): number {
  let sum = 0;
  for (const value of row) sum += of(value);
  return sum;
}

/** Ends at the first row that says no: caches are large. */
function everyRow({ values, rows, classes }: Logits, test: (row: Logits["values"]) => boolean): boolean {
  for (let row = 0; row < rows; row++) if (!test(values.subarray(row * classes, (row + 1) * classes))) return false;
  return true;
}
