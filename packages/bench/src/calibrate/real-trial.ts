// One trial on real networks: the verdicts of a report of all its tasks, without an effect and with planted ones.

import {
  adjustedResults,
  HYPOTHESES,
  type Hypothesis,
  type RoleContrast,
  summarize,
  type TaskData,
  type TaskResult,
  type Verdict,
  verdict,
} from "@stillpoint/core";
import { PAIR_ROLES } from "./null-pair.ts";
import { type PairMaps, type TrialPlan, trialData } from "./pair-trials.ts";
import {
  type EffectKey,
  PLANTS,
  type Plant,
  SPREADS,
  type Spread,
  withEffect,
  withSharedEffect,
} from "./plant-effects.ts";
import { REAL_STUDY } from "./real-study.ts";

/** Numbers beside the six claims, which neither a threshold nor the contrast of a map decides. */
export const CONTRAST_FREE = ["entropyGapOutsideParts", "foregroundRank"] as const;

/** Everything that rates are told of. */
export const RATED: readonly string[] = [...HYPOTHESES, ...CONTRAST_FREE];

/** What networks that differ by chance alone were given: nothing, or an effect in every picture that favours neither. */
export const NULLS = ["weights", "order", "shared-effect"] as const;
export type Null = (typeof NULLS)[number];

/** What one number came to. */
export interface RatedVerdict {
  /** As in `RATED`. */
  readonly id: string;
  /** What its interval says, not adjusted and without gates. */
  readonly alone: Verdict;
  /** What the report says: adjusted for all its claims, behind gates. Equal to `alone` where a report adjusts nothing. */
  readonly told: Verdict;
}

/** The numbers of each modality. */
export type TrialVerdicts = Readonly<Record<string, readonly RatedVerdict[]>>;

/** The verdicts of one trial by condition: a `Null`, or `plantedName`. */
export type RealTrial = Readonly<Record<string, TrialVerdicts>>;

/** A planted condition. */
export interface PlantedCondition {
  readonly spread: Spread;
  /** Nats. */
  readonly effect: number;
}

export const PLANTED_CONDITIONS: readonly PlantedCondition[] = SPREADS.flatMap((spread) =>
  REAL_STUDY.effects.map((effect) => ({ spread, effect })),
);

export function plantedName({ spread, effect }: PlantedCondition): string {
  return `${spread} ${effect}`;
}

/** Which plant each number is looked at in. */
function plantOf(id: string): Plant {
  return id.startsWith("H2.") ? "early" : "kept";
}

/** A trial of all modalities: what stands where, and the maps. */
export interface TrialMaterial {
  readonly seed: number;
  readonly plan: TrialPlan;
  /** By modality, then by pair. */
  readonly maps: ReadonlyMap<string, ReadonlyMap<number, PairMaps>>;
}

/** The verdicts where only chance tells the networks apart; a function of the maps alone. */
export function nullVerdicts(material: TrialMaterial): TrialVerdicts {
  return verdictsOf(reportOf(material, (data) => data));
}

/** The same with an effect in every picture that favours neither network. */
export function sharedEffectVerdicts(material: TrialMaterial): TrialVerdicts {
  return byPlant(material, (data, plant, key) => withSharedEffect(data, plant, key));
}

/** The verdicts with an effect planted in all modalities. */
export function plantedVerdicts(material: TrialMaterial, { spread, effect }: PlantedCondition): TrialVerdicts {
  return byPlant(material, (data, plant, key) => withEffect(data, { plant, spread, size: effect }, key));
}

/** A report for each plant; each number is looked at where its own effect is planted. */
function byPlant(
  material: TrialMaterial,
  planted: (data: TaskData, plant: Plant, key: EffectKey) => TaskData,
): TrialVerdicts {
  const verdicts = PLANTS.map((plant) => ({
    plant,
    found: verdictsOf(reportOf(material, (data, trial) => planted(data, plant, { seed: material.seed, trial }))),
  }));
  const [first] = verdicts;
  return Object.fromEntries(
    Object.entries(first?.found ?? {}).map(([modality, numbers]) => [
      modality,
      numbers.map((own, k) => verdicts.find(({ plant }) => plant === plantOf(own.id))?.found[modality]?.[k] ?? own),
    ]),
  );
}

/** A report of one task for each modality. */
function reportOf(
  { plan, maps }: TrialMaterial,
  planted: (data: TaskData, trial: string) => TaskData,
): readonly TaskResult[] {
  const [reference, treated] = PAIR_ROLES;
  const results = [...maps].map(([modality, pairs]) => {
    const trial = `${modality}, ${plan.seeds} seeds, trial ${plan.trial}`;
    const data = planted(trialData(modality, pairs, plan), trial);
    // Groups of samples are told apart elsewhere; here they would be summed for nothing.
    const samples = data.samples.map((sample) => ({ ...sample, group: "all" }));
    return summarize({ ...data, samples }, { recipe: "limit", comparison: { treated, reference } });
  });
  return adjustedResults(results);
}

function verdictsOf(results: readonly TaskResult[]): TrialVerdicts {
  return Object.fromEntries(
    results.map(({ modality, hypotheses, contrasts }) => [
      modality,
      [...hypotheses.map(claimVerdict), ...CONTRAST_FREE.map((id) => contrastVerdict(id, contrasts ?? []))],
    ]),
  );
}

function claimVerdict({ id, verdict: told, unadjusted }: Hypothesis): RatedVerdict {
  return { id, alone: unadjusted ?? told, told };
}

/** Neither adjusted nor gated in a report: called where the interval leaves 0 out. */
function contrastVerdict(id: string, contrasts: readonly RoleContrast[]): RatedVerdict {
  const [reference, treated] = PAIR_ROLES;
  const found = contrasts.find(
    (each) => each.metric === id && each.part === undefined && each.treated === treated && each.reference === reference,
  );
  const said =
    found === undefined ? "no-verdict" : verdict(found.difference, `${treated} > ${reference}`, found.perSeed.length);
  return { id, alone: said, told: said };
}
