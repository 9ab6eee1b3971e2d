// statement.html: one page that can lie beside a released student.

import {
  escapeHtml,
  findingForest,
  foldout,
  numberTable,
  plain,
  roleClass,
  roleName,
  toldChance,
  toldInterval,
  toldNumber,
  toldRange,
} from "@stillpoint/viewer/study";
import { pageOf } from "../findings/findings-html.ts";
import { countedGroups, GROUP_WORDS, otherWay } from "./group-words.ts";
import {
  type Evidence,
  STATEMENT_GROUPS,
  type StatedSubject,
  type Statement,
  type StatementLine,
} from "./statement.ts";
import { STATEMENT_LEAD, STATEMENT_WORDS } from "./statement-words.ts";
import { hasOwnNumbers, toldControl } from "./told-evidence.ts";
import { byUntoldKind } from "./untold-kinds.ts";

function runMark(run: number | undefined): string {
  return run === undefined ? "" : `<a href="#run-${run + 1}">run ${run + 1}</a>`;
}

function controlWords({ control, controlName }: Evidence): string {
  if (Number.isNaN(control.mean)) return `none${control.reason === undefined ? "" : `: ${escapeHtml(control.reason)}`}`;
  const name = controlName === undefined ? "" : ` <small class="reason">${escapeHtml(controlName)}</small>`;
  // the ends stay together, in the size of those of the value
  return `${toldControl(control).replace(/\[.*\]/, (ends) => `<small>${ends}</small>`)}${name}`;
}

function evidenceList(evidence: Evidence): string {
  const { value, interval, adjusted } = evidence;
  const reason = interval.reason === undefined ? "" : `<small class="reason">${escapeHtml(interval.reason)}</small>`;
  const chance =
    adjusted === undefined ? "" : `<div><dt>adjusted p</dt><dd>${escapeHtml(toldChance(adjusted))}</dd></div>`;
  return (
    `<dl><div><dt>value</dt><dd><b>${toldNumber(value)}</b> <small>${toldRange(interval)}</small>${reason}</dd></div>` +
    `<div><dt>control</dt><dd>${controlWords(evidence)}</dd></div>${chance}</dl>`
  );
}

function lineRow(line: StatementLine): string {
  const { sentence, about, id, evidence, run } = line;
  const other = otherWay(line);
  const opposite =
    other === undefined ? "" : `<span class="verdict contradicted"><b aria-hidden="true">✕</b>${other}</span>`;
  return (
    `<article class="told"><div class="words-of">${opposite}<p class="sentence">${escapeHtml(sentence)}</p>` +
    `<p class="meta">${escapeHtml(about)} · <code>${escapeHtml(id)}</code> · ${runMark(run)}</p></div>` +
    `${evidence ? evidenceList(evidence) + findingForest(evidence) : ""}</article>`
  );
}

/** A line that says what is not known. */
function untoldItem(line: StatementLine): string {
  const { sentence, about, evidence, reason, needed, run } = line;
  const number =
    evidence && hasOwnNumbers(line)
      ? ` <small>${toldInterval({ ...evidence.interval, mean: evidence.value })}; control ${controlWords(evidence)}</small>`
      : "";
  const why = reason === undefined ? "" : `Why: ${escapeHtml(reason)}. `;
  const needs = needed === undefined || needed === reason ? "" : `Needed: ${escapeHtml(needed)}. `;
  return `<li><p>${escapeHtml(sentence)}${number}</p><p class="meta">${why}${needs}${run === undefined ? "" : `${escapeHtml(about)} · ${runMark(run)}`}</p></li>`;
}

function list(lines: readonly StatementLine[]): string {
  return lines.length === 0 ? "" : `<ul class="plain-list untold">${lines.map(untoldItem).join("")}</ul>`;
}

