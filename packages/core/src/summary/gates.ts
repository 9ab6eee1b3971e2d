// When a verdict is withheld: the instrument's own signs that a claim may be its doing, and claims that hang on a choice.

import type { Role } from "../contract.ts";
import { ERROR_SHARE, isLinear, NON_LINEAR_SHARE, NON_LINEARITY } from "../linearity.ts";
import { crossedDifference } from "../statistics/crossed-interval.ts";
import { gatedHypothesis } from "../statistics/gate.ts";
import { mean, type Statistic } from "../statistics/moments.ts";
import { GATES, type Gate, type GateId, type GroupResult, type Hypothesis } from "../task-result.ts";
import { columnOf, columnPairs, type SeedColumns } from "./cohort.ts";
import type { RolePair } from "./comparison.ts";
import {
  type GateTable,
  type MapQuality,
  type Moments,
  type Recount,
  restrictedGates,
  THRESHOLD_MARGIN,
} from "./gate-table.ts";
import { CLAIMS } from "./hypotheses.ts";
import type { ClaimMetric } from "./point-course.ts";

/** With more of its units at a bound than this, a map's background is the bound: a setting, not the network. */
const BOUND_SHARE = 1 / 2;

/** A seed with fewer of its samples than this speaks of others than the rest. */
const SAMPLE_SHARE = 1 / 2;

/** `result` on the samples at positions `chosen`, with the gates of every hypothesis and its verdicts behind them. */
export function gatedResult(result: GroupResult, table: GateTable, chosen: readonly number[]): GroupResult {
  const own = restrictedGates(table, chosen);
  return {
    ...result,
    hypotheses: result.hypotheses.map((hypothesis) => {
      const gates = gatesOf(hypothesis, own);
      return gatedHypothesis(gates.length === 0 ? hypothesis : { ...hypothesis, gates });
    }),
  };
}

/**
 * The gates of one claim, in the order of `GATES`; none where there is no difference. The maps are those of the two
 * compared roles at the checkpoints that the claim uses: the last for H1; all for H2 and H3, whose peaks and unions are
 * over the whole course. Of each role the mean over its maps, all seeds and samples, is looked at, since claims are
 * about means over the same maps; either role is enough. A number that no map states closes no gate.
 *
 * - `non-linearity`: that mean outside 0.8 to 1.25, or more than half of the maps.
 * - `stated-error`: the mean Monte-Carlo error above a fifth of b.
 * - `bounds`: more than half of the units at a bound of σ.
 * - `samples`: a seed whose two networks define the metric on fewer than half of the samples that were measured.
 * - `threshold`: the mean difference has not the same sign at every threshold of b ± 0.15 nats, in steps of 0.05.
 * - `spread`: nor after maps are given the spread of the reference.
 * - `distance`, H2 alone: path, share of the path and steps do not agree in sign, where known.
 *
 * Every claim of the paper is made of points and hangs on b, H2 by its peaks.
 */
export function gatesOf(hypothesis: Hypothesis, table: GateTable): Gate[] {
  const sign = Math.sign(hypothesis.difference.mean);
  const claim = CLAIMS.find(({ id }) => id === hypothesis.id);
  if (Number.isNaN(sign) || claim === undefined) return [];
  const metric = claim.metric ?? hypothesis.distance ?? "layerPerStep";
  const moments: Moments = hypothesis.id.startsWith("H1.") ? "last" : "all";
  const told: Told = { metric, statistic: claim.statistic, sign };
  const reasons: Readonly<Record<GateId, string | undefined>> = {
    "non-linearity": nonLinearity(table, moments),
    "stated-error": statedError(table, moments),
    bounds: bounds(table, moments),
    samples: samples(table, metric),
    threshold: recounts(table, "threshold", told),
    spread: recounts(table, "spread", told),
    distance: claim.metric === undefined ? distances(table, told) : undefined,
  };
  return GATES.flatMap((id) => {
    const reason = reasons[id];
    return reason === undefined ? [] : [{ id, reason }];
  });
}

/** A claim's number, and the sign of its mean difference. */
interface Told {
  readonly metric: ClaimMetric;
  readonly statistic: Statistic;
  readonly sign: number;
}

