// The page of a study: what was found, then how, then with which networks and what cannot be told.

import { type Claim, type Study, toldFindings } from "@stillpoint/core";
import { base64 } from "../base64.ts";
import { escapeHtml } from "../escape.ts";
import { plain } from "../number.ts";
import { roleClass, roleName } from "../role.ts";
import { fileName } from "../sheet.ts";
import { foldout, numberTable } from "../table.ts";
import { CLAIM_FACES, CLAIMS, claimLabel, claimLegend } from "./claim.ts";
import { drawingFigure } from "./drawing.ts";
import { findingRow, type PlacedFinding } from "./finding-row.ts";
import { findingsCsv } from "./findings-sheet.ts";
import { toldInterval } from "./told-number.ts";

/** Who made a study. */
export interface StudyRun {
  readonly command?: string;
  readonly versions?: Readonly<Record<string, string>>;
  readonly time?: string;
}

const TITLES: Readonly<Record<Study["kind"], string>> = {
  mechanism: "Why distillation does what it does here",
  transfer: "What else was handed over",
};

/** For the window and for whoever keeps the file. */
export function studyTitle({ kind, subject }: Study): string {
  return `${TITLES[kind]}: ${subject}`;
}

/** Findings in the order of the study; adjusted over all of them. */
export function placedFindings({ sections }: Study): readonly PlacedFinding[] {
  const told = toldFindings(sections.flatMap(({ findings }) => findings));
  let at = 0;
  return sections.flatMap(({ title, findings }, index) =>
    findings.flatMap(() => {
      const own = told[at++];
      return own ? [{ told: own, anchor: `finding-${at}`, section: { title, anchor: `section-${index + 1}` } }] : [];
    }),
  );
}

/** `4 of 12 claims are shown ...`, in words. */
function countSentence(all: readonly PlacedFinding[]): string {
  const count = (claim: Claim): number => all.filter(({ told }) => told.claim === claim).length;
  const tested = all.length - count("described");
  if (tested === 0) return all.length === 0 ? "Nothing was measured." : "The numbers below describe; none is a claim.";
  const others = [
    count("opposite") > 0 ? `of <b>${count("opposite")}</b> the opposite is shown` : "",
    count("control") > 0
      ? `${count("control")} ${count("control") === 1 ? "is" : "are"} not clear of ${count("control") === 1 ? "its" : "their"} control`
      : "",
    count("uncontrolled") > 0
      ? `${count("uncontrolled")} ${count("uncontrolled") === 1 ? "has" : "have"} no control`
      : "",
    count("open") > 0 ? `${count("open")} cannot be told` : "",
  ].filter(Boolean);
  const list = others.length > 0 ? `; ${others.join(", ")}` : "";
  return `Of ${tested} ${tested === 1 ? "claim" : "claims"} that were tested, <b>${count("there")}</b> ${count("there") === 1 ? "is" : "are"} shown${list}.`;
}

