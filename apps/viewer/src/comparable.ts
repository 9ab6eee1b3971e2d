// A report as far as two of them are held side by side: read from a file of anybody's, so nothing in it is taken on trust.

import { parseJson, VERDICTS, type Verdict } from "@stillpoint/core";
import { sixMetrics } from "./metric.ts";
import type { IntervalView } from "./view.ts";

/** One number of a task: distilled minus from scratch. */
export interface ComparableNumber {
  /** The same in both reports. */
  readonly key: string;
  readonly title: string;
  readonly digits: number;
  readonly difference: IntervalView;
  /** Absent where nobody judged it. */
  readonly verdict?: Verdict;
}

export interface ComparableTask {
  readonly id: string;
  readonly layer: string;
  readonly name: string;
  readonly samples?: number;
  readonly seeds: number;
  readonly recipe?: string;
  readonly threshold?: number;
  readonly numbers: readonly ComparableNumber[];
}

export interface ComparableReport {
  readonly tasks: readonly ComparableTask[];
  readonly seeds: readonly number[];
  readonly command?: string;
  readonly version?: string;
}

type Loose = Readonly<Record<string, unknown>>;

function loose(value: unknown): Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function interval(value: unknown): IntervalView {
  const { mean, low, high } = loose(value);
  return { mean: number(mean) ?? null, low: number(low) ?? null, high: number(high) ?? null };
}

function verdictOf(value: unknown): Verdict | undefined {
  return VERDICTS.find((verdict) => verdict === value);
}

function numbersOf(task: Loose): ComparableNumber[] {
  const claims = list(task.hypotheses).map(loose);
  const six = sixMetrics().flatMap(({ id, title, digits }): ComparableNumber[] => {
    const own = claims.find((claim) => claim.id === id);
    if (!own) return [];
    const verdict = verdictOf(own.verdict);
    return [{ key: id, title, digits, difference: interval(own.difference), ...(verdict ? { verdict } : {}) }];
  });
  const gap = task.entropyGapDifference;
  const parts = Object.entries(loose(task.parts)).map(([name, part]) => ({
    key: `part ${name}`,
    title: `Points on the ${name}`,
    digits: 1,
    difference: interval(loose(part).pointsDifference),
  }));
  return [
    ...parts,
    ...(gap === undefined ? [] : [{ key: "gap", title: "Entropy gap", digits: 2, difference: interval(gap) }]),
    ...six,
  ];
}

function taskOf(value: unknown, names: Loose): ComparableTask | undefined {
  const task = loose(value);
  const [id, layer] = [text(task.id), text(task.layer)];
  if (id === undefined || layer === undefined) return undefined;
  const engine = loose(task.engine);
  const [samples, recipe, threshold] = [number(task.samples), text(engine.recipe), number(engine.threshold)];
  const family = id.split("@")[0] ?? id;
  return {
    id,
    layer,
    name: (Object.hasOwn(names, family) ? text(names[family]) : undefined) ?? family,
    seeds: list(task.bySeed).length,
    ...(samples === undefined ? {} : { samples }),
    ...(recipe === undefined ? {} : { recipe }),
    ...(threshold === undefined ? {} : { threshold }),
    numbers: numbersOf(task),
  };
}

/** What can be compared of a report; undefined where it is none. */
export function comparable(report: unknown): ComparableReport | undefined {
  const whole = loose(report);
  if (!Array.isArray(whole.tasks)) return undefined;
  const tasks = whole.tasks.flatMap((task) => taskOf(task, loose(whole.names)) ?? []);
  if (tasks.length < whole.tasks.length) return undefined;
  const run = loose(whole.run);
  const [command, version] = [text(run.command), text(loose(run.versions).stillpoint)];
  return {
    tasks,
    seeds: list(whole.seeds).flatMap((seed) => number(seed) ?? []),
    ...(command === undefined ? {} : { command }),
    ...(version === undefined ? {} : { version }),
  };
}

const DATA = /<script[^>]*\bid="?stillpoint-data"?[^>]*>([\s\S]*?)<\/script>/i;

/** The report in the text of a report.json or report.html, whose script never runs; undefined where there is none. */
export function comparableText(file: string): ComparableReport | undefined {
  const page = file.match(DATA)?.[1];
  return comparable(page === undefined ? parseJson(file) : loose(parseJson(page)).report);
}
