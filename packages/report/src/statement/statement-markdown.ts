// statement.md: for a model card.

import { toldChance, toldInterval } from "@stillpoint/viewer/study";
import { markdownParts, markdownTable, markdownText } from "../findings/markdown.ts";
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

const HEADS = ["", "Value, 95 %", "Control", "Adjusted p", "From"];

function controlText({ control, controlName }: Evidence): string {
  if (Number.isNaN(control.mean))
    return markdownText(`none${control.reason === undefined ? "" : `: ${control.reason}`}`);
  return `${toldControl(control)}${controlName === undefined ? "" : ` (${markdownText(controlName)})`}`;
}

function valueText({ value, interval }: Evidence): string {
  return toldInterval({ ...interval, mean: value });
}

function row(line: StatementLine): readonly string[] {
  const { sentence, about, evidence, run } = line;
  const other = otherWay(line);
  const mark = other === undefined ? "" : `**${other}:** `;
  return [
    `${mark}${markdownText(sentence)} (${markdownText(about)})`,
    evidence ? valueText(evidence) : "–",
    evidence ? controlText(evidence) : "–",
    evidence?.adjusted === undefined ? "–" : markdownText(toldChance(evidence.adjusted)),
    run === undefined ? "–" : `run ${run + 1}`,
  ];
}

function item(line: StatementLine): string {
  const { sentence, about, evidence, reason, needed, run } = line;
  const parts = [
    markdownText(sentence),
    evidence && hasOwnNumbers(line) ? `${valueText(evidence)}; control ${controlText(evidence)}.` : "",
    reason === undefined ? "" : `Why: ${markdownText(reason)}.`,
    needed === undefined || needed === reason ? "" : `Needed: ${markdownText(needed)}.`,
    run === undefined ? "" : `(${markdownText(about)}, run ${run + 1})`,
  ];
  return `- ${parts.filter(Boolean).join(" ")}`;
}

const BY_ID =
  "Numbers that chance could give stand here by their ids; statement.json has their sentences, and the controls that some have.";

/** Each with its own p, which would keep reasons of one kind apart. */
const ADJUSTED = / \(adjusted p [\d.]+\)/;

/** Numbers that are merely open are one item for each place and reason: a model card has no room for their sentences. */
function untold(lines: readonly StatementLine[]): string {
  const items = new Map<string, string[]>();
  for (const [at, line] of lines.entries()) {
    const { about, run, reason = "", needed, evidence, claim } = line;
    if (evidence === undefined || claim !== "open") {
      items.set(`${at}`, [item(line)]);
      continue;
    }
    const [adjusted = ""] = reason.match(ADJUSTED) ?? [];
    const why = reason.replace(ADJUSTED, "");
    const key = [about, run, why, needed].join("\n");
    const where = [markdownText(about), run === undefined ? "" : `run ${run + 1}`].filter(Boolean).join(", ");
    const head = `- ${where}: ${markdownText(why)}.${needed === undefined || needed === reason ? "" : ` Needed: ${markdownText(needed)}.`}`;
    items.set(key, [...(items.get(key) ?? [head]), `${markdownText(line.id)} ${valueText(evidence)}${adjusted}`]);
  }
  return [...items.values()].map(([head = "", ...own]) => [head, own.join("; ")].filter(Boolean).join(" ")).join("\n");
}

/** A long list opens on a click, so that what is shown stays together. */
function folded(summary: string, list: string): readonly string[] {
  return [`<details><summary>${summary}</summary>`, list, "</details>"];
}

function subjectText({ name, title, lines, accuracies }: StatedSubject): readonly string[] {
  const groups = STATEMENT_GROUPS.flatMap((group) => {
    const own = lines.filter((line) => line.group === group);
    const { heading, lead } = GROUP_WORDS[group];
    if (group === "described" && own.length === 0) return [];
    if (own.length === 0) return [`### ${heading}`, "Nothing is shown."];
    if (group === "untold")
      return [
        `### ${heading}`,
        `${lead} ${BY_ID}`,
        ...byUntoldKind(own).flatMap((kind) => folded(kind.summary, untold(kind.lines))),
      ];
    if (group === "described")
      return [`### ${heading}`, lead, ...folded(`${own.length} of them`, own.map(item).join("\n"))];
    return [`### ${heading}`, lead, markdownTable(HEADS, own.map(row))];
  });
  const rows = accuracies.map(({ role, layer, method, set, networks, accuracy, run }) => [
    markdownText(layer === undefined ? role : `${role}, layer ${layer}`),
    markdownText(method ?? "–"),
    markdownText(set),
    `${(100 * accuracy).toFixed(1)} %`,
    String(networks),
    `run ${run + 1}`,
  ]);
  return [
    `## ${markdownText(title === undefined ? name : `${title} (${name})`)}`,
    `${countedGroups(lines)}.`,
    ...groups,
    ...(rows.length > 0 ? ["### How often the networks are right"] : []),
    markdownTable(["Network", "Taught by", "Examples", "Right", "Networks", "From"], rows),
  ];
}

/** The statement as Markdown (GitHub's): tables of what is shown, lists of what is not. */
export function statementMarkdown({ subjects, runs }: Statement): string {
  const made = runs.map(({ name, kind, command, time, settings = [], digest }, at) => {
    const parts = [name, command, time, `results ${digest}`].filter((part) => part !== undefined);
    const of = settings.map((one) => `\n   - ${markdownText(one.name)}: ${markdownText(one.value)}`);
    return `${at + 1}. ${kind}: ${parts.map(markdownText).join("; ")}${of.join("")}`;
  });
  return markdownParts([
    "# Distillation statement",
    STATEMENT_LEAD,
    ...subjects.flatMap(subjectText),
    "## Words",
    STATEMENT_WORDS.map(([word, meaning]) => `- **${markdownText(word)}**: ${markdownText(meaning)}`).join("\n"),
    "## The runs",
    made.join("\n"),
  ]);
}
