import { describe, expect, it } from "vitest";
import { hashed, mapOf, type Place, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import { THRESHOLDS } from "../knowledge-points.ts";
import type { Measurement } from "../measurement.ts";
import type { Hypothesis, TaskResult } from "../task-result.ts";
import type { TaskData } from "./measured-network.ts";
import { type SummaryOptions, summarize } from "./summarize.ts";

const options: SummaryOptions = { recipe: "limit" };
const summary = (data: TaskData, more: Partial<SummaryOptions> = {}): TaskResult =>
  summarize(data, { ...options, ...more });
const verdictOf = (result: TaskResult, id: Hypothesis["id"]): Hypothesis =>
  result.hypotheses.find((each) => each.id === id)!;

/** Noisy maps on which all roles agree in distribution. */
const noise = ({ role, seed, step, sample, unit }: Place): number =>
  -3 + 1.5 * hashed(role === "scratch" ? 1 : role === "null" ? 2 : 3, seed, step, sample, unit);
/** Maps on which the distilled network keeps the foreground and the scratch network the distractor. */
const planted = (place: Place): number => {
  const { region, part } = UNITS[place.unit]!;
  const progress = place.step / 40;
  const kept =
    place.role === "distilled"
      ? region === "foreground"
      : part === "distractor" || (region === "foreground" && place.unit < 2);
  return (
    -3 -
    (kept ? 1.2 * progress : 0) +
    0.3 * hashed(place.role === "distilled" ? 1 : 2, place.seed, place.step, place.sample, place.unit)
  );
};

function shuffled(data: TaskData): TaskData {
  const measurements = [...data.measurements];
  return {
    ...data,
    measurements: [...measurements].sort((a, b) => hashed(measurements.indexOf(a)) - hashed(measurements.indexOf(b))),
    runs: [...data.runs].reverse(),
  };
}

function changed(data: TaskData, change: (measurement: Measurement) => Measurement | undefined): TaskData {
  return { ...data, measurements: [...data.measurements].flatMap((each) => change(each) ?? []) };
}

describe("summarize", () => {
  it("does not depend on the order in which measurements arrive, to the last bit", () => {
    const data = syntheticTask({ entropy: noise, roles: ["distilled", "scratch", "null"] });
    expect(JSON.stringify(summary(shuffled(data)))).toBe(JSON.stringify(summary(data)));
  });

  it("two identical runs differ by exactly zero and are inconclusive, never supported", () => {
    const same = summary(syntheticTask({ entropy: (place) => noise({ ...place, role: "scratch" }) }));
    for (const { difference, verdict } of same.hypotheses) {
      expect(difference).toEqual({ mean: 0, low: 0, high: 0 });
      expect(verdict).toBe("inconclusive");
    }
    expect(same.networks.distilled).toEqual(same.networks.scratch);
  });

  it("a planted effect is supported, and contradicted when the roles are swapped", () => {
    const result = summary(syntheticTask({ entropy: planted }));
    const swapped = summary(
      syntheticTask({
        entropy: (place) => planted({ ...place, role: place.role === "distilled" ? "scratch" : "distilled" }),
      }),
    );
    expect(verdictOf(result, "H1.foregroundCount").verdict).toBe("supported");
    expect(verdictOf(result, "H1.foregroundCount").overSeeds?.verdict).toBe("supported");
    expect(verdictOf(swapped, "H1.foregroundCount").verdict).toBe("contradicted");
    // All that tells the backgrounds apart is the distractor, which has its own lines.
    expect(verdictOf(result, "H1.backgroundCount").difference.mean).toBe(0);
    expect(result.parts.distractor!.pointsDifference.high).toBeLessThan(-1);
    // The scratch network keeps the distractor, so its part stands closer to (here below) its foreground.
    expect(result.parts.distractor!.entropyGapDifference.low).toBeGreaterThan(0);
  });

  it("counts are those of the maps, by hand", () => {
    const result = summary(syntheticTask({ entropy: (place) => (planted(place) < -3.5 ? -5 : -3), samples: 4 }));
    // H̄ of scratch = (5·(−3) + 2·(−5))/7 = −3.571, so its deviations are 1.43 on points; distilled has H̄ = −3.
    expect(result.networks.distilled).toMatchObject({
      foregroundCount: { mean: 6 },
      backgroundCount: { mean: 0 },
      foregroundRatio: { mean: 1 },
      stability: { mean: 1 },
    });
    expect(result.networks.scratch).toMatchObject({
      foregroundCount: { mean: 2 },
      backgroundCount: { mean: 0 },
      foregroundRatio: { mean: 1 },
      rawCounts: { foregroundCount: { mean: 2 }, backgroundCount: { mean: 2 }, foregroundRatio: { mean: 0.5 } },
      // Of 6 x 5 pairs outside the distractor: 2 foreground units below all 5, 4 level with them.
      foregroundRank: { mean: (2 * 5 + 4 * 5 * 0.5) / 30 },
      foregroundGain: { mean: 2 },
      backgroundGain: { mean: 0 },
      mapCorrelation: { mean: Number.NaN, reason: expect.stringContaining("the maps are flat") },
    });
    expect(result.networks.distilled!.entropyGap.mean).toBe(2);
    expect(result.networks.scratch!.entropyGap.mean).toBeCloseTo(-25 / 7 + 22 / 6, 12);
    expect(result.networks.scratch!.entropyGapOutsideParts!.mean).toBeCloseTo(-3 + 22 / 6, 12);
    expect(result.parts.distractor).toMatchObject({
      samples: 4,
      units: { mean: 2 },
      points: { distilled: { mean: 0 }, scratch: { mean: 2 } },
    });
  });

  it("the distractor's points are in the raw counts and in the part, in no other count", () => {
    const result = summary(syntheticTask({ entropy: planted }));
    const { backgroundCount, rawCounts, foregroundCount } = result.networks.scratch!;
    expect(result.parts.distractor!.points.scratch!.mean).toBeGreaterThan(1);
    expect(rawCounts!.backgroundCount.mean).toBeCloseTo(
      backgroundCount.mean + result.parts.distractor!.points.scratch!.mean,
      12,
    );
    expect(rawCounts!.foregroundCount).toEqual(foregroundCount);
    expect(result.trajectories.scratch!.at(-1)!.backgroundCount).toBeCloseTo(backgroundCount.mean, 12);
    const at = result.curve.find(({ threshold }) => threshold === THRESHOLDS.limit)!.networks.scratch!;
    expect(at.backgroundCount).toBeCloseTo(backgroundCount.mean, 12);
    const normalised = result.networks.scratch!.spreadNormalised;
    expect(normalised.backgroundCount).toEqual(backgroundCount);
  });

  it("points gained are NaN with a reason where the first checkpoint is not step 0, or is the only one", () => {
    for (const steps of [[10, 40], [0], [40]]) {
      const { scratch } = summary(syntheticTask({ entropy: noise, steps })).networks;
      for (const metric of ["foregroundGain", "backgroundGain", "mapCorrelation"] as const)
        expect(scratch![metric]).toMatchObject({
          mean: Number.NaN,
          reason: expect.stringContaining("the first checkpoint is not step 0, or there is only one"),
        });
    }
    const { trajectories, networks } = summary(syntheticTask({ entropy: noise }));
    expect(networks.scratch!.foregroundGain!.mean).toBeCloseTo(
      trajectories.scratch!.at(-1)!.foregroundCount - trajectories.scratch![0]!.foregroundCount,
      12,
    );
  });

  it("the variance of distance is 0 when all peaks coincide, and its root is reported apart from it", () => {
    const coincide = summary(syntheticTask({ entropy: (place) => (place.step < 40 ? -3 : planted(place)) })).networks
      .distilled!.learningDistance;
    expect(coincide.variance).toEqual({ mean: 0, low: 0, high: 0 });
    const spreadOut = summary(syntheticTask({ entropy: noise, seeds: [0] })).networks.distilled!.learningDistance;
    expect(spreadOut.variance.mean).toBeGreaterThan(0);
    expect(spreadOut.standardDeviation.mean).toBeCloseTo(Math.sqrt(spreadOut.variance.mean), 12);
  });

  it("the difference is the difference of the two rows, and the rows are the means by seed", () => {
    const result = summary(syntheticTask({ entropy: noise }), { threshold: 0.5 });
    const { distilled, scratch } = result.networks;
    expect(verdictOf(result, "H1.foregroundRatio").difference.mean).toBeCloseTo(
      distilled!.foregroundRatio.mean - scratch!.foregroundRatio.mean,
      12,
    );
    expect(verdictOf(result, "H3.stability").difference.mean).toBeCloseTo(
      distilled!.stability.mean - scratch!.stability.mean,
      12,
    );
    expect(verdictOf(result, "H2.varianceOfDistance").difference.mean).toBeCloseTo(
      distilled!.learningDistance.variance.mean - scratch!.learningDistance.variance.mean,
      12,
    );
    expect(verdictOf(result, "H2.meanDistance").difference.mean).toBeCloseTo(
      distilled!.learningDistance.mean.mean - scratch!.learningDistance.mean.mean,
      12,
    );
    const seeds = result.bySeed.map(({ networks }) => networks.distilled!.foregroundRatio!);
    expect(seeds.reduce((sum, value) => sum + value, 0) / seeds.length).toBeCloseTo(
      distilled!.foregroundRatio.mean,
      12,
    );
  });

  it("the curve passes through the table at its threshold and never rises", () => {
    const result = summary(syntheticTask({ entropy: noise }));
    const at = result.curve.find(({ threshold }) => threshold === THRESHOLDS.limit)!.networks.scratch!;
    expect(at.foregroundCount).toBeCloseTo(result.networks.scratch!.foregroundCount.mean, 12);
    expect(at.foregroundRatio).toBeCloseTo(result.networks.scratch!.foregroundRatio.mean, 12);
    const counts = result.curve.map(({ networks }) => networks.scratch!.foregroundCount);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  it("kept and dropped points add up to those of the checkpoint before", () => {
    const course = summary(syntheticTask({ entropy: noise })).trajectories.scratch!;
    for (let t = 1; t < course.length; t++)
      expect(course[t]!.kept + course[t]!.dropped).toBeCloseTo(course[t - 1]!.foregroundCount, 12);
    expect(course.map(({ layerPath }) => layerPath)).toEqual([0, 0.1, 0.2, 0.4]);
  });

  it("groups are summarised alone and add up to all samples", () => {
    const result = summary(syntheticTask({ entropy: noise }));
    expect(result.groups["held-out"]!.samples + result.groups.training!.samples).toBe(result.samples);
    const halves = [result.groups["held-out"]!, result.groups.training!].map(
      ({ networks }) => networks.scratch!.foregroundCount.mean,
    );
    expect((halves[0]! + halves[1]!) / 2).toBeCloseTo(result.networks.scratch!.foregroundCount.mean, 12);
  });

  it("at checkpoint 0 equal maps give equal points", () => {
    const { trajectories } = summary(
      syntheticTask({ entropy: (place) => (place.step === 0 ? noise({ ...place, role: "scratch" }) : noise(place)) }),
    );
    expect(trajectories.distilled![0]).toEqual(trajectories.scratch![0]);
    expect(trajectories.distilled![1]).not.toEqual(trajectories.scratch![1]);
  });

  // Defect 5 of the paper's code: whole tables are switched off by default flags.
  it("every table is there without asking", () => {
    const result = summary(syntheticTask({ entropy: noise, roles: ["distilled", "scratch", "null"] }));
    expect(result.hypotheses.map(({ id }) => id)).toEqual([
      "H1.foregroundCount",
      "H1.backgroundCount",
      "H1.foregroundRatio",
      "H2.meanDistance",
      "H2.varianceOfDistance",
      "H3.stability",
    ]);
    for (const { difference, nullDifference, verdict } of result.hypotheses) {
      expect(difference.mean).not.toBeNaN();
      expect(nullDifference?.mean).not.toBeNaN();
      expect(verdict).not.toBe("no-verdict");
    }
    expect(Object.keys(result.networks)).toEqual(["distilled", "scratch", "null"]);
    expect(result.networks.null!.peakTies!.mean).toBeGreaterThan(0);
    expect(result.engine).toMatchObject({
      recipe: "limit",
      threshold: 0.5,
      backgroundReference: "sample",
      maps: 3 * 3 * 4 * 12,
      passes: 40 * 432,
      unitsAtBound: 432,
      nonLinearity: expect.closeTo(1.02, 10),
    });
  });

  it("fewer than three seeds give intervals but no verdict", () => {
    for (const seeds of [[0], [0, 1]]) {
      for (const { difference, verdict, reason } of summary(syntheticTask({ entropy: planted, seeds })).hypotheses) {
        expect(difference.low).not.toBeNaN();
        expect(verdict).toBe("no-verdict");
        expect(reason).toContain("expected at least 3 training seeds");
      }
    }
  });

  it("the data-set reference compares every sample with the mean background of all", () => {
    // Sample k is shifted by k/8: relative to itself nothing changes, relative to the mean of all it does.
    const data = syntheticTask({
      samples: 2,
      seeds: [0],
      entropy: (place) => (planted(place) < -3.5 ? -5 : -3) + 2 * place.sample,
    });
    const own = summary(data).networks.distilled!;
    const shared = summary(data, { backgroundReference: "data-set" }).networks.distilled!;
    expect(own.foregroundCount.mean).toBe(6);
    // H̄ = −2: sample 0 has 13 counted units at −3 or −5, all points; sample 1 has 6 at −3 and 7 at −1.
    expect(shared.foregroundCount.mean).toBe(6);
    expect(shared.backgroundCount.mean).toBe(2.5);
    expect(shared.rawCounts!.backgroundCount.mean).toBe(3.5);
    expect(summary(data, { recipe: "official" }).engine).toMatchObject({
      backgroundReference: "data-set",
      threshold: 0.2,
    });
  });
});

describe("spread-normalised counts", () => {
  const scaled = (factor: number): TaskData =>
    changed(syntheticTask({ entropy: noise }), ({ key, map }) => ({
      key,
      map: key.role === "distilled" ? mapOf(map.entropies.map((value) => factor * value)) : map,
    }));

  it("do not move when the deviations of a network are scaled; raw counts do", () => {
    const before = summary(scaled(1)).networks.distilled!;
    const after = summary(scaled(0.5)).networks.distilled!;
    expect(after.spreadNormalised).toEqual(before.spreadNormalised);
    expect(after.foregroundCount.mean).toBeLessThan(before.foregroundCount.mean);
    expect(after.spread.mean).toBeCloseTo(0.5 * before.spread.mean, 12);
  });

  it("are the raw counts of the scratch network itself", () => {
    const { scratch } = summary(scaled(1)).networks;
    expect(scratch!.spreadNormalised.foregroundCount).toEqual(scratch!.foregroundCount);
    expect(scratch!.spreadNormalised.stability).toEqual(scratch!.stability);
  });

  it("are NaN with a reason without a scratch network or for flat maps", () => {
    const alone = summary(syntheticTask({ entropy: noise, roles: ["distilled"] })).networks.distilled!;
    expect(alone.spreadNormalised.foregroundCount.mean).toBeNaN();
    expect(alone.spreadNormalised.foregroundCount.reason).toContain("no scratch network");
    expect(alone.foregroundCount.mean).not.toBeNaN();
    const flat = summary(syntheticTask({ entropy: (place) => (place.role === "distilled" ? -3 : noise(place)) }))
      .networks.distilled!;
    expect(flat.spreadNormalised.foregroundCount.mean).toBeNaN();
  });
});
