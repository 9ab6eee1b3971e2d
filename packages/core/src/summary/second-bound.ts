// What hangs on the upper bound of σ: the same maps under two bounds, and verdicts that hold under both.

import type { EntropyMap } from "../entropy-map.ts";
import { ensure } from "../errors.ts";
import { mean } from "../statistics/moments.ts";
import type { BoundResult, GroupResult, Hypothesis, Verdict } from "../task-result.ts";
import type { MeasuredNetwork } from "./measured-network.ts";

/** Networks whose maps are those of the second bound. */
export interface SecondBoundNetworks {
  readonly networks: readonly MeasuredNetwork[];
  /** Input units, mean over maps. */
  readonly upper: number;
  /** Over all maps. */
  readonly unitsAtBound: number;
}

/**
 * The measured networks under the second upper bound; undefined where no map carries one.
 *
 * @throws StillpointError INPUT when only some maps carry one.
 */
export function underSecondBound(measured: readonly MeasuredNetwork[]): SecondBoundNetworks | undefined {
  const maps = measured.flatMap((network) => network.maps.flatMap((course) => course ?? []));
  const bounds = maps.flatMap(({ atSecondBound }) => atSecondBound ?? []);
  if (bounds.length === 0) return undefined;
  ensure(
    bounds.length === maps.length,
    "INPUT",
    () =>
      `second upper bound: expected it in every map or none; got ${bounds.length} of ${maps.length}; ` +
      "measure all maps with the same options",
  );
  const first = bounds[0]!.upper;
  return {
    networks: measured.map(({ run, maps: courses }) => ({
      run,
      maps: courses.map((course) => course?.map(exchanged)),
    })),
    upper: bounds.every(({ upper }) => upper === first) ? first : mean(bounds.map(({ upper }) => upper)),
    unitsAtBound: bounds.reduce((sum, bound) => sum + bound.unitsAtBound, 0),
  };
}

function exchanged(map: EntropyMap): EntropyMap {
  if (map.atSecondBound === undefined) return map;
  const { upper: _, ...exchange } = map.atSecondBound;
  return { ...map, ...exchange };
}

/** What the second bound says on its own. */
export function boundResult(
  { upper, unitsAtBound }: SecondBoundNetworks,
  { networks, hypotheses }: GroupResult,
): BoundResult {
  return { upper, unitsAtBound, networks, hypotheses };
}

/**
 * `first` with verdicts that hold under both bounds: one that differs is inconclusive, one that either bound lacks is
 * no verdict; both with a note. The p value is the larger of the two: a claim must hold under either bound.
 */
export function settled(first: GroupResult, second: GroupResult): GroupResult {
  return {
    ...first,
    hypotheses: first.hypotheses.map((own) => {
      const other = second.hypotheses.find(({ id }) => id === own.id);
      return other === undefined ? own : settledHypothesis(own, other);
    }),
  };
}

function settledHypothesis(own: Hypothesis, other: Hypothesis): Hypothesis {
  const { overSeeds } = own;
  const seeds =
    overSeeds === undefined
      ? {}
      : { overSeeds: { ...overSeeds, ...settledVerdict(overSeeds.verdict, other.overSeeds?.verdict ?? "no-verdict") } };
  const both = own.p === undefined || other.p === undefined ? {} : { p: larger(own.p, other.p) };
  if (own.verdict === other.verdict) return { ...own, ...both, ...seeds };
  const note = `${own.verdict} under the first upper bound of σ, ${other.verdict} under the second`;
  const reason = own.reason ?? other.reason;
  return {
    ...own,
    ...both,
    ...settledVerdict(own.verdict, other.verdict),
    ...(reason === undefined ? {} : { reason }),
    note,
    ...seeds,
  };
}

/** NaN where either is. */
function larger(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b);
}

/** Nothing is inconclusive that has no verdict: what is not defined flips nowhere. */
function settledVerdict(own: Verdict, other: Verdict): Pick<Hypothesis, "verdict" | "flips"> {
  if (own === other) return { verdict: own };
  if (own === "no-verdict" || other === "no-verdict") return { verdict: "no-verdict" };
  return { verdict: "inconclusive", flips: true };
}
