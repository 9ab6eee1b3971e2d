import { describe, expect, it } from "vitest";
import { hashed, type Place, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import type { EntropyMap } from "../entropy-map.ts";
import type { Measurement } from "../measurement.ts";
import { type GateId, HYPOTHESES, type HypothesisId, type TaskResult } from "../task-result.ts";
import { adjustedResults } from "./adjusted-verdicts.ts";
import type { TaskData } from "./measured-network.ts";
import { type SummaryOptions, summarize } from "./summarize.ts";

const H1 = HYPOTHESES.filter((id) => id.startsWith("H1."));
const options: SummaryOptions = { recipe: "limit" };

/** Units that a network keeps at a moment: distilled all of the object at once, scratch a little of everything, late. */
function kept({ role, step, sample, unit }: Place): boolean {
  if (step === 0) return false;
  if (role === "distilled") return unit < 6;
  if (step === 10) return unit === 0;
  if (step === 20) return unit < (sample % 3 === 0 ? 5 : 2);
  return (unit >= 1 && unit < 4) || unit === 6 || unit === 7;
}

/** All six claims hold, by construction and far from every gate. */
const planted = (place: Place): number =>
  -3 - (kept(place) ? 1.5 : 0) + 0.05 * hashed(place.role.length, place.seed, place.step, place.sample, place.unit);

const data = syntheticTask({ entropy: planted });

function changed(change: (measurement: Measurement) => Partial<EntropyMap>, of: TaskData = data): TaskData {
  return {
    ...of,
    measurements: [...of.measurements].map((each) => ({ ...each, map: { ...each.map, ...change(each) } })),
  };
}

/** The gates of every hypothesis that has one. */
function closed({ hypotheses }: Pick<TaskResult, "hypotheses">): Partial<Record<HypothesisId, GateId[]>> {
  return Object.fromEntries(
    hypotheses.flatMap(({ id, gates }) => (gates === undefined ? [] : [[id, gates.map((gate) => gate.id)]])),
  );
}

const all = (gate: GateId, ids: readonly HypothesisId[] = HYPOTHESES): Partial<Record<HypothesisId, GateId[]>> =>
  Object.fromEntries(ids.map((id) => [id, [gate]]));

/** Only `gate` is closed, of `ids`; these alone are withheld, with the reason, and no number moves. */
function trips(result: TaskResult, gate: GateId, ids: readonly HypothesisId[], reason: string): void {
  expect(closed(result)).toEqual(all(gate, ids));
  for (const each of result.hypotheses) {
    expect(each.verdict).toBe(ids.includes(each.id) ? "withheld" : "supported");
    expect(each.reason).toBe(ids.includes(each.id) ? reason : undefined);
  }
}

describe("gates after verdicts are adjusted", () => {
  const bad = changed(({ key }) => (key.step === 40 ? { monteCarloError: 0.3 } : {}));
  const result = summarize(bad, options);

  it("still withhold what remains, and keep what the interval alone says", () => {
    const [adjusted] = adjustedResults([result]);
    for (const { id, verdict, unadjusted, adjusted: p } of adjusted!.hypotheses) {
      expect(p!.benjaminiHochberg).toBeLessThanOrEqual(0.05);
      expect(unadjusted).toBe("supported");
      expect(verdict).toBe(H1.includes(id) ? "withheld" : "supported");
    }
    expect(adjustedResults([adjusted!])).toEqual([adjusted]);
  });

  it("leave inconclusive what adjusting makes so, without the reason of a gate", () => {
    const noise = summarize(
      syntheticTask({
        entropy: ({ role, seed, step, sample, unit }) => -3 + hashed(role.length, seed, step, sample, unit),
      }),
      options,
    );
    const weak = { ...result, hypotheses: result.hypotheses.map((each) => ({ ...each, p: 0.04 })) };
    const [first] = adjustedResults([weak, ...Array.from({ length: 5 }, (_, k) => ({ ...noise, id: `noise ${k}` }))]);
    for (const each of first!.hypotheses) {
      expect(each.verdict).toBe("inconclusive");
      expect(each.reason).toBeUndefined();
      expect(each.unadjusted).toBe("supported");
    }
    expect(first!.hypotheses[0]!.gates!.map(({ id }) => id)).toEqual(["stated-error"]);
  });
});

describe("gates", () => {
  const open = summarize(data, options);

  it("are all open for six planted effects, well measured", () => {
    expect(closed(open)).toEqual({});
    expect(open.hypotheses.map(({ verdict }) => verdict)).toEqual(HYPOTHESES.map(() => "supported"));
    for (const group of Object.values(open.groups)) expect(closed(group)).toEqual({});
  });

  it("non-linearity: of either role, at the checkpoints that the claim uses", () => {
    const last = changed(({ key }) => (key.role === "scratch" && key.step === 40 ? { nonLinearity: 1.4 } : {}));
    const result = summarize(last, options);
    trips(result, "non-linearity", H1, "non-linearity outside 0.8 to 1.25: 1.4 of scratch");
    expect(result.hypotheses.map(({ difference }) => difference)).toEqual(
      open.hypotheses.map(({ difference }) => difference),
    );
    const early = changed(({ key }) => (key.role === "distilled" && key.step < 40 ? { nonLinearity: 6.4 } : {}));
    const others = HYPOTHESES.filter((id) => !H1.includes(id));
    trips(summarize(early, options), "non-linearity", others, "non-linearity outside 0.8 to 1.25: 5.1 of distilled");
    const low = changed(() => ({ nonLinearity: 0.7 }));
    const reason = "non-linearity outside 0.8 to 1.25: 0.7 of distilled and 0.7 of scratch";
    trips(summarize(low, options), "non-linearity", HYPOTHESES, reason);
  });

  it("non-linearity: a mean of 1 over maps most of which are not linear does not pass", () => {
    const half = ({ key }: Measurement): number => (Number(key.sample.slice(1)) % 2 === 0 ? 0.5 : 1.5);
    const reason = "non-linearity outside 0.8 to 1.25 in most maps: 100 % of distilled and 100 % of scratch";
    trips(
      summarize(
        changed((each) => ({ nonLinearity: half(each) })),
        options,
      ),
      "non-linearity",
      HYPOTHESES,
      reason,
    );
    for (const nonLinearity of [0.8, 1.25, Number.NaN])
      expect(
        closed(
          summarize(
            changed(() => ({ nonLinearity })),
            options,
          ),
        ),
      ).toEqual({});
  });

  it("stated error: above a fifth of b", () => {
    const last = changed(({ key }) => (key.role === "distilled" && key.step === 40 ? { monteCarloError: 0.12 } : {}));
    trips(summarize(last, options), "stated-error", H1, "stated error above a fifth of b, 0.1 nats: 0.12 of distilled");
    expect(
      closed(
        summarize(
          changed(() => ({ monteCarloError: 0.1 })),
          options,
        ),
      ),
    ).toEqual({});
    expect(closed(summarize(last, { ...options, threshold: 0.7 }))).toEqual({});
  });

  it("bounds: more than half of the units", () => {
    const at = (units: number): TaskResult =>
      summarize(
        changed(({ key }) => (key.role === "scratch" ? { unitsAtBound: units } : {})),
        options,
      );
    trips(at(9), "bounds", HYPOTHESES, "more than half of the units at a bound of σ: 56 % of scratch");
    expect(closed(at(8))).toEqual({});
  });

  it("samples: a seed with fewer than half of its samples", () => {
    const without = (count: number, of: TaskData = syntheticTask({ entropy: planted, seeds: [0, 1, 2, 3] })) => {
      const measurements = [...of.measurements].filter(
        ({ key }) => !(key.role === "distilled" && key.seed === 2 && Number(key.sample.slice(1)) < count),
      );
      return summarize({ ...of, measurements }, options);
    };
    trips(without(7), "samples", HYPOTHESES, "fewer than half of the samples: seed 2 has 5 of 12");
    expect(closed(without(6))).toEqual({});
    // Of three seeds two remain, too few to withhold anything from.
    const { hypotheses } = without(7, data);
    expect(hypotheses.map(({ verdict }) => verdict)).toEqual(HYPOTHESES.map(() => "no-verdict"));
    for (const { reason } of hypotheses) expect(reason).toContain("training seeds");
  });

  it("threshold: a sign that turns within 0.15 nats of b", () => {
    // Six units just above b against three far above it.
    const shallow = (place: Place): number =>
      kept(place) ? -3 - (place.role === "distilled" ? 0.6 : 1.5) : planted(place);
    const result = summarize(syntheticTask({ entropy: shallow }), options);
    const reason = "the sign does not hold over b ± 0.15 nats: it is another or none at b = 0.65";
    expect(closed(result)["H1.foregroundCount"]).toEqual(["threshold"]);
    expect(result.hypotheses[0]).toMatchObject({ verdict: "withheld", reason });
    expect(closed(summarize(syntheticTask({ entropy: shallow }), { ...options, threshold: 0.4 }))).toEqual({});
  });

  it("spread: a sign that turns once maps have the spread of the reference", () => {
    // Six units at 0.9 against one at 0.7, and two of the background.
    const contrast = (place: Place): number => {
      const own = place.role === "distilled" ? place.unit < 6 : place.unit === 0;
      return -3 - (place.step > 0 && own ? (place.role === "distilled" ? 0.9 : 0.7) : 0);
    };
    const result = summarize(syntheticTask({ entropy: contrast }), options);
    expect(closed(result)["H1.foregroundCount"]).toEqual(["spread"]);
    expect(result.hypotheses[0]).toMatchObject({
      verdict: "withheld",
      difference: { mean: 5 },
      reason: "the sign does not hold once maps have the same spread",
    });
  });

  it("distance: H2 needs path, share of the path and steps to agree", () => {
    // The distilled network peaks last, after half as long a way.
    const late = (place: Place): number => planted({ ...place, role: place.role === "distilled" ? "scratch" : "null" });
    const entropy = (place: Place): number =>
      late(place) + (place.role === "scratch" && kept({ ...place, role: "distilled" }) ? -1.5 : 0);
    const task = syntheticTask({ entropy });
    const runs = task.runs.map((run) => ({
      ...run,
      checkpoints: run.checkpoints.map(({ step, path }) => ({
        step,
        path: {
          ...path,
          layer: { perStep: (run.role === "scratch" && step > 0 ? 1 : 0) + step / 200, perCheckpoint: Number.NaN },
        },
      })),
    }));
    const result = summarize({ ...task, runs }, options);
    expect(result.hypotheses[3]).toMatchObject({ id: "H2.meanDistance", verdict: "withheld" });
    expect(result.hypotheses[3]!.gates!.map(({ id }) => id)).toEqual(["distance"]);
    expect(result.hypotheses[3]!.reason).toMatch(
      /^the sign is not the same in path, -0\.\d+, share of the path, -?[\d.]+, and steps, \d+$/,
    );
    expect(result.hypotheses.filter(({ gates }) => gates?.some(({ id }) => id === "distance"))).toHaveLength(1);
  });

  it("never make a verdict of what has none, nor of what is inconclusive", () => {
    const bad = changed(() => ({ nonLinearity: 50 }));
    const few = summarize({ ...bad, measurements: [...bad.measurements].filter(({ key }) => key.seed < 2) }, options);
    for (const { verdict, reason } of few.hypotheses) {
      expect(verdict).toBe("no-verdict");
      expect(reason).toContain("training seeds");
    }
    const same = syntheticTask({ entropy: (place) => planted({ ...place, role: "scratch" }) });
    for (const { verdict, reason } of summarize(
      changed(() => ({ nonLinearity: 50 }), same),
      options,
    ).hypotheses) {
      expect(verdict).toBe("inconclusive");
      expect(reason).toBeUndefined();
    }
  });

  it("leave a verdict that flips between two bounds inconclusive, and withhold each bound's own", () => {
    const flat = new Float64Array(UNITS.length).fill(-3);
    const two = changed(({ map }) => ({
      nonLinearity: 3,
      atSecondBound: { upper: 0.1, entropies: flat, meanEntropy: -3, unitsAtBound: 1 },
      entropies: map.entropies,
    }));
    const { hypotheses, atSecondBound } = summarize(two, options);
    expect(hypotheses[0]).toMatchObject({ verdict: "inconclusive", flips: true });
    expect(hypotheses[0]!.gates!.map(({ id }) => id)).toEqual(["non-linearity"]);
    expect(atSecondBound!.hypotheses[0]!.verdict).toBe("inconclusive");
    const equal = changed(({ map: { entropies, meanEntropy } }) => ({
      nonLinearity: 3,
      atSecondBound: { upper: 0.1, entropies, meanEntropy, unitsAtBound: 1 },
    }));
    const both = summarize(equal, options);
    expect(both.hypotheses[0]!.verdict).toBe("withheld");
    expect(both.atSecondBound!.hypotheses[0]!.verdict).toBe("withheld");
  });
});