function nonLinearity(table: GateTable, moments: Moments): string | undefined {
  const outside = `outside ${1 / NON_LINEARITY} to ${NON_LINEARITY}`;
  const means = told(byRole(table, `${moments}.nonLinearity`), (value) => !isLinear(value), short);
  if (means !== undefined) return `non-linearity ${outside}: ${means}`;
  const shares = told(byRole(table, `${moments}.nonLinearShare`), (share) => share > NON_LINEAR_SHARE, percent);
  return shares === undefined ? undefined : `non-linearity ${outside} in most maps: ${shares}`;
}

function statedError(table: GateTable, moments: Moments): string | undefined {
  const limit = ERROR_SHARE * table.threshold;
  const errors = told(byRole(table, `${moments}.statedError`), (error) => error > limit, short);
  return errors === undefined ? undefined : `stated error above a fifth of b, ${short(limit)} nats: ${errors}`;
}

function bounds(table: GateTable, moments: Moments): string | undefined {
  const shares = told(byRole(table, `${moments}.boundShare`), (share) => share > BOUND_SHARE, percent);
  return shares === undefined ? undefined : `more than half of the units at a bound of σ: ${shares}`;
}

function samples({ qualities, cohort, comparison }: GateTable, metric: ClaimMetric): string | undefined {
  const shares = qualities.map(({ columns }) => columnOf(columns, "last.boundShare"));
  const measured = [...(shares[0] ?? [])].filter((_, s) => shares.some((each) => !Number.isNaN(each[s]!))).length;
  const { seeds, a, b } = columnPairs(cohort, comparison, metric);
  const few = seeds.flatMap((seed, k) => {
    const defined = a[k]!.filter((value, s) => !Number.isNaN(value) && !Number.isNaN(b[k]![s]!)).length;
    return defined < SAMPLE_SHARE * measured ? [`seed ${seed} has ${defined} of ${measured}`] : [];
  });
  return few.length === 0 ? undefined : `fewer than half of the samples: ${few.join(", ")}`;
}

function recounts(table: GateTable, gate: Recount["gate"], { metric, statistic, sign }: Told): string | undefined {
  const failing = table.recounts.filter(
    (each) =>
      sign !== 0 &&
      each.gate === gate &&
      Math.sign(meanDifference(each.cohort, table.comparison, metric, statistic)) !== sign,
  );
  if (failing.length === 0) return undefined;
  if (gate === "spread") return "the sign does not hold once maps have the same spread";
  const where = failing.map(({ threshold }) => threshold).join(", ");
  return `the sign does not hold over b ± ${THRESHOLD_MARGIN} nats: it is another or none at b = ${where}`;
}

function distances({ cohort, comparison }: GateTable, { metric, statistic, sign }: Told): string | undefined {
  const differences = [metric, "shareOfPath" as const, "steps" as const].map((each) =>
    meanDifference(cohort, comparison, each, statistic),
  );
  const known = differences.filter((difference) => !Number.isNaN(difference));
  if (sign === 0 || known.every((difference) => Math.sign(difference) === sign)) return undefined;
  const [path, share, steps] = differences.map(short);
  return `the sign is not the same in path, ${path}, share of the path, ${share}, and steps, ${steps}`;
}

/** Treated − reference, of the seeds and samples that the interval of a difference is over. */
function meanDifference<Name extends string>(
  cohort: readonly SeedColumns<Name>[],
  pair: RolePair,
  metric: Name,
  statistic: Statistic,
): number {
  const { a, b } = columnPairs(cohort, pair, metric);
  return a.length === 0 ? Number.NaN : crossedDifference(a, b, statistic).mean;
}

/** The mean of a quality over the maps of each compared role that state it. */
function byRole(
  { qualities, comparison: { treated, reference } }: GateTable,
  quality: `${Moments}.${MapQuality}`,
): { readonly role: Role; readonly value: number }[] {
  return [treated, reference].map((role) => {
    const values = qualities.flatMap((each) => (each.role === role ? [...columnOf(each.columns, quality)] : []));
    return { role, value: mean(values.filter((value) => !Number.isNaN(value))) };
  });
}

/** `6.4 of scratch`, of the roles that fail; undefined where none does. NaN fails nothing. */
function told(
  values: readonly { readonly role: Role; readonly value: number }[],
  fails: (value: number) => boolean,
  shown: (value: number) => string,
): string | undefined {
  const failing = values.filter(({ value }) => !Number.isNaN(value) && fails(value));
  return failing.length === 0
    ? undefined
    : failing.map(({ role, value }) => `${shown(value)} of ${role}`).join(" and ");
}

function short(value: number): string {
  return Number.isNaN(value) ? "not known" : `${Number(value.toPrecision(2))}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
