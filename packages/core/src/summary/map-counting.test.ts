import { describe, expect, it } from "vitest";
import { hashed, syntheticTask } from "../../fixtures/synthetic-task.ts";
import { type CountingOptions, countedPoints } from "./counting.ts";
import { mapCountings } from "./map-counting.ts";

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

describe("how each map was counted", () => {
  const cases: CountingOptions[] = [
    { recipe: "limit" },
    { recipe: "official" },
    { recipe: "optimum", threshold: 0.3, backgroundReference: "data-set" },
  ];
  it.each(cases)("tells the summary's points from the entropies alone (%j)", (options) => {
    const countingOf = mapCountings(data, options);
    const pointsOf = countedPoints(data, options);
    for (const { key, map } of measurements) {
      const points = pointsOf(key);
      const counting = countingOf(key);
      if (counting === undefined) {
        expect(points).toBeUndefined();
        continue;
      }
      const { units } = data.samples.find(({ id }) => id === key.sample)!;
      const told = map.entropies.map((entropy, unit) =>
        Number(units[unit]!.region !== "border" && counting.background - entropy > counting.threshold),
      );
      expect([...told]).toEqual([...points!]);
    }
  });

  it("is undefined for a map that the summary leaves out, and for one of nobody", () => {
    const countingOf = mapCountings(data, { recipe: "limit" });
    const at = { role: "distilled", seed: 1, step: 20, sample: "s4" } as const;
    // The other compared network has no map of it.
    expect(countingOf(at)).toBeUndefined();
    expect(countingOf({ ...at, role: "placebo" })).toBeDefined();
    for (const other of [{ seed: 9 }, { step: 3 }, { sample: "s9" }, { role: "teacher" } as const])
      expect(countingOf({ ...at, seed: 0, ...other })).toBeUndefined();
  });

  it("has the path that learning distances are read from", () => {
    const at = { role: "scratch", seed: 0, step: 20, sample: "s0" } as const;
    expect(mapCountings(data, { recipe: "limit" })(at)?.weightDistance).toBe(0.2);
    // Of one network the path per step is not known, so that both are read from checkpoint to checkpoint.
    const runs = data.runs.map((run) =>
      run.role !== "distilled" || run.seed !== 2
        ? run
        : {
            ...run,
            checkpoints: run.checkpoints.map(({ step, path: { layer, network } }) => {
              return { step, path: { layer: { ...layer, perStep: Number.NaN }, network } };
            }),
          },
    );
    expect(mapCountings({ ...data, runs }, { recipe: "limit" })(at)?.weightDistance).toBe(0.1);
  });
});
