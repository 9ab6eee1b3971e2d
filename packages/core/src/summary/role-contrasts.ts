// Headline numbers between every two roles that isolate something, and the teacher's share apart from the loss's.

import type { Role } from "../contract.ts";
import { crossedDifference, intervalOf, undefinedDifference } from "../statistics/crossed-interval.ts";
import { within } from "../statistics/value-range.ts";
import type { Decomposition, Estimate, Headline, RoleContrast } from "../task-result.ts";
import { columnOf, columnPairs, type SeedColumns } from "./cohort.ts";
import type { Comparison, RolePair } from "./comparison.ts";
import { CLAIMS, type KnownDistance } from "./hypotheses.ts";
import { metricDifferenceRange } from "./metric-range.ts";
import type { PartMetric } from "./parts.ts";
import type { MetricName } from "./sample-metrics.ts";

/** Taught like the treated network, by a teacher that saw only what the reference saw. */
const SELF_DISTILLED: Role = "self-distilled";

/** Trained as the reference is, on the teacher's data. */
const MORE_DATA: Role = "more-data";

/** Headline numbers beside the claims: what does not hang on a map's contrast, and counts since the initial weights. */
const BESIDE_CLAIMS: readonly MetricName[] = [
  "entropyGap",
  "entropyGapOutsideParts",
  "foregroundRank",
  "foregroundGain",
  "backgroundGain",
];

const OF_PARTS: readonly { readonly name: PartMetric; readonly metric: string }[] = [
  { name: "points", metric: "points" },
  { name: "gap", metric: "entropyGap" },
];

/**
 * Which roles are subtracted: treated − reference, the two halves of it through the self-distilled network and the two
 * through the placebo, the control of the teacher's half (the placebo in the treated network's place), the null lines of
 * both kinds, and the two halves through the reference on the teacher's data. No pair twice, none of a role with itself.
 */
export function contrastPairs({ treated, reference, null: other }: Comparison): RolePair[] {
  const pairs: RolePair[] = [
    { treated, reference },
    { treated, reference: SELF_DISTILLED },
    { treated: SELF_DISTILLED, reference },
    { treated: "placebo", reference },
    { treated, reference: "placebo" },
    { treated: "placebo", reference: SELF_DISTILLED },
    { treated: other ?? "null", reference },
    { treated: "null-order", reference },
    { treated: MORE_DATA, reference },
    { treated, reference: MORE_DATA },
  ];
  return pairs.filter(
    (pair, k) =>
      pair.treated !== pair.reference &&
      pairs.findIndex((each) => each.treated === pair.treated && each.reference === pair.reference) === k,
  );
}

/** The roles of the decomposition; undefined where the comparison is with the self-distilled network itself. */
export function decompositionRoles({ treated, reference }: RolePair): readonly [Role, Role, Role] | undefined {
  return treated === SELF_DISTILLED || reference === SELF_DISTILLED ? undefined : [treated, SELF_DISTILLED, reference];
}

/** Numbers of some roles by seed and sample: a network leaves out the samples that another of its seed leaves out. */
export interface RoleTable {
  readonly cohort: readonly SeedColumns<MetricName>[];
  readonly parts: readonly { readonly part: string; readonly cohort: readonly SeedColumns<PartMetric>[] }[];
}

/** Every headline number of one pair; nothing where no seed has both networks. */
export function roleContrasts(table: RoleTable, pair: RolePair, distance: KnownDistance): RoleContrast[] {
  return overHeadlines(table, distance, (cohort, name, headline) => {
    const { seeds, a, b } = columnPairs(cohort, pair, name);
    if (seeds.length === 0) return [];
    return [{ ...headline, ...pair, ...estimateOf(seeds, a, b, headline) }];
  });
}

/** Every headline number as the sum of two; nothing where no seed has all three networks. */
export function decompositions(
  table: RoleTable,
  [treated, through, reference]: readonly [Role, Role, Role],
  distance: KnownDistance,
): Decomposition[] {
  return overHeadlines(table, distance, (cohort, name, headline) => {
    const { seeds, columns } = columnsOfAll(cohort, [treated, through, reference], name);
    const [whole = [], half = [], none = []] = columns;
    if (seeds.length === 0) return [];
    const between = (a: readonly Float64Array[], b: readonly Float64Array[]): Estimate =>
      estimateOf(seeds, a, b, headline);
    const terms = { total: between(whole, none), teacher: between(whole, half), loss: between(half, none) };
    return [{ ...headline, treated, through, reference, ...terms }];
  });
}

function overHeadlines<Found>(
  { cohort, parts }: RoleTable,
  distance: KnownDistance,
  find: <Name extends string>(cohort: readonly SeedColumns<Name>[], name: Name, headline: Headline) => Found[],
): Found[] {
  return [
    ...CLAIMS.flatMap(({ id, metric = distance, statistic }) => find(cohort, metric, { metric, statistic, claim: id })),
    ...BESIDE_CLAIMS.flatMap((metric) => find(cohort, metric, { metric, statistic: "mean" })),
    ...parts.flatMap(({ part, cohort: own }) =>
      OF_PARTS.flatMap(({ name, metric }) => find(own, name, { metric, part, statistic: "mean" })),
    ),
  ];
}

function estimateOf(
  seeds: readonly number[],
  a: readonly Float64Array[],
  b: readonly Float64Array[],
  { metric, statistic }: Headline,
): Estimate {
  const found = a.length === 0 ? undefinedDifference("no seed with both networks") : crossedDifference(a, b, statistic);
  const { p, standardError, samplesError, degrees, samples } = found;
  const perSeed = seeds.flatMap((seed, k) => {
    const difference = found.perSeed[k] ?? Number.NaN;
    return Number.isNaN(difference) ? [] : [{ seed, difference }];
  });
  const difference = within(intervalOf(found), metricDifferenceRange(metric, statistic));
  return { difference, p, standardError, samplesError, degrees, samples, perSeed };
}

/** One metric of several roles on the seeds that have all of them; NaN for a sample that one of them does not define. */
function columnsOfAll<Name extends string>(
  cohort: readonly SeedColumns<Name>[],
  roles: readonly Role[],
  name: Name,
): { seeds: number[]; columns: Float64Array[][] } {
  const seeds = [...new Set(cohort.map(({ seed }) => seed))].sort((x, y) => x - y);
  const found = seeds.flatMap((seed) => {
    const own = roles.flatMap((role) => {
      const network = cohort.find((each) => each.role === role && each.seed === seed);
      return network === undefined ? [] : [columnOf(network.columns, name)];
    });
    if (own.length < roles.length) return [];
    const masked = own.map((values) =>
      values.map((value, s) => (own.some((other) => Number.isNaN(other[s]!)) ? Number.NaN : value)),
    );
    return [{ seed, masked }];
  });
  return {
    seeds: found.map(({ seed }) => seed),
    columns: roles.map((_, k) => found.map(({ masked }) => masked[k]!)),
  };
}
