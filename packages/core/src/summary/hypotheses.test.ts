import { describe, expect, it } from "vitest";
import { hashed, mapOf, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import type { Run } from "../measurement.ts";
import { DISTILLED_WITH_SCRATCH } from "./comparison.ts";
import { knownDistance } from "./hypotheses.ts";
import type { TaskData } from "./measured-network.ts";
import { summarize } from "./summarize.ts";

const data = syntheticTask({
  seeds: [0, 1, 2, 3],
  samples: 8,
  entropy: ({ role, seed, step, sample, unit }) => -3 + 1.5 * hashed(role.length, seed, step, sample, unit),
});
const options = { recipe: "limit" } as const;

describe("the sign of a difference", () => {
  const signs = (roles: readonly Run["role"][]): (boolean | undefined)[] =>
    summarize(
      syntheticTask({
        roles,
        samples: 4,
        seeds: [0],
        entropy: ({ role, unit }) =>
          UNITS[unit]!.region === (role === "distilled" ? "foreground" : "background") && unit % 2 === 0 ? -5 : -3,
      }),
      options,
    ).hypotheses.map(({ signAgrees }) => signAgrees);

  it("agrees where the mean lies on the paper's side, not where it is 0, and is unknown without a difference", () => {
    // Scratch has no foreground point: no peak, no stability.
    expect(signs(["distilled", "scratch"])).toEqual([true, true, true, undefined, undefined, undefined]);
    expect(signs(["distilled"])).toEqual(Array.from({ length: 6 }, () => undefined));
    const none = summarize(syntheticTask({ samples: 4, seeds: [0], entropy: ({ unit }) => -3 - (unit % 3) }), options);
    expect(none.hypotheses.map(({ signAgrees }) => signAgrees)).toEqual(Array.from({ length: 6 }, () => false));
  });
});

describe("the path of the second hypothesis", () => {
  it("is per step although no sample of a seed ever has a foreground point; that seed has no part in H2", () => {
    const flat = mapOf(new Float64Array(UNITS.length).fill(-3));
    const measurements = [...data.measurements].map((each) =>
      each.key.role === "distilled" && each.key.seed === 1 ? { ...each, map: flat } : each,
    );
    const without: TaskData = {
      ...data,
      runs: data.runs.filter(({ seed }) => seed !== 1),
      measurements: measurements.filter(({ key }) => key.seed !== 1),
    };
    const [all, rest] = [summarize({ ...data, measurements }, options), summarize(without, options)];
    for (const h of [3, 4]) {
      const reason = "1 of 4 seeds left out: 0 of 8 samples have a value";
      const { gates, reason: _, unadjusted: _u, verdict: _v, overSeeds: _o, ...own } = all.hypotheses[h]!;
      const { difference, gates: others = [] } = rest.hypotheses[h]!;
      expect(rest.hypotheses[h]).toMatchObject({ ...own, difference });
      expect(own.difference).toEqual({ ...difference, reason });
      // What the others show is not said of all: the verdict is behind a gate.
      const few = { id: "samples", reason: "fewer than half of the samples: seed 1 has 0 of 8" };
      expect(gates).toEqual(expect.arrayContaining([few, ...others]));
      expect(gates).toHaveLength(1 + others.length);
      expect(all.hypotheses[h]!.distance).toBe("layerPerStep");
      expect(all.hypotheses[h]!.difference.mean).not.toBeNaN();
    }
    expect(all.hypotheses[0]!.difference).not.toEqual(rest.hypotheses[0]!.difference);
  });

  it("is per checkpoint as soon as one compared run does not know one step's path", () => {
    const unknownAt = (role: Run["role"], t: number): Run[] =>
      [...data.runs, { ...data.runs[0]!, role: "null" as const }].map((run) =>
        run.role !== role || run.seed !== 0
          ? run
          : {
              ...run,
              checkpoints: run.checkpoints.map((each, k) =>
                k === t
                  ? { ...each, path: { ...each.path, layer: { ...each.path.layer, perStep: Number.NaN } } }
                  : each,
              ),
            },
      );
    expect(knownDistance(data.runs, DISTILLED_WITH_SCRATCH)).toBe("layerPerStep");
    for (const role of ["distilled", "scratch"] as const)
      for (const t of [0, 2, 3])
        expect(knownDistance(unknownAt(role, t), DISTILLED_WITH_SCRATCH)).toBe("layerPerCheckpoint");
    expect(knownDistance(unknownAt("null", 2), DISTILLED_WITH_SCRATCH)).toBe("layerPerStep");
    expect(knownDistance(unknownAt("null", 2), { treated: "null", reference: "scratch" })).toBe("layerPerCheckpoint");
  });
});
