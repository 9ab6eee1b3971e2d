// What the trials come to: how often verdicts are wrong by chance and how often they find what was planted.

import { parseJson, StillpointError, type Verdict } from "@stillpoint/core";
import type { ReportCalibration } from "@stillpoint/report";
import { z } from "zod";
import { type Counts, type Rates, ratesSchema, sharesOf, verdictCounts } from "./rates.ts";
import { citedRows, type RealCalibration, realSchema } from "./real-rates.ts";
import { SCOPE, type STUDY } from "./study.ts";
import type { Outcome, TrialResult } from "./trial.ts";

export const CALIBRATION_SCHEMA = "stillpoint.calibration/1";

/** The false-support rate that the interval of every hypothesis must reach down to. */
export const FALSE_SUPPORT_LIMIT = 0.05;
/** Fewer trials than this say too little. */
export const LEAST_TRIALS = 100;
/** The share of planted effects that must be found. */
export const POWER_LIMIT = 0.9;

/** Rates of one rule for verdicts, by hypothesis. */
export interface RuleRates {
  /** Called supported although the networks differ by chance alone. */
  readonly falseSupport: Rates;
  /** Called supported or contradicted there: networks that could be exchanged make both equally false. */
  readonly falseVerdicts: Rates;
  /** Called supported where the effect was planted. */
  readonly power: Rates;
  /** Every verdict, counted. */
  readonly counts: { readonly chance: Counts; readonly planted: Counts };
}

/** The file `calibration.json`: fields may be added under this schema, never renamed. */
export interface Calibration extends RuleRates {
  readonly schema: typeof CALIBRATION_SCHEMA;
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly trials: number;
  /** Pictures measured per trial: the more, the less of a difference is chance in the samples. */
  readonly samples: number;
  /** Pairs of scratch networks in all. */
  readonly networkPairs: number;
  /** What the rates speak of, in a sentence. */
  readonly scope: string;
  /** Whether every hypothesis keeps to both limits, on enough trials, each with a verdict. */
  readonly calibrated: boolean;
  /** The same for verdicts by Student's t over one number per seed. */
  readonly overSeeds: RuleRates;
  readonly study: Readonly<Record<string, unknown>>;
  /** The same on real networks of the benchmarks; absent where only the made-up task was run. */
  readonly real?: RealCalibration;
}

/** Counts and rates of `results`, one trial or more. */
export function calibrationOf(
  results: readonly TrialResult[],
  about: Pick<Calibration, "command" | "versions" | "seed" | "samples"> & { readonly study: typeof STUDY },
): Calibration {
  const rates = ruleRates(results, ({ verdict }) => verdict);
  return {
    schema: CALIBRATION_SCHEMA,
    command: about.command,
    versions: about.versions,
    seed: about.seed,
    trials: results.length,
    samples: about.samples,
    networkPairs: results.length * about.study.seedsPerTrial,
    scope: SCOPE,
    calibrated: results.length >= LEAST_TRIALS && keepsLimits(rates) && !lacksVerdicts(rates),
    ...rates,
    overSeeds: ruleRates(results, ({ overSeeds }) => overSeeds),
    study: about.study,
  };
}

/** Whether any trial got no verdict on any hypothesis. */
export function lacksVerdicts({ counts }: RuleRates): boolean {
  return [counts.chance, counts.planted].some((of) => Object.values(of).some((count) => count["no-verdict"] > 0));
}

function keepsLimits({ falseSupport, power }: RuleRates): boolean {
  return (
    Object.values(falseSupport).every(({ low }) => low <= FALSE_SUPPORT_LIMIT) &&
    Object.values(power).every(({ rate }) => rate >= POWER_LIMIT)
  );
}

function ruleRates(results: readonly TrialResult[], rule: (outcome: Outcome) => Verdict): RuleRates {
  const ids = (results[0]?.chance ?? []).map(({ id }) => id);
  const count = (outcomes: (result: TrialResult) => readonly Outcome[]): Counts =>
    verdictCounts(
      ids,
      results.map((result) => new Map(outcomes(result).map((outcome) => [outcome.id, rule(outcome)]))),
    );
  const counts = { chance: count(({ chance }) => chance), planted: count(({ planted }) => planted) };
  return {
    falseSupport: sharesOf(counts.chance, ["supported"]),
    falseVerdicts: sharesOf(counts.chance, ["supported", "contradicted"]),
    power: sharesOf(counts.planted, ["supported"]),
    counts,
  };
}

const citedSchema = z.object({
  schema: z.literal(CALIBRATION_SCHEMA),
  falseSupport: ratesSchema,
  power: ratesSchema,
  real: z.exactOptional(realSchema),
});

/** What a report cites of a calibration file. Throws `INPUT` when `text` is not one. */
export function citedCalibration(text: string, file: string): ReportCalibration {
  const parsed = citedSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new StillpointError(
      "INPUT",
      `${file}: expected a calibration with schema ${CALIBRATION_SCHEMA}; got something else; write it with \`stillpoint calibrate\``,
    );
  const { falseSupport, power, real } = parsed.data;
  return { file, falseSupport, power, ...(real === undefined ? {} : { rows: citedRows(real) }) };
}
