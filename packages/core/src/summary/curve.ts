// Counts over all thresholds: how much of a difference hangs on the choice of b.

import { ROLES } from "../contract.ts";
import type { CurvePoint } from "../course-result.ts";
import { knowledgePoints, THRESHOLD_CURVE } from "../knowledge-points.ts";
import type { SampleInfo } from "../measurement.ts";
import { countPoints, foregroundRatio } from "../metrics/quantity.ts";
import { cohortMean, column, columnsOf, pairedCohort } from "./cohort.ts";
import type { RolePair } from "./comparison.ts";
import type { Contrast } from "./contrast.ts";

const COUNTS = ["foregroundCount", "backgroundCount", "foregroundRatio"] as const;

/** Means per sample at the last checkpoint for every threshold 0..0.8, means over seeds; samples and units as in the table. */
export function thresholdCurve(all: readonly Contrast[], samples: readonly SampleInfo[], pair: RolePair): CurvePoint[] {
  const roles = ROLES.filter((role) => all.some(({ network }) => network.run.role === role));
  return THRESHOLD_CURVE.map((threshold) => {
    const cohort = all.map(({ network: { run }, deviations }) => {
      const rows = samples.map(({ units }, s) => {
        const last = deviations[s]?.at(-1);
        if (last === undefined) return undefined;
        const count = countPoints(knowledgePoints(last, units, threshold), units);
        return {
          foregroundCount: count.foreground,
          backgroundCount: count.background,
          foregroundRatio: foregroundRatio(count),
        };
      });
      return { role: run.role, seed: run.seed, columns: columnsOf(COUNTS, rows) };
    });
    const paired = pairedCohort(cohort, pair);
    const networks = roles.map((role) => [
      role,
      {
        foregroundCount: cohortMean(column(paired, role, "foregroundCount")),
        backgroundCount: cohortMean(column(paired, role, "backgroundCount")),
        foregroundRatio: cohortMean(column(paired, role, "foregroundRatio")),
      },
    ]);
    return { threshold, networks: Object.fromEntries(networks) };
  });
}
