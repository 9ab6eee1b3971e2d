// What a report cites of a calibration: the rows that resemble it.

import type { TaskResult } from "@stillpoint/core";
import type { ReportCalibration, ReportCalibrationRow } from "@stillpoint/report";

/**
 * The calibration with one row for each modality of `results` that has any, in their order: the one whose number of seeds
 * is nearest to what the modality's tasks have, of two equally near the one with fewer, which promises less. A calibration
 * without rows stays as it is.
 */
export function resemblingCalibration(
  calibration: ReportCalibration,
  results: readonly TaskResult[],
): ReportCalibration {
  const { rows } = calibration;
  if (rows === undefined) return calibration;
  const modalities = [...new Set(results.map(({ modality }) => modality))];
  return {
    ...calibration,
    rows: modalities.flatMap((modality) => {
      const seeds = seedsOf(results.filter((result) => result.modality === modality));
      return (
        nearest(
          rows.filter((row) => row.modality === modality),
          seeds,
        ) ?? []
      );
    }),
  };
}

/** Of the tasks of a modality that of the one with the fewest: its verdicts are the weakest. */
function seedsOf(results: readonly TaskResult[]): number {
  return Math.min(...results.map(({ bySeed }) => bySeed.length));
}

function nearest(rows: readonly ReportCalibrationRow[], seeds: number): ReportCalibrationRow | undefined {
  const farness = (row: ReportCalibrationRow): number => Math.abs(row.seeds - seeds);
  return [...rows].sort((a, b) => farness(a) - farness(b) || a.seeds - b.seeds)[0];
}
