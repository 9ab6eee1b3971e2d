import { linearLayer } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { hashed, UNITS } from "../../fixtures/synthetic-task.ts";
import type { Role, UnitInput } from "../contract.ts";
import { measureEntropy } from "../entropy.ts";
import type { ExcludedMap, Measurement, Run } from "../measurement.ts";
import { summarize } from "../summary/summarize.ts";
import { measure } from "./measure.ts";
import type { MeasurePlan } from "./plan.ts";

const n = UNITS.length;
const steps = [0, 10, 20];
const seeds = [0, 1, 2];
const roles: readonly Role[] = ["distilled", "scratch"];
const samples = ["a", "b", "c", "d", "dead"];

/** Sensitivity of unit i: networks begin alike, then the distilled one comes to see the foreground, scratch the part. */
function sensitivity(role: Role, seed: number, step: number, sample: number, i: number): number {
  const { region, part } = UNITS[i]!;
  const seen = role === "distilled" ? region === "foreground" : part === "distractor";
  return (1 + 0.2 * hashed(seed, sample, i)) * (seen ? 1 + step / 5 : 1);
}

const plan: MeasurePlan = {
  task: "linear",
  layers: ["fc1"],
  samplesPerJob: 2,
  samples: samples.map((id, s) => ({
    id,
    units: (): UnitInput => ({
      inputs: { sample: { type: "int32", shape: [1], data: Int32Array.of(s) } },
      unitOf: { data: Int32Array.from(UNITS, (_, i) => i), shape: [n] },
      units: UNITS,
    }),
  })),
  checkpoints: seeds.flatMap((seed) =>
    steps.flatMap((step) =>
      roles.map((role) => ({
        role,
        seed,
        step,
        modelId: step === 0 ? `initial-${seed}` : `${role}-${seed}-${step}`,
        open: async () => ({
          id: role,
          bind: async ({ sample }: UnitInput["inputs"]) => {
            const s = Number(sample!.data[0]);
            const weight = (i: number): number => (samples[s] === "dead" ? 0 : sensitivity(role, seed, step, s, i));
            const data = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? weight(k % n) : 0));
            return linearLayer({ rows: n, columns: n, data });
          },
          close: async () => undefined,
          [Symbol.asyncDispose]: async () => undefined,
        }),
      })),
    ),
  ),
};

describe("samples to verdicts on linear networks", () => {
  it("agrees with the closed form H_i = const − ln w_i, and leaves out the sample whose features never move", async () => {
    const measurements: Measurement[] = [];
    const exclusions: ExcludedMap[] = [];
    const map = (layer: Parameters<typeof measureEntropy>[0], units: UnitInput, key: { readonly sample: string }) =>
      measureEntropy(layer, units, { seed: 1, sample: key.sample, sigma0: 0.01 });
    for await (const event of measure(plan, map, { concurrency: 2 })) {
      measurements.push(...event.measurements);
      exclusions.push(...event.exclusions);
    }
    const path = (step: number) => ({ perStep: step, perCheckpoint: step });
    const runs: Run[] = roles.flatMap((role) =>
      seeds.map((seed) => ({
        role,
        seed,
        checkpoints: steps.map((step) => ({ step, path: { layer: path(step), network: path(step) } })),
      })),
    );
    const infos = samples.map((id) => ({ id, group: "all", units: UNITS }));
    const result = summarize(
      { task: "linear", modality: "none", layer: "fc1", samples: infos, runs, measurements, exclusions },
      { recipe: "limit" },
    );

    const logs = (role: Role, seed: number, s: number): number[] =>
      UNITS.map((_, i) => Math.log(sensitivity(role, seed, 20, s, i)));
    const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const gaps = (role: Role): number[] =>
      seeds.flatMap((seed) =>
        [0, 1, 2, 3].map((s) => {
          const w = logs(role, seed, s);
          const over = (region: string): number => meanOf(w.filter((_, i) => UNITS[i]!.region === region));
          return over("foreground") - over("background");
        }),
      );
    expect(result.networks.distilled!.entropyGap.mean).toBeCloseTo(meanOf(gaps("distilled")), 3);
    expect(result.networks.scratch!.entropyGap.mean).toBeCloseTo(meanOf(gaps("scratch")), 3);
    expect(result.networks.distilled).toMatchObject({
      foregroundCount: { mean: 6 },
      backgroundCount: { mean: 0 },
      stability: { mean: 1 },
    });
    expect(result.networks.scratch).toMatchObject({
      foregroundCount: { mean: 0 },
      backgroundCount: { mean: 0 },
      rawCounts: { backgroundCount: { mean: 2 } },
    });
    expect(result.hypotheses[0]).toMatchObject({
      id: "H1.foregroundCount",
      verdict: "supported",
      difference: { mean: 6, low: 6, high: 6 },
    });
    expect(result.trajectories.distilled![0]).toEqual(result.trajectories.scratch![0]);
    expect(result.exclusions.filter(({ sample }) => sample === "dead")).toHaveLength(6);
    // The first checkpoint of a seed is measured once and counted for both networks.
    expect(result.engine.maps).toBe(2 * 3 * 3 * 4);
  });
});
