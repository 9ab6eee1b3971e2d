import type { TaskResult } from "@stillpoint/core";
import type { ReportCalibration, ReportCalibrationRow } from "@stillpoint/report";
import { describe, expect, it } from "vitest";
import { syntheticBenchmark } from "../../report/fixtures/synthetic-report.ts";
import { resemblingCalibration } from "./cited-calibration.ts";

const row = (modality: string, seeds: number): ReportCalibrationRow => ({
  modality,
  seeds,
  samples: 16,
  trials: 24,
  falseVerdicts: {},
  falseTold: {},
  tooOften: [],
  found: [],
});
const calibration: ReportCalibration = {
  file: "calibration.md",
  falseSupport: 0.01,
  power: 0.9,
  rows: ["image", "qa"].flatMap((modality) => [3, 5, 8].map((seeds) => row(modality, seeds))),
};

type Measured = readonly [modality: string, seeds: number];

/** Tasks by modality and number of seeds. */
function results(...of: readonly Measured[]): TaskResult[] {
  const [any] = syntheticBenchmark().tasks;
  return of.map(([modality, seeds]) => ({
    ...any!,
    modality,
    bySeed: Array.from({ length: seeds }, (_, seed) => ({ seed, networks: {} })),
  }));
}

const cited = (...of: readonly Measured[]): Measured[] =>
  (resemblingCalibration(calibration, results(...of)).rows ?? []).map(
    ({ modality, seeds }): Measured => [modality, seeds],
  );

describe("the calibration that a report cites", () => {
  it("is of its own modalities with the nearest number of seeds", () => {
    expect(cited(["qa", 3], ["image", 6])).toEqual([
      ["qa", 3],
      ["image", 5],
    ]);
    expect(cited(["image", 1])).toEqual([["image", 3]]);
    expect(cited(["image", 40])).toEqual([["image", 8]]);
  });

  it("promises less where two are equally near, and where the tasks of a modality differ", () => {
    expect(cited(["image", 4])).toEqual([["image", 3]]);
    expect(cited(["image", 8], ["image", 3])).toEqual([["image", 3]]);
  });

  it("has no row for a modality that was never tried, and stays as it is without rows", () => {
    expect(cited(["sound", 3])).toEqual([]);
    const { rows: _, ...bare } = calibration;
    expect(resemblingCalibration(bare, results(["image", 3]))).toBe(bare);
  });
});
