// Which training step each checkpoint is from, by the names of their files.

import { StillpointError } from "@stillpoint/core";
import { type NameNumber, numbersIn } from "./name-numbers.ts";

/** Steps in the order of the names they were read from. */
export interface NamedSteps {
  readonly steps: readonly number[];
  /** What they were read from: the name of a field such as `epoch`, or undefined for the one number that differs. */
  readonly field: string | undefined;
}

/** Fields that hold a step, the finest first, with the words that spell them. */
const FIELDS: readonly { readonly field: string; readonly words: readonly string[] }[] = [
  { field: "step", words: ["step", "steps"] },
  { field: "global_step", words: ["globalstep", "gstep"] },
  { field: "iteration", words: ["iter", "iters", "iteration", "iterations", "it"] },
  { field: "epoch", words: ["epoch", "epochs", "ep"] },
  { field: "checkpoint", words: ["checkpoint", "ckpt", "chkpt"] },
];

/** Single letters that spell a field only beside each other, as in `e3-s1200`: alone `s2` is a seed as well. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ["s", "step"],
  ["e", "epoch"],
]);

/** Numbers behind these words are never a step. */
const OTHERS: ReadonlySet<string> = new Set(["seed", "fold", "rank", "loss", "acc", "accuracy", "lr"]);

/**
 * The training step in each of several names, without their extensions, of checkpoints of one network. A field called
 * `step`, `global_step`, `iter`, `epoch` or `checkpoint` is taken, the first of them that tells the names apart; else the
 * one whole number that differs between them. A day or a clock's time counts only where nothing else differs. Of a single
 * name its field or its only number that stands by itself, else 0.
 *
 * Throws `INPUT`, listing what was understood, for names without a number, fields that order the names differently,
 * several numbers that differ, and steps past 2^53; `place` says which names. Equal steps are the caller's to refuse.
 */
export function stepsFromNames(names: readonly string[], place: string): NamedSteps {
  const numbers = names.map(numbersIn);
  if (names.length === 1) return singleStep(names[0] ?? "", numbers[0] ?? [], place);
  const named = FIELDS.flatMap(({ field }) => {
    const values = numbers.map((each) => each.find((number) => fieldOf(number, each) === field)?.value);
    return isComplete(values) && distinct(values) > 1 ? [{ field, values }] : [];
  });
  const telling = named.filter(({ values }) => distinct(values) === names.length);
  const [chosen, ...others] = telling.length > 0 ? telling : named;
  if (chosen !== undefined) {
    const other = others.find(({ values }) => !agrees(chosen.values, values));
    if (other === undefined) return { steps: safe(chosen.values, place), field: chosen.field };
    const both = `${chosen.field} and ${other.field} that order them differently`;
    throw unclear(place, both, names, numbers);
  }
  return { steps: safe(differing(names, numbers, place), place), field: undefined };
}

function singleStep(name: string, numbers: readonly NameNumber[], place: string): NamedSteps {
  for (const { field } of FIELDS) {
    const value = numbers.find((number) => fieldOf(number, numbers) === field)?.value;
    if (value !== undefined) return { steps: safe([value], place), field };
  }
  const [only, second] = numbers;
  // The number in `resnet18` or `bert-v2` is none of a step.
  const stands = only?.value !== undefined && second === undefined && /(^|[^A-Za-z\d])\d+$/.test(name);
  return { steps: safe([stands ? (only?.value ?? 0n) : 0n], place), field: undefined };
}

/** The values of the one number that differs between names. */
function differing(
  names: readonly string[],
  numbers: readonly (readonly NameNumber[])[],
  place: string,
): readonly bigint[] {
  const count = numbers[0]?.length ?? 0;
  if (numbers.some((each) => each.length === 0)) throw unclear(place, "a name without a number", names, numbers);
  if (numbers.some((each) => each.length !== count)) {
    throw unclear(place, "names with different numbers of numbers", names, numbers);
  }
  const columns = Array.from({ length: count }, (_, k) => numbers.flatMap((each) => each[k] ?? []));
  const varying = columns.filter((column) => new Set(column.map(({ text }) => text)).size > 1);
  const wholes = varying.filter((column) => !column.some((number) => OTHERS.has(number.words.at(-1) ?? "")));
  const moments = wholes.filter((column) => column.every(({ isMoment }) => isMoment));
  const fractions = wholes.filter((column) => column.every(({ value }) => value === undefined));
  const plain = wholes.filter((column) => !moments.includes(column) && !fractions.includes(column));
  const [chosen, second] = [plain, moments, fractions].find(({ length }) => length > 0) ?? [];
  if (chosen === undefined) throw unclear(place, "no number that differs and could be one", names, numbers);
  if (second !== undefined) throw unclear(place, "several numbers that differ, none called step", names, numbers);
  const values = chosen.map(({ value }) => value);
  if (!isComplete(values)) throw unclear(place, "a number that is not whole", names, numbers);
  for (const moment of moments) {
    const times = moment.map(({ value }) => value);
    if (moment !== chosen && !(isComplete(times) && agrees(values, times))) {
      throw unclear(place, "a number and a time that order them differently", names, numbers);
    }
  }
  return values;
}

function fieldOf({ words, behind }: NameNumber, all: readonly NameNumber[]): string | undefined {
  const word = words.at(-1);
  const field = fieldCalled(word) ?? (word === undefined || fieldCalled(behind) ? fieldCalled(behind) : undefined);
  if (field === "step" && words.at(-2) === "global") return "global_step";
  if (field !== undefined || word === undefined) return field;
  const letters = new Set(all.map((number) => number.words.at(-1)));
  return [...LETTERS.keys()].every((letter) => letters.has(letter)) ? LETTERS.get(word) : undefined;
}

function fieldCalled(word: string | undefined): string | undefined {
  return word === undefined ? undefined : FIELDS.find(({ words }) => words.includes(word))?.field;
}

function isComplete(values: readonly (bigint | undefined)[]): values is readonly bigint[] {
  return values.every((value) => value !== undefined);
}

function distinct(values: readonly bigint[]): number {
  return new Set(values).size;
}

/** Whether `other` never falls where `values` rise. */
function agrees(values: readonly bigint[], other: readonly bigint[]): boolean {
  const order = values.map((value, k) => [value, other[k] ?? 0n] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return order.every(([value, at], k) => k === 0 || value === order[k - 1]?.[0] || at >= (order[k - 1]?.[1] ?? 0n));
}

function safe(values: readonly bigint[], place: string): number[] {
  const large = values.find((value) => value > BigInt(Number.MAX_SAFE_INTEGER));
  if (large === undefined) return values.map(Number);
  throw new StillpointError(
    "INPUT",
    `${place}: expected steps up to ${Number.MAX_SAFE_INTEGER}; got ${large}; rename the files, such as to step=100`,
  );
}

const SHOWN = 4;

function unclear(
  place: string,
  problem: string,
  names: readonly string[],
  numbers: readonly (readonly NameNumber[])[],
): StillpointError {
  const said = names.slice(0, SHOWN).map((name, k) => {
    const found = (numbers[k] ?? []).map(({ words, text }) => [words.at(-1), text].filter(Boolean).join(" "));
    return `${name} (${found.join(", ") || "no number"})`;
  });
  if (names.length > SHOWN) said.push(`and ${names.length - SHOWN} more`);
  return new StillpointError(
    "INPUT",
    `${place}: expected one step number in each name, such as step=100 or 00100; got ${problem}: ${said.join(", ")}; rename the files or narrow the pattern`,
  );
}
