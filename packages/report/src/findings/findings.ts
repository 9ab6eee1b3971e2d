// findings.json: a study with the run that made it, as text and back.

import type { Study } from "@stillpoint/core";
import { z } from "zod";
import { compactJson } from "../compact-json.ts";
import { type ReportRun, runRecord, runSchema } from "../run-record.ts";
import { encoded, schemaReader } from "../schema/file-schema.ts";
import { studyCodec } from "./study-codec.ts";

/** The schema id of this version; a field may be added under it, never renamed. */
export const FINDINGS_SCHEMA = "stillpoint.findings/1";

/** Who made a study: all that a report says of its run, and when it was, as the caller's clock says it. */
export interface FindingsRun extends ReportRun {
  /** ISO 8601, such as `2026-11-28T16:00:00Z`. */
  readonly time?: string;
}

/** A study with the run that made it. */
export interface Findings {
  readonly study: Study;
  readonly run: FindingsRun;
}

export const findingsRunSchema: z.ZodType<FindingsRun> = z.intersection(
  runSchema,
  z.object({ time: z.exactOptional(z.string()) }),
);

/** findings.json as a zod schema: its output is what memory has, its input what the file has. */
export const findingsSchema: z.ZodType<Findings & { readonly schema: typeof FINDINGS_SCHEMA }, unknown> = z.object({
  schema: z.literal(FINDINGS_SCHEMA),
  study: studyCodec,
  run: findingsRunSchema,
});

/** findings.json as JSON Schema (draft 2020-12), for editors and for readers in other languages. */
export function findingsJsonSchema(): object {
  return z.toJSONSchema(findingsSchema, { io: "input", reused: "ref" });
}

/** The run as JSON data, fields in fixed order. */
export function findingsRun({ time, ...run }: FindingsRun): FindingsRun {
  return { ...runRecord(run), ...(time === undefined ? {} : { time }) };
}

/**
 * findings.json as text; the same study and run give the same bytes, and nothing in it reads a clock. NaN is null, with a reason
 * beside it where it is not a gap of a drawing. Pictures keep bytes: pixels are rounded to whole numbers, heat to 1/254.
 *
 * @throws StillpointError SHAPE where a drawing contradicts itself, such as a series shorter than its axis; names the place.
 */
export function findingsJson(study: Study, run: FindingsRun): string {
  const file = { schema: FINDINGS_SCHEMA, study, run: findingsRun(run) } as const;
  return compactJson(encoded(findingsSchema, file, `study of ${study.subject}`));
}

const read: (text: string, name: string) => Findings = schemaReader(findingsSchema, FINDINGS_SCHEMA);

/**
 * Reads findings.json; `name` is what errors call it. Fields this version does not know are dropped.
 *
 * @throws StillpointError INPUT when the text is no JSON or does not fit the schema; names the first place.
 */
export function parseFindings(text: string, name: string): Findings {
  const { study, run } = read(text, name);
  return { study, run };
}