function found(all: readonly PlacedFinding[]): string {
  const groups = CLAIMS.flatMap((claim) => {
    const own = all.filter(({ told }) => told.claim === claim);
    if (own.length === 0) return [];
    const { heading, meaning } = CLAIM_FACES[claim];
    const head = `<h3>${heading} <small class="muted">${own.length}</small></h3><p class="lead">${capital(meaning)}.</p>`;
    const rows = own.map(findingRow).join("");
    return [`<div class="claims">${head}${rows}</div>`];
  });
  return (
    `<section class="block" id="found"><h2>What was found</h2>` +
    `<p class="lead">Each number with its 95 % interval and, below it in grey, its control: the same number where the effect is absent by construction. p is adjusted for all that was tested here (Benjamini and Hochberg).</p>` +
    `${groups.join("") || '<p class="muted">Nothing.</p>'}${all.length > 0 ? foldout("What the labels mean", claimLegend()) : ""}</section>`
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sectionMarkup(section: Study["sections"][number], index: number, all: readonly PlacedFinding[]): string {
  const anchor = `section-${index + 1}`;
  const own = all.filter((one) => one.section.anchor === anchor);
  const links = own.map(({ told: { claim, finding }, anchor: to }) => {
    const number = toldInterval({ ...finding.interval, mean: finding.value });
    return `<li>${claimLabel(claim)} <a href="#${to}"><code>${escapeHtml(finding.id)}</code></a> <small>${number}</small></li>`;
  });
  return (
    `<section class="block" id="${anchor}"><h2>${escapeHtml(section.title)}</h2><p class="lead">${escapeHtml(section.text)}</p>` +
    (links.length > 0 ? `<ul class="plain-list of-section">${links.join("")}</ul>` : "") +
    (section.drawings.length > 0 ? `<div class="drawings">${section.drawings.map(drawingFigure).join("")}</div>` : "") +
    `</section>`
  );
}

function networksMarkup({ networks, settings }: Study): string {
  const rows = networks.map(({ name, role, method, seed, accuracy }) => [
    escapeHtml(name),
    `<span class="${roleClass(role)} roled">${roleName(role)}</span>`,
    escapeHtml(method ?? "–"),
    seed === undefined ? "–" : String(seed),
    Number.isNaN(accuracy) ? '<span title="there are no labels">–</span>' : plain(accuracy, 1, true),
  ]);
  const heads = ["Network", "Role", "Taught by", "Seed", "Held-out accuracy"];
  const how = settings.map(({ name, value }) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return (
    `<section class="block" id="networks"><h2>Networks and settings</h2>` +
    (rows.length > 0 ? numberTable("Networks", heads, rows) : '<p class="muted">No networks were given.</p>') +
    (how.length > 0 ? `<dl class="facts settings">${how.join("")}</dl>` : "") +
    `</section>`
  );
}

function unsaidMarkup({ unsaid }: Study): string {
  if (unsaid.length === 0) return "";
  const items = unsaid.map(({ id, reason }) => `<li><code>${escapeHtml(id)}</code>${escapeHtml(capital(reason))}</li>`);
  return `<section class="block" id="unsaid"><h2>What was not asked</h2><p class="lead">And what would be needed to ask it.</p><ul class="plain-list">${items.join("")}</ul></section>`;
}

/** The end of a page: command, versions, time, and the file that holds every number. */
export function runMarkup({ command, versions = {}, time }: StudyRun, numbers: string): string {
  const names = Object.entries(versions).map(([name, version]) => escapeHtml(`${name} ${version}`));
  const rows = [
    ...(command === undefined ? [] : [["Command", `<code>${escapeHtml(command)}</code>`]]),
    ...(time === undefined ? [] : [["Made", escapeHtml(time)]]),
    ...(names.length > 0 ? [["Versions", names.join(" · ")]] : []),
    ["Numbers", numbers],
  ];
  return `<footer class="end"><dl>${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl></footer>`;
}

/** A link that saves a text. */
export function savedText(text: string, name: string, words: string): string {
  const address = base64(new TextEncoder().encode(`\ufeff${text}`));
  return `<a class="save" download="${escapeHtml(name)}" href="data:text/csv;base64,${address}">${escapeHtml(words)}</a>`;
}

/** Where everything stands: the page is long. */
function contents({ sections, unsaid }: Study): string {
  const places = [
    ["found", "What was found"],
    ...sections.map(({ title }, index) => [`section-${index + 1}`, title]),
    ["networks", "Networks and settings"],
    ...(unsaid.length > 0 ? [["unsaid", "What was not asked"]] : []),
  ];
  const links = places.map(([to, title = ""]) => `<li><a href="#${to}">${escapeHtml(title)}</a></li>`);
  return `<nav class="contents" aria-label="Contents"><ul>${links.join("")}</ul></nav>`;
}

/** The body of the page. */
export function studyPage(study: Study, run: StudyRun): string {
  const all = placedFindings(study);
  const csv = savedText(findingsCsv(all), `${fileName(study.kind, study.subject)}.csv`, "all findings as CSV");
  return (
    `<header class="top"><p class="eyebrow">Stillpoint findings · ${escapeHtml(study.subject)}</p><h1>${TITLES[study.kind]}</h1>` +
    `<p class="answer">${countSentence(all)}</p>${contents(study)}</header>${found(all)}` +
    study.sections.map((section, index) => sectionMarkup(section, index, all)).join("") +
    networksMarkup(study) +
    unsaidMarkup(study) +
    runMarkup(run, `<code>findings.json</code> holds every number${all.length > 0 ? `; ${csv}` : ""}`)
  );
}
