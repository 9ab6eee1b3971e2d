// What the trials of real networks come to: rows by modality and number of seeds.

import type { Verdict } from "@stillpoint/core";
import type { ReportCalibrationRow } from "@stillpoint/report";
import { z } from "zod";

import { isIndependent } from "./pair-trials.ts";
import { SPREADS, type Spread } from "./plant-effects.ts";
import { type Counts, countsSchema, type Rates, ratesSchema, sharesOf, sharesOfAll, verdictCounts } from "./rates.ts";
import { REAL_STUDY } from "./real-study.ts";
import {
  NULLS,
  type Null,
  PLANTED_CONDITIONS,
  plantedName,
  RATED,
  type RatedVerdict,
  type TrialVerdicts,
} from "./real-trial.ts";
import type { PlannedTrial } from "./run-real-trials.ts";

/** Rows over all modalities together. */
export const ALL_MODALITIES = "all";

/** Wrong verdicts may be so often; more is told where the whole interval lies above. */
export const WRONG_LIMIT = 0.05;

/** One number by two rules: `alone` its interval, `told` adjusted over the report and behind gates. */
export interface TwoRules<Value> {
  readonly alone: Value;
  readonly told: Value;
}

/** Verdicts where only chance tells the networks apart. */
export interface NullRates {
  readonly null: Null;
  /** Independent ones, see `isIndependent`; counts, shares and intervals are of these. */
  readonly trials: number;
  readonly counts: TwoRules<Counts>;
  /** Supported or contradicted, of the trials with a verdict. */
  readonly falseVerdicts: TwoRules<Rates>;
  /** Numbers that are called wrongly more often than 5 % by their whole interval. */
  readonly tooOften: TwoRules<readonly string[]>;
  /** All trials, those too that pair the same networks anew; without intervals, which would take them for independent. */
  readonly every: { readonly trials: number; readonly counts: TwoRules<Counts> };
}

/** Verdicts where an effect was planted, of all trials: a planted effect is found less often beside a trial that found it. */
export interface PowerRates {
  readonly spread: Spread;
  /** Nats. */
  readonly effect: number;
  readonly trials: number;
  /** Supported, of all trials: one without a verdict found nothing. */
  readonly found: TwoRules<Rates>;
}

export interface RealRow {
  /** `ALL_MODALITIES` for all together. */
  readonly modality: string;
  readonly seeds: number;
  readonly nulls: readonly NullRates[];
  readonly power: readonly PowerRates[];
}

/** The second half of `calibration.json`. */
export interface RealCalibration {
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly seed: number;
  /** Measured samples of a pair. */
  readonly samples: number;
  /** Of each modality; each is two networks. */
  readonly pairs: number;
  /** What was trained and measured, by modality: `emoji, VGG-like network on emoji at fc1`. */
  readonly networks: Readonly<Record<string, string>>;
  readonly rows: readonly RealRow[];
  readonly study: Readonly<Record<string, unknown>>;
}

/** Rows in the order of modalities, then of seeds; those over all modalities last. */
export function realRows(trials: readonly PlannedTrial[]): RealRow[] {
  const modalities = [...new Set(trials.flatMap(({ verdicts }) => Object.values(verdicts).flatMap(Object.keys)))];
  return [...modalities, ALL_MODALITIES].flatMap((modality) =>
    REAL_STUDY.seeds.flatMap((seeds) => {
      const own = trials.filter(({ plan }) => plan.seeds === seeds);
      if (own.length === 0) return [];
      const among =
        (all: readonly PlannedTrial[]) =>
        (condition: string): (readonly RatedVerdict[])[] =>
          all.flatMap(({ verdicts }) => verdictsIn(verdicts[condition] ?? {}, modality));
      const of = among(own);
      const alone = among(own.filter(({ plan }) => isIndependent(plan)));
      const power = PLANTED_CONDITIONS.map((condition) => powerRates(condition, of(plantedName(condition))));
      return [{ modality, seeds, nulls: NULLS.map((name) => nullRates(name, alone(name), of(name))), power }];
    }),
  );
}

