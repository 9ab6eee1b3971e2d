// Two reports side by side: every cell of both, and what changed from the first to the second.

import type { ComparableNumber, ComparableReport, ComparableTask } from "./comparable.ts";
import { escapeHtml } from "./escape.ts";
import { range, short, signed } from "./number.ts";
import { exact } from "./sheet.ts";
import { foldout, numberTable } from "./table.ts";
import { verdictLabel, verdictWord } from "./verdict.ts";

/** What changed in one number, in words; nothing where it did not. */
export function changes(here: ComparableNumber, there: ComparableNumber): string[] {
  const [a, b] = [here.difference, there.difference];
  const isSame = a.mean === b.mean && a.low === b.low && a.high === b.high && here.verdict === there.verdict;
  if (isSame) return [];
  const isApart =
    a.low !== null && a.high !== null && b.low !== null && b.high !== null && (a.high < b.low || b.high < a.low);
  const signs = [a.mean, b.mean].map((mean) => Math.sign(mean ?? 0));
  return [
    ...(here.verdict !== there.verdict
      ? [
          `${here.verdict ? verdictWord(here.verdict) : "not judged"} → ${there.verdict ? verdictWord(there.verdict) : "not judged"}`,
        ]
      : []),
    ...((signs[0] ?? 0) * (signs[1] ?? 0) < 0 ? ["the sign turned"] : []),
    ...(isApart ? ["the intervals lie apart"] : []),
    ...((a.mean === null) !== (b.mean === null) ? [a.mean === null ? "now defined" : "no longer defined"] : []),
  ];
}

function side(name: string, number: ComparableNumber | undefined): string {
  if (!number) return `<span class="side"><i>${name}</i> –</span>`;
  const { difference, digits, verdict } = number;
  return (
    `<span class="side"><i>${name}</i> <b data-name="${name}"${exact(difference.mean, difference.low, difference.high)}>${signed(difference.mean, digits)}</b>` +
    `${verdict ? verdictLabel(verdict, true) : ""} <small>${range(difference, digits, true)}</small></span>`
  );
}

function cell(here: ComparableNumber | undefined, there: ComparableNumber | undefined): string {
  const told = here && there ? changes(here, there) : [];
  return `${side("A", here)}${side("B", there)}${told.length > 0 ? `<span class="changed">${told.join("; ")}</span>` : ""}`;
}

/** Both reports' tasks by id, those of the first in its order. */
function pairs(
  a: ComparableReport,
  b: ComparableReport,
): readonly { readonly here?: ComparableTask; readonly there?: ComparableTask }[] {
  const other = (tasks: readonly ComparableTask[], id: string): ComparableTask | undefined =>
    tasks.find((task) => task.id === id);
  return [
    ...a.tasks.map((here) => {
      const there = other(b.tasks, here.id);
      return there ? { here, there } : { here };
    }),
    ...b.tasks.filter(({ id }) => !other(a.tasks, id)).map((there) => ({ there })),
  ];
}

function made(report: ComparableReport): readonly (readonly [string, string])[] {
  const unique = (values: readonly (string | number | undefined)[]): string =>
    [...new Set(values.filter((value) => value !== undefined))].join(", ") || "–";
  const { tasks } = report;
  return [
    ["Layers", String(tasks.length)],
    ["Seeds", report.seeds.join(", ") || "–"],
    ["Samples of a task", unique(tasks.map(({ samples }) => samples))],
    ["Recipe", unique(tasks.map(({ recipe }) => recipe))],
    ["Threshold b, nats", unique(tasks.map(({ threshold }) => threshold && short(threshold)))],
    ["Version", report.version ?? "–"],
    ["Command", report.command ?? "–"],
  ];
}

/** How the two were made, where they were made otherwise. */
function makings(a: ComparableReport, b: ComparableReport): string {
  const there = made(b);
  const rows = made(a).flatMap(([name, value], k) => {
    const other = there[k]?.[1] ?? "–";
    return value === other ? [] : [[name, escapeHtml(value), escapeHtml(other)]];
  });
  return rows.length === 0
    ? "<p>Both were made alike, as far as they say.</p>"
    : numberTable("Made otherwise", ["", "A, this report", "B, the other"], rows);
}

/** The sentence that is told when a second report was read. */
export function changeSentence(a: ComparableReport, b: ComparableReport): string {
  const both = pairs(a, b).flatMap(({ here, there }) => (here && there ? [{ here, there }] : []));
  const numbers = both.flatMap(({ here, there }) =>
    here.numbers.flatMap((one) => {
      const other = there.numbers.find(({ key }) => key === one.key);
      return other ? [{ one, other }] : [];
    }),
  );
  const judged = numbers.filter(({ one, other }) => one.verdict !== undefined && other.verdict !== undefined);
  const turned = judged.filter(({ one, other }) => one.verdict !== other.verdict).length;
  const apart = numbers.filter(({ one, other }) => changes(one, other).includes("the intervals lie apart")).length;
  const alone = a.tasks.length + b.tasks.length - 2 * both.length;
  if (both.length === 0) return "The two reports have no layer in common.";
  return (
    `${both.length} ${both.length === 1 ? "layer is" : "layers are"} in both${alone > 0 ? `, ${alone} in one only` : ""}. ` +
    `Of ${judged.length} verdicts ${turned} changed; of ${numbers.length} differences ${apart} lie apart, interval from interval.`
  );
}

/** Both tables' cells beside each other; `name` is the second file's. */
export function sideBySide(a: ComparableReport, b: ComparableReport, name: string): string {
  const columns = new Map(
    [...a.tasks, ...b.tasks].flatMap(({ numbers }) => numbers.map(({ key, title }) => [key, title] as const)),
  );
  const find = (task: ComparableTask | undefined, key: string): ComparableNumber | undefined =>
    task?.numbers.find((one) => one.key === key);
  const rows = pairs(a, b).map(({ here, there }) => {
    const task = here ?? there;
    const only = here && there ? "" : `<small>only in ${here ? "A" : "B"}</small>`;
    return [
      `${escapeHtml(task?.name ?? "")}<small>layer ${escapeHtml(task?.layer ?? "")}</small>${only}`,
      ...[...columns.keys()].map((key) =>
        find(here, key) || find(there, key) ? cell(find(here, key), find(there, key)) : "–",
      ),
    ];
  });
  return (
    `<p class="agreement"><b>A</b> is this report, <b>B</b> ${escapeHtml(name)}.</p>` +
    `<div class="both">${numberTable("Two reports side by side", ["Task and layer", ...[...columns.values()].map(escapeHtml)], rows)}</div>` +
    foldout("What was made otherwise", makings(a, b))
  );
}

/** The place for a second report: a file is chosen here, or dropped anywhere on the page. */
export function besidePlace(): string {
  return (
    `<div class="beside"><h2>Beside another report</h2><p class="lead">Drop another <code>report.json</code> or <code>report.html</code> on this page, or ` +
    `<label class="choose">choose one<input type="file" class="unseen" accept=".json,.html,application/json,text/html"></label>: both tables stand side by side. Nothing leaves this page.</p>` +
    `<p class="told" role="status"></p><div class="result"></div></div>`
  );
}
