import { describe, expect, it } from "vitest";
import { hashed, mapOf, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import type { PathOrigins, PathSource } from "../measurement.ts";
import type { TaskData } from "./measured-network.ts";
import { summarize } from "./summarize.ts";

const options = { recipe: "limit" } as const;
const data = syntheticTask({
  samples: 6,
  entropy: ({ role, seed, step, sample, unit }) => -3 + 1.5 * hashed(role.length, seed, step, sample, unit),
});
const measured = [...data.measurements];
const mapAt = (role: string, seed: number, step: number, sample: string) =>
  measured.find(({ key }) => key.role === role && key.seed === seed && key.step === step && key.sample === sample)!;
const without = (dropped: unknown): TaskData["measurements"] => measured.filter((each) => each !== dropped);
const flat = mapOf(new Float64Array(UNITS.length).fill(-3));

describe("exclusions", () => {
  it("a sample without background is left out with its reason, never counted as 0", () => {
    const units = UNITS.map((unit) => ({ ...unit, region: "foreground" as const }));
    const result = summarize(
      { ...data, samples: data.samples.map((sample) => (sample.id === "s2" ? { ...sample, units } : sample)) },
      options,
    );
    const rest = summarize(
      {
        ...data,
        samples: data.samples.filter(({ id }) => id !== "s2"),
        measurements: measured.filter(({ key }) => key.sample !== "s2"),
      },
      options,
    );
    expect(result.exclusions).toContainEqual({
      sample: "s2",
      reason: "no background unit, so nothing to compare with",
    });
    expect(result.networks.distilled!.foregroundCount).toEqual(rest.networks.distilled!.foregroundCount);
  });

  it("a map that is not defined in one role leaves the sample out of the pair, in that seed only", () => {
    const dropped = mapAt("scratch", 1, 10, "s3");
    const result = summarize(
      { ...data, measurements: without(dropped), exclusions: [{ key: dropped.key, reason: "features never move" }] },
      options,
    );
    const whole = summarize(data, options);
    expect(result.exclusions).toContainEqual({
      sample: "s3",
      reason: "features never move, at step 10 (scratch, seed 1)",
    });
    const counts = (seed: number, role: string): [number, number] => [
      result.bySeed[seed]!.networks[role]!.foregroundCount!,
      whole.bySeed[seed]!.networks[role]!.foregroundCount!,
    ];
    const [after, before] = counts(1, "distilled");
    const own = measured.filter(({ key }) => key.role === "distilled" && key.seed === 1 && key.step === 40);
    expect(own).toHaveLength(6);
    expect(after).not.toBe(before);
    expect(result.trajectories.distilled).not.toEqual(whole.trajectories.distilled);
    expect(result.engine.maps).toBe(whole.engine.maps - 2 * 4);
    expect(counts(0, "distilled")[0]).toBe(counts(0, "distilled")[1]);
    expect(result.hypotheses[0]!.difference.mean).toBeCloseTo(
      result.networks.distilled!.foregroundCount.mean - result.networks.scratch!.foregroundCount.mean,
      12,
    );
  });

  it("a map that is missing names the step", () => {
    const result = summarize({ ...data, measurements: without(mapAt("distilled", 0, 20, "s1")) }, options);
    expect(result.exclusions).toContainEqual({ sample: "s1", reason: "not measured at step 20 (distilled, seed 0)" });
  });

  it("an entropy that is NaN leaves the sample out", () => {
    const bad = mapAt("distilled", 0, 20, "s1");
    const entropies = bad.map.entropies.map((value, i) => (i === 3 ? Number.NaN : value));
    const result = summarize(
      { ...data, measurements: [...without(bad), { key: bad.key, map: mapOf(entropies) }] },
      options,
    );
    expect(result.exclusions).toContainEqual({
      sample: "s1",
      reason: "an entropy is not a finite number, at step 20 (distilled, seed 0)",
    });
  });

  it("0/0 is excluded and listed metric by metric, and the other metrics keep the sample", () => {
    const measurements = measured.map((each) =>
      each.key.sample === "s0" && each.key.role === "scratch" && each.key.seed === 0 ? { ...each, map: flat } : each,
    );
    const { exclusions, bySeed } = summarize({ ...data, measurements }, options);
    const reasons = exclusions.filter(({ sample }) => sample === "s0").map(({ reason }) => reason);
    expect(reasons).toContain("foregroundRatio: no knowledge point at the last checkpoint (scratch, seed 0)");
    expect(reasons).toContain("learningDistance, stability: no foreground point at any checkpoint (scratch, seed 0)");
    const others = summarize(
      { ...data, samples: data.samples.slice(1), measurements: measured.filter(({ key }) => key.sample !== "s0") },
      options,
    ).bySeed[0]!.networks.scratch!;
    expect(bySeed[0]!.networks.scratch!.foregroundRatio).toBe(others.foregroundRatio);
    expect(bySeed[0]!.networks.scratch!.stability).toBe(others.stability);
    expect(bySeed[0]!.networks.scratch!.steps).toBe(others.steps);
    expect(bySeed[0]!.networks.scratch!.peakTies).toBe(others.peakTies);
    expect(bySeed[0]!.networks.scratch!.foregroundCount).toBeCloseTo((5 * others.foregroundCount!) / 6, 12);
  });

  it("a sample whose object is all named parts has no foreground count, and says so; none has one: the reason is the parts", () => {
    const logo = UNITS.map((unit) => (unit.region === "foreground" ? { ...unit, part: "logo" } : unit));
    const marked = (ids: readonly string[]): TaskData => ({
      ...data,
      samples: data.samples.map((sample) => (ids.includes(sample.id) ? { ...sample, units: logo } : sample)),
    });
    const one = summarize(marked(["s2"]), options);
    const reasons = one.exclusions.filter(({ sample }) => sample === "s2").map(({ reason }) => reason);
    expect(reasons).toContain("foregroundCount: every foreground unit is of a named part (scratch, seed 0)");
    expect(one.networks.scratch!.foregroundCount.mean).not.toBeNaN();
    expect(one.trajectories.scratch![1]!.kept).not.toBeNaN();
    expect(one.networks.scratch!.rawCounts!.foregroundCount).toEqual(
      summarize(data, options).networks.scratch!.foregroundCount,
    );
    const all = summarize(marked(data.samples.map(({ id }) => id)), options).networks.scratch!;
    for (const metric of ["foregroundCount", "foregroundRank", "entropyGapOutsideParts"] as const)
      expect(all[metric]).toMatchObject({ mean: Number.NaN, reason: expect.stringContaining("named part") });
    expect(all.backgroundCount.mean).not.toBeNaN();
  });

  it("a run cut short is still a valid result with reasons", () => {
    const result = summarize({ ...data, measurements: measured.filter(({ key }) => key.step < 40) }, options);
    expect(result.networks.distilled!.foregroundCount).toEqual({
      mean: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      reason: "no sample was measured",
    });
    expect(result.hypotheses.every(({ verdict }) => verdict === "no-verdict")).toBe(true);
    expect(result.exclusions).toHaveLength(6 * 6);
    expect(result.trajectories.distilled![0]!.foregroundCount).toBeNaN();
  });

  it("nothing measured at all is NaN everywhere, without an exception", () => {
    const result = summarize({ ...data, measurements: [] }, options);
    expect(result.networks.scratch!.stability).toMatchObject({ mean: Number.NaN, reason: "not measured" });
    expect(result.parts.distractor!.pointsDifference.mean).toBeNaN();
    expect(result.engine.maps).toBe(0);
  });
});

describe("runs", () => {
  it("a teacher that was only tested keeps its accuracy", () => {
    const teacher = { role: "teacher", seed: 0, checkpoints: [], accuracy: { "held-out": 0.64 } } as const;
    const { networks, checkpoints } = summarize({ ...data, runs: [...data.runs, teacher] }, options);
    expect(networks.teacher!.accuracy!["held-out"]!.mean).toBe(0.64);
    expect(networks.teacher!.foregroundCount.reason).toBe("not measured");
    expect(checkpoints).toEqual([0, 10, 20, 40]);
  });

  it("distances fall back to checkpoints, and say so, where a per-step path is unknown", () => {
    const runs = data.runs.map((run) => ({
      ...run,
      checkpoints: run.checkpoints.map(({ step, path }) => ({
        step,
        path: { ...path, layer: { ...path.layer, perStep: Number.NaN } },
      })),
    }));
    const { networks, hypotheses } = summarize({ ...data, runs }, options);
    const known = summarize(data, options);
    expect(networks.scratch!.learningDistance.mean).toMatchObject({
      mean: Number.NaN,
      reason: expect.stringContaining("per-step path is not known"),
    });
    expect(networks.scratch!.learningDistanceBy.steps).toEqual(known.networks.scratch!.learningDistanceBy.steps);
    expect(hypotheses[3]).toMatchObject({ id: "H2.meanDistance", distance: "layerPerCheckpoint" });
    expect(known.hypotheses[3]!.distance).toBe("layerPerStep");
    expect(hypotheses[3]!.difference.mean).toBeCloseTo(known.hypotheses[3]!.difference.mean / 2, 12);
  });

  it("H2 says where its distance comes from, of the two networks the less known one, and why it has none", () => {
    const origin = (role: string, source: PathSource, reason?: string): PathOrigins => {
      const recorded = { source: "record" } as const;
      return {
        layer: role === "distilled" ? { source, ...(reason === undefined ? {} : { reason }) } : recorded,
        network: recorded,
      };
    };
    const withOrigins = (source: PathSource, reason?: string): TaskData => ({
      ...data,
      runs: data.runs.map((run) => ({ ...run, origins: origin(run.role, source, reason) })),
    });
    const { hypotheses, pathOrigins } = summarize(withOrigins("exported"), options);
    expect(hypotheses.map(({ pathSource }) => pathSource)).toEqual(
      hypotheses.map(({ id }) => (id.startsWith("H2") ? "exported" : undefined)),
    );
    expect(pathOrigins).toMatchObject({
      distilled: { layer: { source: "exported" } },
      scratch: { layer: { source: "record" } },
    });
    expect(summarize(data, options).pathOrigins).toBeUndefined();
    const nowhere = { perStep: Number.NaN, perCheckpoint: Number.NaN };
    const folded = withOrigins("folded", "the exporter folded it");
    const runs = folded.runs.map((run) => ({
      ...run,
      checkpoints: run.checkpoints.map(({ step, path }) => ({ step, path: { ...path, layer: nowhere } })),
    }));
    expect(summarize({ ...folded, runs }, options).hypotheses[3]).toMatchObject({
      pathSource: "folded",
      verdict: "no-verdict",
      reason: expect.stringContaining("the exporter folded it"),
    });
  });

  it("networks measured at different checkpoints are refused: stability depends on their number", () => {
    const runs = data.runs.map((run) =>
      run.role === "distilled" && run.seed === 1 ? { ...run, checkpoints: run.checkpoints.slice(1) } : run,
    );
    expect(() => summarize({ ...data, runs }, options)).toThrow(
      "checkpoints of distilled, seed 1: expected steps 0, 10, 20, 40 as for distilled, seed 0; got 10, 20, 40",
    );
  });

  it("a run listed twice is refused, and one whose steps do not increase: its peak would be a matter of order", () => {
    expect(() => summarize({ ...data, runs: [...data.runs, data.runs[0]!] }, options)).toThrow(
      "run of distilled, seed 0: expected once; got it twice",
    );
    for (const wrong of [Number.NaN, 0, -1]) {
      const runs = data.runs.map((run) => ({
        ...run,
        checkpoints: run.checkpoints.map((each, t) => (t === 1 ? { ...each, step: wrong } : each)),
      }));
      expect(() => summarize({ ...data, runs }, options)).toThrow(
        `run of distilled, seed 0: expected increasing steps from 0; got 0, ${wrong}, 20, 40`,
      );
    }
  });

  it("maps that do not fit are refused by name", () => {
    const first = measured[0]!;
    expect(() => summarize({ ...data, measurements: [...measured, first] }, options)).toThrow(
      "map of s0 at step 0 of distilled, seed 0: expected one; got two",
    );
    expect(() =>
      summarize({ ...data, measurements: [{ ...first, key: { ...first.key, sample: "s99" } }] }, options),
    ).toThrow("expected a listed sample; got s99");
    expect(() => summarize({ ...data, measurements: [{ ...first, key: { ...first.key, step: 3 } }] }, options)).toThrow(
      "expected a listed checkpoint; got step 3",
    );
    expect(() =>
      summarize({ ...data, measurements: [{ ...first, map: mapOf(new Float64Array(3)) }] }, options),
    ).toThrow("expected one entropy per unit, [16]; got [3]");
    expect(() => summarize({ ...data, layer: "fc9" }, options)).toThrow("expected some of task task and layer fc9");
  });
});
