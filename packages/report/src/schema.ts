// The runtime check of report.json, and the same as JSON Schema. Unknown fields are allowed and dropped.

import { ensure, HYPOTHESES, StillpointError, VERDICTS } from "@stillpoint/core";
import { z } from "zod";
import { modalitiesSchema } from "./modality-names.ts";
import {
  REPORT_SCHEMA,
  type Report,
  type ReportDistance,
  type ReportEngine,
  type ReportGroup,
  type ReportInterval,
  type ReportNetwork,
  type ReportPart,
  type ReportTask,
} from "./report.ts";
import { runSchema } from "./run-record.ts";

const number = z.number().nullable();
const reasons = z.exactOptional(z.record(z.string(), z.string()));

const interval: z.ZodType<ReportInterval> = z
  .object({ mean: number, low: number, high: number, reason: z.exactOptional(z.string()) })
  .refine((value) => value.reason !== undefined || (value.mean !== null && value.low !== null && value.high !== null), {
    message: "expected a reason beside null",
  });

const points = { foregroundCount: interval, backgroundCount: interval, foregroundRatio: interval };

const distance: z.ZodType<ReportDistance> = z.object({
  mean: interval,
  variance: interval,
  standardDeviation: interval,
});

const network: z.ZodType<ReportNetwork> = z.object({
  accuracy: z.exactOptional(z.record(z.string(), interval)),
  ...points,
  learningDistance: distance,
  learningDistanceBy: z.object({
    layerPerCheckpoint: distance,
    networkPerStep: distance,
    networkPerCheckpoint: distance,
    shareOfPath: distance,
    steps: distance,
  }),
  stability: interval,
  entropyGap: interval,
  atPeak: z.object(points),
  spreadNormalised: z.object({ ...points, stability: interval }),
  spread: interval,
  peakTies: z.exactOptional(interval),
});

const verdict = z.enum(VERDICTS);

const hypothesis = z.object({
  id: z.enum(HYPOTHESES),
  expected: z.enum(["distilled > scratch", "distilled < scratch"]),
  difference: interval,
  verdict,
  nullDifference: z.exactOptional(interval),
  reason: z.exactOptional(z.string()),
  distance: z.exactOptional(z.enum(["layerPerStep", "layerPerCheckpoint"])),
  overSeeds: z.exactOptional(z.object({ difference: interval, verdict, flips: z.exactOptional(z.literal(true)) })),
  signAgrees: z.exactOptional(z.boolean()),
  flips: z.exactOptional(z.literal(true)),
  note: z.exactOptional(z.string()),
});

const part: z.ZodType<ReportPart> = z.object({
  samples: z.exactOptional(z.int().nonnegative()),
  units: interval,
  points: z.record(z.string(), interval),
  entropyGap: z.record(z.string(), interval),
  pointsDifference: interval,
  entropyGapDifference: interval,
  nullPointsDifference: z.exactOptional(interval),
  nullEntropyGapDifference: z.exactOptional(interval),
});

const groupFields = {
  samples: z.int().nonnegative(),
  entropyGapDifference: z.exactOptional(interval),
  nullEntropyGapDifference: z.exactOptional(interval),
  networks: z.record(z.string(), network),
  hypotheses: z.array(hypothesis),
  parts: z.record(z.string(), part),
};

const group: z.ZodType<ReportGroup> = z.object(groupFields);

const count = z.object({ foregroundCount: number, backgroundCount: number, foregroundRatio: number, reasons });

const moment = z.object({
  step: z.number(),
  layerPath: number,
  networkPath: number,
  foregroundCount: number,
  backgroundCount: number,
  kept: number,
  dropped: number,
  reasons,
});

const engine: z.ZodType<ReportEngine> = z.object({
  recipe: z.enum(["limit", "optimum", "official"]),
  threshold: z.number(),
  backgroundReference: z.enum(["sample", "data-set"]),
  maps: z.int().nonnegative(),
  passes: number,
  meanEntropy: number,
  distortion: number,
  nonLinearity: number,
  monteCarloError: number,
  unitsAtBound: number,
  unitsAtUpper: z.exactOptional(z.number()),
  units: z.exactOptional(z.number()),
  realisedRatio: z.exactOptional(number),
  reasons,
});

const task: z.ZodType<ReportTask> = z.object({
  foregroundRule: z.exactOptional(z.string()),
  id: z.string(),
  modality: z.string(),
  layer: z.string(),
  checkpoints: z.array(z.number()),
  ...groupFields,
  groups: z.record(z.string(), group),
  curve: z.array(z.object({ threshold: z.number(), networks: z.record(z.string(), count) })),
  trajectories: z.record(z.string(), z.array(moment)),
  bySeed: z.array(
    z.object({ seed: z.number(), networks: z.record(z.string(), z.record(z.string(), number)), reasons }),
  ),
  exclusions: z.array(z.object({ sample: z.string(), reason: z.string() })),
  engine,
  atSecondBound: z.exactOptional(
    z.object({
      upper: number,
      unitsAtBound: z.number(),
      networks: z.record(z.string(), network),
      hypotheses: z.array(hypothesis),
      reasons,
    }),
  ),
});

const rates = z.union([
  z.number(),
  z.record(z.string(), z.object({ rate: z.number(), low: z.number(), high: z.number(), pairs: z.int() })),
]);

/** report.json as a zod schema. */
export const reportSchema: z.ZodType<Report> = z.object({
  schema: z.literal(REPORT_SCHEMA),
  seeds: z.array(z.number()),
  tasks: z.array(task),
  controls: z.exactOptional(z.record(z.string(), z.string())),
  names: z.exactOptional(z.record(z.string(), z.string())),
  modalities: z.exactOptional(modalitiesSchema),
  calibration: z.exactOptional(z.object({ file: z.string(), falseSupport: rates, power: rates })),
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
  const parsed = reportSchema.safeParse(fromJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join(".") || "report.json";
  ensure(
    false,
    "INPUT",
    () => `${place}: expected ${REPORT_SCHEMA}; got ${issue?.message}; make it with this version, or update Stillpoint`,
  );
}
