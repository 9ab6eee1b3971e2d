// `calibration.json` read again: its two halves are written by runs of their own.

import { parseJson, StillpointError } from "@stillpoint/core";
import { readText, type Store } from "@stillpoint/experiment";
import { z } from "zod";
import { CALIBRATION_SCHEMA, type Calibration, type RuleRates } from "./calibration.ts";
import { countsSchema, ratesSchema } from "./rates.ts";
import { realSchema } from "./real-rates.ts";

const FILE = "calibration.json";

const ruleRates = {
  falseSupport: ratesSchema,
  falseVerdicts: ratesSchema,
  power: ratesSchema,
  counts: z.object({ chance: countsSchema, planted: countsSchema }),
};
const ruleSchema: z.ZodType<RuleRates> = z.object(ruleRates);

const schema: z.ZodType<Calibration> = z.object({
  schema: z.literal(CALIBRATION_SCHEMA),
  command: z.string(),
  versions: z.record(z.string(), z.string()),
  seed: z.number(),
  trials: z.number(),
  samples: z.number(),
  networkPairs: z.number(),
  scope: z.string(),
  calibrated: z.boolean(),
  ...ruleRates,
  overSeeds: ruleSchema,
  study: z.record(z.string(), z.unknown()),
  real: z.exactOptional(realSchema),
});

/** The calibration that the store holds; undefined where it holds none. */
export async function storedCalibration(store: Store): Promise<Calibration | undefined> {
  const parsed = schema.safeParse(parseJson((await readText(store, FILE)) ?? ""));
  return parsed.success ? parsed.data : undefined;
}

/** The made-up task's half, which that of real networks is written beside. Throws `USAGE` where the store holds none. */
export async function madeUpHalf(store: Store): Promise<Calibration> {
  const found = await storedCalibration(store);
  if (found !== undefined) return found;
  throw new StillpointError(
    "USAGE",
    `calibration ${store.locate(FILE)}: expected that of the made-up task; got none; run \`stillpoint calibrate\` into this folder first, then \`stillpoint calibrate --real --resume\``,
  );
}

export function calibrationText(calibration: Calibration): string {
  return `${JSON.stringify(calibration, null, 1)}\n`;
}
