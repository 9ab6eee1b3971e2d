// Rates on trials whose truth is known: honest intervals keep their level, and a shortened one is named.

import { crossedDifference, type Interval, type Verdict, verdict } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { isIndependent, trialPlans } from "./pair-trials.ts";
import { ALL_MODALITIES, aboveLimit, citedRows, type RealCalibration, realRows } from "./real-rates.ts";
import { REAL_STUDY } from "./real-study.ts";
import { realLines, realPage } from "./real-table.ts";
import { RATED, type RatedVerdict, type TrialVerdicts } from "./real-trial.ts";
import type { PlannedTrial } from "./run-real-trials.ts";

/** Standard normals from a seed. */
function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 14), 0x2c1b3c6d) >>> 0;
    bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39) >>> 0;
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** 16 samples of 3 seeds, of two networks that differ by chance and by an effect of each picture that favours neither. */
function chanceInterval(random: number): Interval {
  const normal = normals(random);
  const picture = Float64Array.from({ length: 16 }, () => 0.64 * normal());
  const a = [0, 1, 2].map(() => {
    const seed = 0.5 * normal();
    return picture.map((shared) => shared + seed + 0.77 * normal());
  });
  return crossedDifference(
    a,
    a.map((own) => new Float64Array(own.length)),
    "mean",
  );
}

function shortened({ mean, low, high }: Interval, by: number): Interval {
  return { mean, low: mean + (low - mean) / by, high: mean + (high - mean) / by };
}

const said = (interval: Interval): Verdict => verdict(interval, "distilled > scratch", 3);
const numbers = (alone: Verdict, told: Verdict = alone): RatedVerdict[] => RATED.map((id) => ({ id, alone, told }));

function trial(k: number, verdicts: Readonly<Record<string, TrialVerdicts>>, seeds = 3): PlannedTrial {
  return { pairing: "weights", plan: { seeds, block: 0, trial: k, first: [], second: [] }, verdicts };
}

function nullTrials(by: number): PlannedTrial[] {
  return Array.from({ length: 600 }, (_, k) =>
    trial(k, { weights: { image: numbers(said(shortened(chanceInterval(1 + k), by))) } }),
  );
}

const wrong = (by: number) => realRows(nullTrials(by))[0]!.nulls.find((each) => each.null === "weights")!;

describe("the rates of real networks", () => {
  it("let an honest interval pass and name one that is 1.3 times too short", () => {
    expect(wrong(1).tooOften).toEqual({ alone: [], told: [] });
    expect(wrong(1.3).tooOften).toEqual({ alone: [...RATED], told: [...RATED] });
  });

  it("count both directions, of the trials with a verdict, and a miss without one", () => {
    const rows = realRows([
      trial(0, {
        weights: { image: numbers("supported", "inconclusive") },
        "same 0.3": { image: numbers("supported") },
      }),
      trial(1, {
        weights: { image: numbers("contradicted", "withheld") },
        "same 0.3": { image: numbers("no-verdict") },
      }),
      trial(2, { weights: { image: numbers("no-verdict") }, "same 0.3": { image: numbers("contradicted") } }),
      trial(3, {
        weights: { image: numbers("inconclusive") },
        "same 0.3": { image: numbers("supported", "withheld") },
      }),
    ]);
    const [row] = rows;
    const { falseVerdicts, trials } = row!.nulls.find((each) => each.null === "weights")!;
    expect(trials).toBe(4);
    expect(falseVerdicts.alone["H3.stability"]).toMatchObject({ rate: 2 / 3, pairs: 3 });
    expect(falseVerdicts.told["H3.stability"]).toMatchObject({ rate: 0, pairs: 3 });
    const { found } = row!.power.find(({ spread, effect }) => spread === "same" && effect === 0.3)!;
    expect(found.alone["H3.stability"]).toMatchObject({ rate: 0.5, pairs: 4 });
    expect(found.told["H3.stability"]).toMatchObject({ rate: 0.25, pairs: 4 });
  });

  it("have a row for each modality and number of seeds, and for all modalities together", () => {
    const both = { weights: { image: numbers("supported"), qa: numbers("inconclusive") } };
    const rows = realRows([trial(0, both), trial(0, both, 5)]);
    expect(rows.map(({ modality, seeds }) => [modality, seeds])).toEqual(
      ["image", "qa", ALL_MODALITIES].flatMap((modality) => [3, 5].map((seeds) => [modality, seeds])),
    );
    expect(rows.at(-1)!.nulls[0]!.falseVerdicts.alone["H3.stability"]).toMatchObject({ rate: 0.5, pairs: 2 });
  });

  it("are too often only by the whole interval", () => {
    const rate = { rate: 0.2, high: 0.5, pairs: 10 };
    expect(aboveLimit({ a: { ...rate, low: 0.051 }, b: { ...rate, low: 0.05 } })).toEqual(["a"]);
  });
});

describe("trials that share initial weights", () => {
  it("give no interval: every second one does, and all are counted", () => {
    const plans = trialPlans(24, 3, "weights");
    const rows = realRows(
      plans.map((plan) => ({ pairing: "weights", plan, verdicts: { weights: { image: numbers("supported") } } })),
    );
    const { trials, every, falseVerdicts } = rows[0]!.nulls.find((each) => each.null === "weights")!;
    expect([plans.length, trials, every.trials]).toEqual([8, 4, 8]);
    expect(falseVerdicts.alone["H3.stability"]!.pairs).toBe(4);
    expect(every.counts.alone["H3.stability"]!.supported).toBe(8);
    for (const seeds of REAL_STUDY.seeds) {
      const independent = trialPlans(48, seeds, "weights").filter(isIndependent);
      const pairs = independent.flatMap(({ first, second }) => [...first, ...second]);
      expect(new Set(pairs).size).toBe(pairs.length);
      expect(independent.length).toBe(2 * Math.floor(Math.floor(24 / seeds) / 2));
      expect(trialPlans(48, seeds, "order").every(isIndependent)).toBe(true);
    }
  });
});

describe("the page of real networks", () => {
  const calibration = (by: number): RealCalibration => ({
    command: "stillpoint calibrate --real",
    versions: { node: "v20" },
    seed: 0,
    samples: 16,
    pairs: 48,
    networks: { image: "a network at fc1" },
    rows: realRows(nullTrials(by)),
    study: {},
  });

  it("hides nothing that is wrong too often", () => {
    expect(realLines(calibration(1)).at(-1)).toBe("Wrong in either direction, whole interval above 5 %: none.");
    expect(realLines(calibration(1.3)).at(-1)).toContain("gap (image, 3 seeds, other weights, alone)");
    expect(realPage(calibration(1.3)).join("\n")).toMatch(/\| image \| 3 \| 600 \| \*\*1\d % \[/);
    expect(realPage(calibration(1)).join("\n")).not.toMatch(/\| image \| 3 \| 600 \| \*\*/);
  });

  it("is cited by modality with what is wrong too often, never over all", () => {
    const rows = citedRows(calibration(1.3));
    expect(rows.map(({ modality, seeds, trials, samples }) => [modality, seeds, trials, samples])).toEqual([
      ["image", 3, 600, 16],
    ]);
    expect(rows[0]!.tooOften).toEqual([...RATED]);
    expect(citedRows(calibration(1))[0]!.tooOften).toEqual([]);
  });
});
