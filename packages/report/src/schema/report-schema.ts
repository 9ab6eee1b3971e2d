// The runtime check of report.json, and the same as JSON Schema. Unknown fields are allowed and dropped.

import { StillpointError } from "@stillpoint/core";
import { z } from "zod";
import { modalitiesSchema } from "../modality-names.ts";
import { REPORT_SCHEMA, type Report } from "../report.ts";
import { runSchema } from "../run-record.ts";
import { controlledForm, taskForm } from "../task-form.ts";
import { misfitOf } from "./misfit.ts";

const named = z.record(z.string(), z.object({ rate: z.number(), low: z.number(), high: z.number(), pairs: z.int() }));
const rates = z.union([z.number(), named]);
const calibrationRow = z.object({
  modality: z.string(),
  seeds: z.int(),
  samples: z.int(),
  trials: z.int(),
  falseVerdicts: named,
  falseTold: named,
  tooOften: z.array(z.string()),
  found: z.array(z.object({ effect: z.number(), rates: named })),
});

/** report.json as a zod schema. */
export const reportSchema: z.ZodType<Report> = z.object({
  schema: z.literal(REPORT_SCHEMA),
  seeds: z.array(z.number()),
  tasks: z.array(taskForm.schema),
  controls: z.exactOptional(z.record(z.string(), z.string())),
  differenceInDifferences: z.exactOptional(z.record(z.string(), z.array(controlledForm.schema))),
  global: z.exactOptional(
    z.object({ statistic: z.number(), p: z.number(), flips: z.int(), units: z.int(), claims: z.int() }),
  ),
  names: z.exactOptional(z.record(z.string(), z.string())),
  modalities: z.exactOptional(modalitiesSchema),
  calibration: z.exactOptional(
    z.object({
      file: z.string(),
      falseSupport: rates,
      power: rates,
      rows: z.exactOptional(z.array(calibrationRow)),
    }),
  ),
  run: z.exactOptional(runSchema),
});

/** report.json as JSON Schema (draft 2020-12), for editors and for readers in other languages. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { io: "input", reused: "ref" });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StillpointError("INPUT", "report.json: expected JSON; got text that does not parse; run it again", {
      cause,
    });
  }
}

/**
 * Reads report.json. Fields this version does not know are dropped.
 *
 * @throws StillpointError INPUT when the text is no JSON or does not fit the schema; names the first place.
 */
export function parseReport(text: string): Report {
  const value = fromJson(text);
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const { place, expected, got } =
    issue === undefined ? { place: "", expected: "a report", got: "another form" } : misfitOf(issue, value);
  throw new StillpointError(
    "INPUT",
    `report.json${place === "" ? "" : `, ${place}`}: expected ${expected}; got ${got}; make it with this version, or update Stillpoint`,
  );
}
