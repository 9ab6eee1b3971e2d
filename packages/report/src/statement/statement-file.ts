// statement.json: as text and back.

import { ROLES } from "@stillpoint/core";
import { z } from "zod";
import { compactJson } from "../compact-json.ts";
import { measured } from "../findings/number-codec.ts";
import { interval } from "../findings/study-codec.ts";
import { encoded, schemaReader } from "../schema/file-schema.ts";
import { STATEMENT_GROUPS, STATEMENT_SCHEMA, type Statement } from "./statement.ts";

const evidence = z.object({
  value: measured,
  interval,
  control: interval,
  controlName: z.exactOptional(z.string()),
  nothing: z.exactOptional(z.number()),
  adjusted: z.exactOptional(z.number().min(0).max(1)),
});

const line = z.object({
  group: z.enum(STATEMENT_GROUPS),
  claim: z.exactOptional(z.enum(["there", "opposite", "control", "uncontrolled", "open", "withheld", "described"])),
  about: z.string(),
  id: z.string(),
  sentence: z.string(),
  evidence: z.exactOptional(evidence),
  reason: z.exactOptional(z.string()),
  needed: z.exactOptional(z.string()),
  run: z.exactOptional(z.int().nonnegative()),
});

/** statement.json as a zod schema: its output is what memory has, its input what the file has. */
export const statementSchema: z.ZodType<Statement, unknown> = z.object({
  schema: z.literal(STATEMENT_SCHEMA),
  runs: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["knowledge points", "mechanism", "transfer"]),
      command: z.exactOptional(z.string()),
      time: z.exactOptional(z.string()),
      versions: z.exactOptional(z.record(z.string(), z.string())),
      settings: z.exactOptional(z.array(z.object({ name: z.string(), value: z.string() }))),
      digest: z.string(),
    }),
  ),
  subjects: z.array(
    z.object({
      name: z.string(),
      title: z.exactOptional(z.string()),
      accuracies: z.array(
        z.object({
          role: z.enum(ROLES),
          method: z.exactOptional(z.string()),
          layer: z.exactOptional(z.string()),
          set: z.string(),
          networks: z.int().nonnegative(),
          accuracy: z.number().min(0).max(1),
          run: z.int().nonnegative(),
        }),
      ),
      lines: z.array(line),
    }),
  ),
});

/** statement.json as JSON Schema (draft 2020-12), for editors and for readers in other languages. */
export function statementJsonSchema(): object {
  return z.toJSONSchema(statementSchema, { io: "input", reused: "ref" });
}

/** statement.json as text; the same runs give the same bytes. */
export function statementJson(statement: Statement): string {
  return compactJson(encoded(statementSchema, statement, "statement"));
}

/**
 * Reads statement.json; `name` is what errors call it. Fields this version does not know are dropped.
 *
 * @throws StillpointError INPUT when the text is no JSON or does not fit the schema; names the first place.
 */
export const parseStatement: (text: string, name: string) => Statement = schemaReader(
  statementSchema,
  STATEMENT_SCHEMA,
);
