import type { Verdict } from "@stillpoint/core";
import { memoryStore } from "@stillpoint/experiment";
import { describe, expect, it } from "vitest";
import { packageFiles } from "../../fixtures/package-files.ts";
import { benchmarkTasks } from "../tasks.ts";
import { type Calibration, calibrationOf, citedCalibration } from "./calibration.ts";
import { calibrationText, madeUpHalf, storedCalibration } from "./calibration-file.ts";
import { committedCalibration } from "./committed.ts";
import { aboveLimit, type RealCalibration } from "./real-rates.ts";
import { REAL_STUDY } from "./real-study.ts";
import { STUDY } from "./study.ts";
import { calibrationLines, calibrationPage } from "./table.ts";
import type { Outcome, TrialResult } from "./trial.ts";

const outcome = (verdict: Verdict, overSeeds: Verdict): readonly Outcome[] => [
  { id: "H3.stability", verdict, overSeeds },
];

/** `wrong` trials supported by mistake, one contradicted, `missed` plants missed; `empty` more have no verdict. */
function calibration(trials: number, wrong: number, missed: number, empty = 0): Calibration {
  const results = Array.from(
    { length: trials },
    (_, trial): TrialResult => ({
      trial,
      chance: outcome(trial < wrong ? "supported" : trial === wrong ? "contradicted" : "inconclusive", "inconclusive"),
      planted: outcome(trial < missed ? "inconclusive" : "supported", "supported"),
    }),
  );
  const none = outcome("no-verdict", "no-verdict");
  for (let trial = trials; trial < trials + empty; trial++) results.push({ trial, chance: none, planted: none });
  const about = { command: "stillpoint calibrate", versions: { node: "v20" }, seed: 0, samples: 48, study: STUDY };
  return calibrationOf(results, about);
}

const REAL: RealCalibration = {
  command: "stillpoint calibrate --real",
  versions: {},
  seed: 0,
  samples: 16,
  pairs: 0,
  networks: {},
  rows: [],
  study: {},
};

describe("the committed calibration", () => {
  it("has a row for every modality and number of seeds, and hides nothing that is wrong too often", async () => {
    const { rows = [] } = await committedCalibration(packageFiles);
    const modalities = benchmarkTasks.map(({ benchmark }) => benchmark.modality.id);
    expect(rows.map(({ modality, seeds }) => [modality, seeds])).toEqual(
      modalities.flatMap((modality) => REAL_STUDY.seeds.map((seeds) => [modality, seeds])),
    );
    for (const { falseVerdicts, falseTold, tooOften, found } of rows) {
      const above = [...aboveLimit(falseVerdicts), ...aboveLimit(falseTold)];
      expect(tooOften).toEqual(expect.arrayContaining(above));
      expect(found.map(({ effect }) => effect)).toEqual(REAL_STUDY.effects);
    }
  });
});