function groupMarkup(group: (typeof STATEMENT_GROUPS)[number], lines: readonly StatementLine[]): string {
  const { heading, lead } = GROUP_WORDS[group];
  const head = `<h3>${heading} <small class="muted">${lines.length}</small></h3>`;
  if (group === "described")
    return lines.length === 0
      ? ""
      : `<div class="claims">${foldout(`${heading} (${lines.length})`, list(lines))}</div>`;
  if (group === "untold") {
    const folds = byUntoldKind(lines).map(({ summary, lines: own }) => foldout(summary, list(own)));
    return `<div class="claims">${head}<p class="lead">${lead}</p>${folds.join("")}</div>`;
  }
  if (lines.length === 0) return `<div class="claims">${head}<p class="lead">Nothing is shown.</p></div>`;
  return `<div class="claims">${head}<p class="lead">${lead}</p>${lines.map(lineRow).join("")}</div>`;
}

function accuracyTable({ accuracies, name }: StatedSubject): string {
  const rows = accuracies.map(({ role, layer, method, set, networks, accuracy, run }) => [
    `<span class="${roleClass(role)} roled">${roleName(role)}</span>${layer === undefined ? "" : ` layer ${escapeHtml(layer)}`}`,
    escapeHtml(method ?? "–"),
    escapeHtml(set),
    plain(accuracy, 1, true),
    String(networks),
    runMark(run),
  ]);
  if (rows.length === 0) return "";
  const heads = ["Network", "Taught by", "Examples", "Right", "Networks", "From"];
  const table = numberTable(`Accuracy, ${name}`, heads, rows);
  return foldout("How often the networks are right", table);
}

function subjectMarkup(subject: StatedSubject, at: number): string {
  const { name, title, lines } = subject;
  const groups = STATEMENT_GROUPS.map((group) =>
    groupMarkup(
      group,
      lines.filter((line) => line.group === group),
    ),
  );
  const words =
    title === undefined ? escapeHtml(name) : `${escapeHtml(title)} <small class="muted">${escapeHtml(name)}</small>`;
  return (
    `<section class="block" id="subject-${at + 1}"><h2>${words}</h2><p class="lead">${countedGroups(lines)}.</p>` +
    `${groups.join("")}${accuracyTable(subject)}</section>`
  );
}

function runsMarkup({ runs }: Statement): string {
  const rows = runs.map(({ name, kind, command, time, versions = {}, settings = [], digest }, at) => {
    const made = Object.entries(versions).map(([part, version]) => escapeHtml(`${part} ${version}`));
    const details = [
      command === undefined ? "" : `<code>${escapeHtml(command)}</code>`,
      time === undefined ? "" : escapeHtml(time),
      made.join(" · "),
      ...settings.map((one) => `${escapeHtml(one.name)}: ${escapeHtml(one.value)}`),
      `results <code>${escapeHtml(digest)}</code>`,
    ].filter(Boolean);
    return `<div id="run-${at + 1}"><dt>Run ${at + 1}, ${kind}</dt><dd><code>${escapeHtml(name)}</code><br>${details.join("<br>")}</dd></div>`;
  });
  const words = STATEMENT_WORDS.map(
    ([word, meaning]) => `<div><dt>${escapeHtml(word)}</dt><dd>${escapeHtml(meaning)}</dd></div>`,
  );
  return `<footer class="end"><h2>Words</h2><dl>${words.join("")}</dl><h2>The runs</h2><dl>${rows.join("")}</dl><p class="lead"><code>statement.json</code> holds every line and number.</p></footer>`;
}

/** The statement as one HTML file that opens offline, prints, and is whole without its script. */
export function statementHtml(statement: Statement): string {
  const { subjects } = statement;
  const names = subjects.map(({ name, title }) => title ?? name).join(", ");
  const contents =
    subjects.length > 1
      ? `<ul class="plain-list contents">${subjects.map(({ name, title, lines }, at) => `<li><a href="#subject-${at + 1}">${escapeHtml(title ?? name)}</a>: ${countedGroups(lines)}</li>`).join("")}</ul>`
      : "";
  return pageOf(
    `Distillation statement: ${names}`,
    `<header class="top"><p class="eyebrow">Stillpoint</p><h1>Distillation statement</h1><p class="answer">${escapeHtml(names)}</p>` +
      `<p class="intro">${STATEMENT_LEAD}</p>${contents}</header>${subjects.map(subjectMarkup).join("")}${runsMarkup(statement)}`,
  );
}
