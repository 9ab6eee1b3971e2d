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

const madeUp: z.ZodType<Omit<Calibration, "real">> = z.object({
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
});
const realHalf = z.object({ real: realSchema });

/** The calibration that the store holds, without a half that is of another form; undefined where it holds none. */
export async function storedCalibration(store: Store): Promise<Calibration | undefined> {
  const value = parseJson((await readText(store, FILE)) ?? "");
  const parsed = madeUp.safeParse(value);
  if (!parsed.success) return undefined;
  const real = realHalf.safeParse(value);
  return { ...parsed.data, ...(real.success ? { real: real.data.real } : {}) };
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

/** The file. The half of real networks has thousands of shares: without indentation, to six digits. */
export function calibrationText({ real, ...madeUpTask }: Calibration): string {
  const text = JSON.stringify(madeUpTask, null, 1);
  if (real === undefined) return `${text}\n`;
  const rounded = JSON.stringify(real, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(6)) : value,
  );
  return `${text.replace(/\n\}$/, "")},\n "real": ${rounded}\n}\n`;
}