describe("a calibration", () => {
  it("keeps its half of real networks when it is read again, and that half needs the other", async () => {
    const store = memoryStore();
    await expect(madeUpHalf(store)).rejects.toMatchObject({ code: "USAGE" });
    const whole = calibration(100, 3, 5);
    for (const each of [whole, { ...whole, real: REAL }]) {
      await store.write("calibration.json", calibrationText(each));
      expect(await storedCalibration(store)).toEqual(each);
    }
    expect(calibrationPage({ ...whole, real: REAL })).toContain("# Calibration on real networks");
    await store.write("calibration.json", JSON.stringify({ ...whole, real: { rows: 1 } }));
    expect(await madeUpHalf(store)).toEqual(whole);
    await store.write("calibration.json", "{}");
    expect(await storedCalibration(store)).toBeUndefined();
  });

  it("counts verdicts by hypothesis with their intervals", () => {
    const { falseSupport, power, counts, overSeeds, networkPairs } = calibration(100, 3, 5);
    expect(falseSupport["H3.stability"]).toMatchObject({ rate: 0.03, pairs: 100 });
    expect(falseSupport["H3.stability"]!.low).toBeCloseTo(0.00623, 4);
    expect(falseSupport["H3.stability"]!.high).toBeCloseTo(0.08518, 4);
    expect(power["H3.stability"]!.rate).toBe(0.95);
    expect(counts.chance["H3.stability"]).toEqual({
      supported: 3,
      contradicted: 1,
      inconclusive: 96,
      withheld: 0,
      "no-verdict": 0,
    });
    expect(overSeeds.falseSupport["H3.stability"]!.rate).toBe(0);
    expect(networkPairs).toBe(300);
  });

  it("holds while 5 % false support is possible and nine in ten plants are found", () => {
    expect(calibration(100, 10, 10).calibrated).toBe(true);
    expect(calibration(100, 11, 10).calibrated).toBe(false);
    expect(calibration(100, 10, 11).calibrated).toBe(false);
    expect(calibrationLines(calibration(100, 11, 0)).at(-1)).toContain("100 trials: not calibrated");
    expect(calibration(99, 0, 0).calibrated).toBe(false);
    expect(calibrationLines(calibration(99, 0, 0)).at(-1)).toContain("99 trials: too few to say");
  });

  it("counts false verdicts of either direction", () => {
    const { falseVerdicts, overSeeds } = calibration(100, 3, 5);
    expect(falseVerdicts["H3.stability"]).toMatchObject({ rate: 0.04, pairs: 100 });
    expect(falseVerdicts["H3.stability"]!.low).toBeCloseTo(0.011, 4);
    expect(falseVerdicts["H3.stability"]!.high).toBeCloseTo(0.09926, 4);
    expect(overSeeds.falseVerdicts["H3.stability"]!.rate).toBe(0);
  });

  it("divides by the trials that have a verdict and does not hold while some have none", () => {
    const whole = calibration(120, 3, 5);
    const { trials, calibrated, falseSupport, power, counts } = calibration(120, 3, 5, 1);
    expect([whole.calibrated, calibrated]).toEqual([true, false]);
    expect(trials).toBe(121);
    expect(falseSupport).toEqual(whole.falseSupport);
    expect(power).toEqual(whole.power);
    expect(counts.chance["H3.stability"]!["no-verdict"]).toBe(1);
    expect(calibrationLines(calibration(120, 3, 5, 1)).at(-1)).toContain("some without a verdict");
  });

  it("leaves a hypothesis out that no trial has a verdict on, and then does not hold", () => {
    const { falseSupport, falseVerdicts, power, calibrated } = calibration(0, 0, 0, 120);
    expect([falseSupport, falseVerdicts, power]).toEqual([{}, {}, {}]);
    expect(calibrated).toBe(false);
    expect(calibrationPage(calibration(0, 0, 0, 120))).toContain("| H3.stability | – | – | – | – |");
  });

  it("names what is wrong in either direction more often than 5 % by its whole interval", () => {
    expect(calibrationPage(calibration(100, 10, 5))).toContain(
      "Either by mistake, whole interval above 5.0 %: H3.stability.",
    );
    expect(calibrationPage(calibration(100, 9, 5))).not.toContain("whole interval above");
  });

  it("is cited as its file says, and nothing else is", () => {
    const whole = calibration(100, 3, 5);
    expect(citedCalibration(JSON.stringify(whole), "calibration.json")).toEqual({
      file: "calibration.json",
      falseSupport: whole.falseSupport,
      power: whole.power,
    });
    expect(citedCalibration(JSON.stringify({ ...whole, real: REAL }), "calibration.json").rows).toEqual([]);
    expect(() => citedCalibration("{}", "other.json")).toThrow(/other.json: expected a calibration/);
    expect(calibrationPage(whole)).toContain("image-like pictures of 8 x 8 pixels");
    expect(whole.scope).toContain("3 seeds per network");
    expect(calibrationPage(whole)).toContain(
      "| H3.stability | 3.0 % [0.6 %, 8.5 %] | 1 of 100 | 4.0 % [1.1 %, 9.9 %] | 95.0 % [88.7 %, 98.4 %] |",
    );
  });
});
