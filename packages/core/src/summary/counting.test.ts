import { describe, expect, it } from "vitest";
import { hashed, syntheticTask } from "../../fixtures/synthetic-task.ts";
import { backgroundEntropy, deviations, knowledgePoints, THRESHOLDS } from "../knowledge-points.ts";
import { countPoints } from "../metrics/quantity.ts";
import { type CountingOptions, countedPoints } from "./counting.ts";
import { summarize } from "./summarize.ts";

// Samples differ in level, so that the two references count differently.
const whole = syntheticTask({
  roles: ["distilled", "scratch", "placebo"],
  samples: 6,
  entropy: ({ role, seed, step, sample, unit }) =>
    -3 + 0.1 * sample + 1.5 * hashed(role.length, seed, step, sample, unit),
});
const measurements = [...whole.measurements].filter(
  ({ key }) => !(key.sample === "s4" && key.role === "scratch" && key.seed === 1 && key.step === 10),
);
const data = { ...whole, measurements };
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("points of single maps", () => {
  const cases: CountingOptions[] = [
    { recipe: "limit" },
    { recipe: "official" },
    { recipe: "optimum", threshold: 0.3, backgroundReference: "data-set" },
  ];
  for (const options of cases)
    it(`add up to the counts of the summary (${JSON.stringify(options)})`, () => {
      const pointsOf = countedPoints(data, options);
      const { bySeed } = summarize(data, { ...options });
      for (const { role, seed } of data.runs) {
        const counts = data.samples.flatMap(({ id, units }) => {
          const points = pointsOf({ role, seed, step: 40, sample: id });
          return points === undefined ? [] : [countPoints(points, units)];
        });
        expect(counts).toHaveLength(seed === 1 && role !== "placebo" ? 5 : 6);
        const means = bySeed[seed]!.networks[role]!;
        expect(average(counts.map(({ foreground }) => foreground))).toBeCloseTo(means.foregroundCount!, 12);
        expect(average(counts.map(({ background }) => background))).toBeCloseTo(means.backgroundCount!, 12);
      }
    });

  it("follow the sample's own background for converged maps and the data set's for official ones", () => {
    const differs = (recipe: CountingOptions["recipe"]): boolean => {
      const pointsOf = countedPoints(whole, { recipe });
      return [...whole.measurements].some(({ key, map }) => {
        const { units } = whole.samples.find(({ id }) => id === key.sample)!;
        const own = deviations(map.entropies, backgroundEntropy(map.entropies, units));
        return `${knowledgePoints(own, units, THRESHOLDS[recipe])}` !== `${pointsOf(key)}`;
      });
    };
    expect(differs("limit")).toBe(false);
    expect(differs("official")).toBe(true);
  });

  it("are undefined for a map that the summary leaves out", () => {
    const pointsOf = countedPoints(data, { recipe: "limit" });
    const at = { role: "distilled", seed: 1, step: 20, sample: "s4" } as const;
    expect(pointsOf(at)).toBeUndefined();
    expect(pointsOf({ ...at, seed: 0 })).toHaveLength(16);
    expect(pointsOf({ ...at, seed: 9 })).toBeUndefined();
    expect(pointsOf({ ...at, seed: 0, step: 3 })).toBeUndefined();
    expect(pointsOf({ ...at, seed: 0, sample: "s9" })).toBeUndefined();
  });
});
