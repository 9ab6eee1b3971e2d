// How to make the report again: command, versions, data, seeds and digests, and what was said of them.

import { escapeHtml } from "./escape.ts";
import { foldout } from "./table.ts";
import type { ReportView } from "./view.ts";

type Row = readonly [name: string, markup: string];

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function list(items: readonly string[]): string {
  return `<ul class="plain-list">${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

function digests(title: string, of: Readonly<Record<string, string>> | undefined): Row[] {
  const names = Object.entries(of ?? {});
  if (names.length === 0) return [];
  const items = names.map(([name, digest]) => `${code(digest)} ${escapeHtml(name)}`);
  const count = names.length === 1 ? "1 digest" : `${names.length} digests`;
  return [[title, `${count}${foldout("list", list(items))}`]];
}

/** The section at the end of the page, folded but for its title. */
export function makeAgain({ run = {}, seeds }: ReportView): string {
  const { command, versions = {}, config, data = [], noiseSeed, notes = [] } = run;
  const names = Object.entries(versions).map(([name, version]) => escapeHtml(`${name} ${version}`));
  const rows: readonly Row[] = [
    ...(command === undefined ? [] : [["Command", code(command)] as const]),
    ["Seeds", seeds.join(", ") || "–"],
    ...(noiseSeed === undefined ? [] : [["Seed of the noise", String(noiseSeed)] as const]),
    ...(names.length > 0 ? [["Versions", names.join(" · ")] as const] : []),
    ...(notes.length > 0 ? [["Said beforehand", list(notes.map(escapeHtml))] as const] : []),
    ...(data.length > 0 ? [["Data", data.map(code).join("<br>")] as const] : []),
    ...(config === undefined
      ? []
      : [
          [
            "Configuration",
            foldout("as resolved", `<pre>${escapeHtml(JSON.stringify(config, null, 2))}</pre>`),
          ] as const,
        ]),
    ...digests("Checkpoints", run.digests?.checkpoints),
    ...digests("Samples", run.digests?.samples),
    ["Numbers", "<code>report.json</code> holds every number, <code>entropies.parquet</code> every entropy"],
  ];
  return (
    `<footer class="end"><details class="again"><summary><h2>How to make this report again</h2></summary>` +
    `<p class="lead">The same seeds give the same results to the byte.</p><dl>` +
    `${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl></details></footer>`
  );
}
