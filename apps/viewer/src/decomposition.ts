// What the teacher's knowledge did and what the loss did, as a figure of the answer and as a table of every number.

import type { AnswerFacts } from "./answer-facts.ts";
import { differenceLine } from "./comparison.ts";
import type { ContrastView, DecompositionView } from "./contrast.ts";
import { escapeHtml } from "./escape.ts";
import { type ForestLine, forestPlot } from "./forest.ts";
import { gapMetric, METRIC_TITLES } from "./metric.ts";
import { NEUTRAL_NAMES } from "./modality.ts";
import { range, signed } from "./number.ts";
import { roleName } from "./role.ts";
import { exact } from "./sheet.ts";
import { foldout, numberTable } from "./table.ts";
import type { IntervalView, TaskView } from "./view.ts";

function answerLines({ difference, halves, placebo, chance, control }: AnswerFacts): ForestLine[] {
  return [
    { label: "difference", kind: "difference", interval: difference },
    ...(halves
      ? [
          { label: "teacher’s knowledge", kind: "teacher" as const, interval: halves.teacher },
          { label: "the loss itself", kind: "loss" as const, interval: halves.loss },
        ]
      : []),
    ...(placebo ? [{ label: "placebo − scratch", kind: "placebo" as const, interval: placebo }] : []),
    ...(chance ? [{ label: "by chance (null)", kind: "null" as const, interval: chance }] : []),
    ...(control ? [{ label: "control task", kind: "control" as const, interval: control }] : []),
  ];
}

/** The difference of the answer beside all that isolates it; nothing where the report has only the difference. */
export function answerFigure(facts: AnswerFacts, digits: number): string {
  const lines = answerLines(facts);
  if (lines.length < 2) return "";
  const of = facts.part === undefined ? "Entropy gap, nats" : `Points on the ${facts.part}`;
  const caption = facts.halves
    ? `${of}: distilled minus scratch is the teacher’s knowledge plus the loss itself`
    : `${of}: distilled minus scratch, and what to hold it against`;
  return (
    `<figure class="decomposition"><figcaption>${escapeHtml(caption)}</figcaption><div class="sum">` +
    `<div>${lines.map((line) => differenceLine(line, digits)).join("")}</div>` +
    `${forestPlot(lines, `${caption}, with 95 % intervals`)}</div></figure>`
  );
}

const TITLES: Readonly<Record<string, string>> = {
  entropyGap: gapMetric(NEUTRAL_NAMES).title,
  entropyGapOutsideParts: "Entropy gap outside named parts",
  foregroundRank: "Object below background, share of pairs",
  foregroundGain: "Foreground points gained since step 0",
  backgroundGain: "Background points gained since step 0",
};

/** Digits that a number is shown with. */
function digitsOf({ metric, claim }: { readonly metric: string; readonly claim?: string | undefined }): number {
  if (claim === "H2.varianceOfDistance") return 3;
  return /count|gain|^points$/i.test(metric) ? 1 : 2;
}

/** What a number is called, as markup. */
function titleOf({ metric, part, claim }: Pick<DecompositionView, "metric" | "part" | "claim">): string {
  if (part !== undefined)
    return metric === "points" ? `Points on the ${escapeHtml(part)}` : `Entropy gap to the ${escapeHtml(part)}`;
  return (claim && METRIC_TITLES[claim]) ?? TITLES[metric] ?? escapeHtml(metric);
}

function cell(interval: IntervalView, digits: number): string {
  const why = interval.mean === null && interval.reason ? ` title="${escapeHtml(interval.reason)}"` : "";
  return `<span${why}${exact(interval.mean, interval.low, interval.high)}>${signed(interval.mean, digits)} <small>${range(interval, digits, true)}</small></span>`;
}

/** Every number as a sum; nothing without a self-distilled network. */
export function decompositionTable(task: TaskView): string {
  const all = task.decomposition ?? [];
  if (all.length === 0) return "";
  const rows = all.map((one) => {
    const digits = digitsOf(one);
    return [titleOf(one), ...[one.total, one.teacher, one.loss].map(({ difference }) => cell(difference, digits))];
  });
  return numberTable(
    "The teacher’s knowledge apart from the loss",
    [
      "",
      "Distilled − scratch",
      "= the teacher’s knowledge <small>distilled − self-distilled</small>",
      "+ the loss itself <small>self-distilled − scratch</small>",
    ],
    rows,
  );
}

/** Every number between every two roles that isolate something; nothing where the report has only one such pair. */
export function contrastTable(task: TaskView): string {
  return pairsTable("Every two roles", task.contrasts ?? [], 2);
}

/** The same with the better network of each two stopped where it answers no better; nothing where that was not tested. */
export function equalAccuracyTable({ equalAccuracy = [] }: TaskView): string {
  const table = pairsTable(
    "At equal accuracy",
    equalAccuracy.flatMap(({ contrasts }) => contrasts),
    1,
  );
  const rows = equalAccuracy.flatMap(({ treated, reference, stops }) =>
    stops.map(({ seed, treatedStep, treatedAccuracy, referenceStep, referenceAccuracy }) => [
      `${roleName(treated)}, ${roleName(reference)}, seed ${seed}`,
      `step ${treatedStep} <small>${share(treatedAccuracy)}</small>`,
      `step ${referenceStep} <small>${share(referenceAccuracy)}</small>`,
    ]),
  );
  const heads = ["Networks", "The first is taken at", "The second at"];
  return table && table + foldout("Where each is taken", numberTable("Steps of equal accuracy", heads, rows));
}

function share(accuracy: number | null): string {
  return accuracy === null ? "–" : `${(100 * accuracy).toFixed(0)} % right`;
}

/** A row for each number, a column for each pair; nothing with fewer than `least` pairs. */
function pairsTable(label: string, all: readonly ContrastView[], least: number): string {
  const nameOf = ({ treated, reference }: ContrastView): string => `${roleName(treated)} − ${roleName(reference)}`;
  const pairs = [...new Set(all.map(nameOf))];
  if (pairs.length < least) return "";
  const keyOf = ({ metric, part = "", statistic }: ContrastView): string => [metric, part, statistic].join("\n");
  const keys = [...new Set(all.map(keyOf))];
  const rows = keys.flatMap((key) => {
    const own = all.filter((one) => keyOf(one) === key);
    const [first] = own;
    if (!first) return [];
    const cells = pairs.map((pair) => {
      const found = own.find((one) => nameOf(one) === pair);
      return found ? cell(found.difference, digitsOf(found)) : "–";
    });
    return [[titleOf(first), ...cells]];
  });
  return numberTable(label, ["", ...pairs], rows);
}
