// What a statement is made of: report.json and findings.json, told apart by their schema ids.

import { digest, StillpointError } from "@stillpoint/core";
import { FINDINGS_SCHEMA, type Findings, findingsJson, parseFindings } from "../findings/findings.ts";
import { REPORT_SCHEMA, type Report } from "../report.ts";
import { isNewer, schemaIdOf, schemaReader } from "../schema/file-schema.ts";
import { reportSchema } from "../schema/report-schema.ts";

/** One run: knowledge points, or findings of mechanism or transfer. `name` is what the statement calls it. */
export type RunSource =
  | { readonly name: string; readonly report: Report }
  | { readonly name: string; readonly findings: Findings };

const readReport: (text: string, name: string) => Report = schemaReader(reportSchema, REPORT_SCHEMA);

/**
 * Reads report.json or findings.json; `name` is what errors and the statement call it.
 *
 * @throws StillpointError INPUT for a text that is no JSON, has no or another schema id, or does not fit its schema.
 */
export function parseRun(text: string, name: string): RunSource {
  const id = schemaIdOf(text) ?? "";
  if (id === FINDINGS_SCHEMA || isNewer(id, FINDINGS_SCHEMA)) return { name, findings: parseFindings(text, name) };
  // what is no JSON says so there
  if (id === REPORT_SCHEMA || isNewer(id, REPORT_SCHEMA) || !isJson(text))
    return { name, report: readReport(text, name) };
  throw new StillpointError(
    "INPUT",
    `${name}: expected a report or findings (schema ${REPORT_SCHEMA} or ${FINDINGS_SCHEMA}); got ${id === "" ? "JSON without a schema id" : `the schema ${id.slice(0, 60)}`}; give the report.json or findings.json of a run`,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Of the results alone: two runs with the same numbers have the same, whoever made them when. */
export function resultsDigest(source: RunSource): string {
  const text =
    "report" in source ? JSON.stringify({ ...source.report, run: undefined }) : findingsJson(source.findings.study, {});
  return digest([new TextEncoder().encode(text)]);
}
