// A study in JSON and back: one description serves both ways.

import { type Finding, type Interval, ROLES, type StudiedNetwork, type Study } from "@stillpoint/core";
import { z } from "zod";
import { known } from "../missing.ts";
import { drawing } from "./drawing-codec.ts";
import { anyNumber, measured } from "./number-codec.ts";

const written = z
  .object({
    mean: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    reason: z.exactOptional(z.string()),
  })
  .refine(
    ({ mean, low, high, reason }) => reason !== undefined || (mean !== null && low !== null && high !== null),
    "a reason beside null",
  );
const inMemory = z.object({ mean: anyNumber, low: anyNumber, high: anyNumber, reason: z.exactOptional(z.string()) });

/** A mean with its ends and, where one is null, the reason. */
export const interval: z.ZodType<Interval, unknown> = z.codec(written, inMemory, {
  decode: ({ mean, low, high, ...why }) => ({
    mean: mean ?? Number.NaN,
    low: low ?? Number.NaN,
    high: high ?? Number.NaN,
    ...why,
  }),
  encode: (value) => {
    const own = { mean: known(value.mean), low: known(value.low), high: known(value.high) };
    const usual = own.mean === null ? "not defined here" : "no interval here";
    const reason = value.reason ?? (own.mean === null || own.low === null || own.high === null ? usual : undefined);
    return reason === undefined ? own : { ...own, reason };
  },
});

const finding: z.ZodType<Finding, unknown> = z.object({
  id: z.string().min(1),
  topic: z.enum(["teacher", "cause", "kept", "came-along"]),
  value: measured,
  interval,
  control: interval,
  direction: z.enum(["higher", "lower", "neither"]),
  nothing: z.exactOptional(z.number()),
  p: z.exactOptional(measured),
  seeds: z.exactOptional(z.number().int().nonnegative()),
  sentence: z.string(),
});

const NO_ACCURACY = "there are no labels";

/** Accuracy is null with an entry in `reasons` where there is none. */
const network: z.ZodType<StudiedNetwork, unknown> = z.codec(
  z.object({
    name: z.string(),
    role: z.enum(ROLES),
    seed: z.exactOptional(z.int()),
    method: z.exactOptional(z.string()),
    accuracy: z.number().min(0).max(1).nullable(),
    reasons: z.exactOptional(z.record(z.string(), z.string())),
  }),
  z.custom<StudiedNetwork>(),
  {
    decode: ({ reasons: _, accuracy, ...own }) => ({ ...own, accuracy: accuracy ?? Number.NaN }),
    encode: ({ name, role, seed, method, accuracy }) => ({
      name,
      role,
      ...(seed === undefined ? {} : { seed }),
      ...(method === undefined ? {} : { method }),
      accuracy: known(accuracy),
      ...(known(accuracy) === null ? { reasons: { accuracy: NO_ACCURACY } } : {}),
    }),
  },
);

/** A study in JSON: NaN is null, with a reason beside it where it is not a gap of a drawing. */
export const studyCodec: z.ZodType<Study, unknown> = z.object({
  kind: z.enum(["mechanism", "transfer"]),
  subject: z.string().min(1),
  settings: z.array(z.object({ name: z.string(), value: z.string() })),
  networks: z.array(network),
  sections: z.array(
    z.object({
      id: z.string().min(1),
      title: z.string(),
      text: z.string(),
      findings: z.array(finding),
      drawings: z.array(drawing),
    }),
  ),
  unsaid: z.array(z.object({ id: z.string(), reason: z.string() })),
});
