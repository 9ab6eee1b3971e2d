// The course of learning, checkpoint by checkpoint. s samples, t checkpoints.

import { ROLES, type WeightPath } from "../contract.ts";
import type { TrajectoryPoint } from "../course-result.ts";
import { knowledgePoints } from "../knowledge-points.ts";
import type { SampleInfo } from "../measurement.ts";
import { countPoints } from "../metrics/quantity.ts";
import { turnover } from "../metrics/stability.ts";
import { mean } from "../statistics/moments.ts";
import type { Contrast } from "./contrast.ts";

/**
 * Per role and checkpoint the means over samples, then over seeds. Paths are per step where known, else per checkpoint.
 * Counts leave named parts out. `kept` and `dropped` are foreground points of the checkpoint before, both 0 at the first.
 */
export function trajectories(
  all: readonly Contrast[],
  samples: readonly SampleInfo[],
  threshold: number,
): Record<string, TrajectoryPoint[]> {
  const roles = ROLES.filter((role) => all.some(({ network }) => network.run.role === role));
  return Object.fromEntries(
    roles.map((role) => {
      const courses = all
        .filter(({ network }) => network.run.role === role)
        .map((contrast) => trajectory(contrast, samples, threshold));
      return [role, courses[0]!.map((_, t) => meanPoint(courses.flatMap((course) => course[t] ?? [])))];
    }),
  );
}

function trajectory(
  { network, deviations }: Contrast,
  samples: readonly SampleInfo[],
  threshold: number,
): TrajectoryPoint[] {
  const courses = deviations.flatMap((course, s) => {
    if (course === undefined) return [];
    const { units } = samples[s]!;
    const sets = course.map((each) => knowledgePoints(each, units, threshold));
    return [
      sets.map((points, t) => ({
        ...countPoints(points, units),
        ...turnover(sets[t - 1] ?? new Uint8Array(), points, units),
      })),
    ];
  });
  return network.run.checkpoints.map(({ step, path }, t) => ({
    step,
    layerPath: known(path.layer),
    networkPath: known(path.network),
    foregroundCount: definedMean(courses.map((course) => course[t]!.foreground)),
    backgroundCount: definedMean(courses.map((course) => course[t]!.background)),
    kept: definedMean(courses.map((course) => course[t]!.kept)),
    dropped: definedMean(courses.map((course) => course[t]!.dropped)),
  }));
}

/** Over the samples that define a number: one whose object is all named parts has no foreground count. */
function definedMean(values: readonly number[]): number {
  return mean(values.filter((value) => !Number.isNaN(value)));
}

function known(path: WeightPath): number {
  return Number.isNaN(path.perStep) ? path.perCheckpoint : path.perStep;
}

function meanPoint(points: readonly TrajectoryPoint[]): TrajectoryPoint {
  const over = (value: (point: TrajectoryPoint) => number): number => definedMean(points.map(value));
  return {
    step: points[0]!.step,
    layerPath: over(({ layerPath }) => layerPath),
    networkPath: over(({ networkPath }) => networkPath),
    foregroundCount: over(({ foregroundCount }) => foregroundCount),
    backgroundCount: over(({ backgroundCount }) => backgroundCount),
    kept: over(({ kept }) => kept),
    dropped: over(({ dropped }) => dropped),
  };
}