/** Those of one modality, or of each. */
function verdictsIn(all: TrialVerdicts, modality: string): (readonly RatedVerdict[])[] {
  return Object.entries(all).flatMap(([id, numbers]) =>
    modality === ALL_MODALITIES || id === modality ? [numbers] : [],
  );
}

function nullRates(
  name: Null,
  trials: readonly (readonly RatedVerdict[])[],
  every: readonly (readonly RatedVerdict[])[],
): NullRates {
  const counts = countsOf(trials);
  const falseVerdicts = bothRules(counts, (of) => sharesOf(of, ["supported", "contradicted"]));
  return {
    null: name,
    trials: trials.length,
    counts,
    falseVerdicts,
    tooOften: bothRules(falseVerdicts, aboveLimit),
    every: { trials: every.length, counts: countsOf(every) },
  };
}

function powerRates(
  { spread, effect }: { spread: Spread; effect: number },
  trials: readonly (readonly RatedVerdict[])[],
): PowerRates {
  return {
    spread,
    effect,
    trials: trials.length,
    found: bothRules(countsOf(trials), (of) => sharesOfAll(of, ["supported"])),
  };
}

function countsOf(trials: readonly (readonly RatedVerdict[])[]): TwoRules<Counts> {
  const by = (rule: (verdict: RatedVerdict) => Verdict): Counts =>
    verdictCounts(
      RATED,
      trials.map((numbers) => new Map(numbers.map((each) => [each.id, rule(each)]))),
    );
  return { alone: by(({ alone }) => alone), told: by(({ told }) => told) };
}

function bothRules<From, To>({ alone, told }: TwoRules<From>, change: (value: From) => To): TwoRules<To> {
  return { alone: change(alone), told: change(told) };
}

/** Numbers whose whole interval lies above the limit. */
export function aboveLimit(rates: Rates): readonly string[] {
  return Object.entries(rates).flatMap(([id, { low }]) => (low > WRONG_LIMIT ? [id] : []));
}

const twoRules = <Schema extends z.ZodType>(schema: Schema) => z.object({ alone: schema, told: schema });

/** As it stands in the file; unknown fields are dropped. */
export const realSchema: z.ZodType<RealCalibration> = z.object({
  command: z.string(),
  versions: z.record(z.string(), z.string()),
  seed: z.number(),
  samples: z.number(),
  pairs: z.number(),
  networks: z.record(z.string(), z.string()),
  rows: z.array(
    z.object({
      modality: z.string(),
      seeds: z.number(),
      nulls: z.array(
        z.object({
          null: z.enum(NULLS),
          trials: z.number(),
          counts: twoRules(countsSchema),
          falseVerdicts: twoRules(ratesSchema),
          tooOften: twoRules(z.array(z.string())),
          every: z.object({ trials: z.number(), counts: twoRules(countsSchema) }),
        }),
      ),
      power: z.array(
        z.object({
          spread: z.enum(SPREADS),
          effect: z.number(),
          trials: z.number(),
          found: twoRules(ratesSchema),
        }),
      ),
    }),
  ),
  study: z.record(z.string(), z.unknown()),
});

/** What reports may cite: a row for each modality and number of seeds, not those over all modalities. */
export function citedRows({ rows, samples }: RealCalibration): ReportCalibrationRow[] {
  return rows.flatMap(({ modality, seeds, nulls, power }): ReportCalibrationRow[] => {
    const found = nulls.find((each) => each.null === "weights");
    if (modality === ALL_MODALITIES || found === undefined || found.trials === 0) return [];
    const { trials, falseVerdicts } = found;
    const worst = (rule: "alone" | "told"): readonly string[] => [
      ...new Set(nulls.flatMap(({ tooOften }) => tooOften[rule])),
    ];
    return [
      {
        modality,
        seeds,
        samples,
        trials,
        falseVerdicts: falseVerdicts.alone,
        falseTold: falseVerdicts.told,
        tooOften: [...new Set([...worst("alone"), ...worst("told")])],
        found: power.flatMap(({ spread, effect, found: { told } }) =>
          spread === "by-picture" ? [{ effect, rates: told }] : [],
        ),
      },
    ];
  });
}
