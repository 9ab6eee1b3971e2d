// A study as Markdown, for a model card or a README.

import { type Study, type ToldFinding, toldFindings } from "@stillpoint/core";
import {
  CLAIM_FACES,
  CLAIMS,
  studyTitle,
  toldChance,
  toldInterval,
  toldNumber,
  toldRange,
} from "@stillpoint/viewer/study";
import type { FindingsRun } from "./findings.ts";
import { markdownParts, markdownTable, markdownText } from "./markdown.ts";

const HEADS = ["Finding", "Value", "95 %", "Control", "Adjusted p"];

function row({ finding, adjusted, reason }: ToldFinding): readonly string[] {
  const { sentence, value, interval, control, p } = finding;
  return [
    markdownText(reason === undefined ? sentence : `${sentence} (${reason})`),
    toldNumber(value),
    toldRange(interval) || "–",
    toldInterval(control),
    p === undefined ? "–" : markdownText(toldChance(adjusted)),
  ];
}

/** Findings in tables by what may be said of them, then networks, settings, what was not asked and the run. No drawings. */
export function findingsMarkdown(study: Study, { command, time, versions = {} }: FindingsRun): string {
  const told = toldFindings(study.sections.flatMap(({ findings }) => findings));
  const tables = CLAIMS.flatMap((claim) => {
    const own = told.filter((one) => one.claim === claim);
    if (own.length === 0) return [];
    return [`## ${CLAIM_FACES[claim].heading}`, `${CLAIM_FACES[claim].meaning}.`, markdownTable(HEADS, own.map(row))];
  });
  const networks = study.networks.map(({ name, role, method, seed, accuracy }) => [
    markdownText(name),
    role,
    markdownText(method ?? "–"),
    seed === undefined ? "–" : String(seed),
    Number.isNaN(accuracy) ? "–" : `${(100 * accuracy).toFixed(1)} %`,
  ]);
  const by = [command, time, ...Object.entries(versions).map(([name, version]) => `${name} ${version}`)];
  return markdownParts([
    `# ${markdownText(studyTitle(study))}`,
    ...(tables.length > 0 ? tables : ["Nothing was found."]),
    networks.length > 0 ? "## Networks" : "",
    markdownTable(["Network", "Role", "Taught by", "Seed", "Held-out accuracy"], networks),
    study.settings.length > 0 ? "## Settings" : "",
    study.settings.map(({ name, value }) => `- ${markdownText(name)}: ${markdownText(value)}`).join("\n"),
    study.unsaid.length > 0 ? "## What was not asked" : "",
    study.unsaid.map(({ id, reason }) => `- ${markdownText(id)}: ${markdownText(reason)}`).join("\n"),
    by.some((part) => part !== undefined)
      ? `Made by ${by
          .filter((part) => part !== undefined)
          .map(markdownText)
          .join("; ")}.`
      : "",
  ]);
}
