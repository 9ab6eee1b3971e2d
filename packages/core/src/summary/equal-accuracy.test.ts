import { describe, expect, it } from "vitest";
import { hashed, syntheticTask, UNITS } from "../../fixtures/synthetic-task.ts";
import type { Role } from "../contract.ts";
import type { TaskResult } from "../task-result.ts";
import type { TaskData } from "./measured-network.ts";
import { summarize } from "./summarize.ts";

const STEPS = [0, 10, 20, 40];

/** Both networks learn the object alike, the treated one twice as fast. */
const DATA = syntheticTask({
  roles: ["distilled", "scratch", "null"],
  samples: 8,
  steps: STEPS,
  entropy: ({ role, seed, step, sample, unit }) => {
    const progress = Math.min(1, ((role === "distilled" ? 2 : 1) * step) / 80);
    const kept = UNITS[unit]?.region === "foreground" && unit < 6 * progress;
    return -3 - (kept ? 1.5 : 0) + 0.1 * hashed(seed, sample, unit);
  },
});

function answering(data: TaskData, of: (role: Role, step: number, seed: number) => number | undefined): TaskData {
  const runs = data.runs.map((run) => ({
    ...run,
    checkpoints: run.checkpoints.map((checkpoint) => {
      const heldOutAccuracy = of(run.role, checkpoint.step, run.seed);
      return heldOutAccuracy === undefined ? checkpoint : { ...checkpoint, heldOutAccuracy };
    }),
  }));
  return { ...data, runs };
}

/** As often as they know the object. */
const ALIKE = (role: Role, step: number): number => Math.min(1, ((role === "distilled" ? 2 : 1) * step) / 80);
const summary = (data: TaskData): TaskResult => summarize(data, { recipe: "limit" });
const pairOf = (result: TaskResult, treated: Role, reference: Role = "scratch") =>
  result.equalAccuracy?.find((each) => each.treated === treated && each.reference === reference);
const foreground = (found: { readonly contrasts?: TaskResult["contrasts"] } | undefined) =>
  found?.contrasts?.find(({ metric }) => metric === "foregroundCount")?.difference;

describe("at equal accuracy", () => {
  const result = summary(answering(DATA, ALIKE));

  it("the better network is stopped at the first checkpoint that answers as often as the other's last", () => {
    expect(pairOf(result, "distilled")?.stops).toEqual(
      [0, 1, 2].map((seed) => ({
        seed,
        treatedStep: 20,
        referenceStep: 40,
        treatedAccuracy: 0.5,
        referenceAccuracy: 0.5,
      })),
    );
  });

  it("a difference that is one of speed alone is gone", () => {
    expect(foreground({ contrasts: result.contrasts })?.mean).toBeGreaterThan(2);
    expect(foreground(pairOf(result, "distilled"))).toEqual({ mean: 0, low: 0, high: 0 });
  });

  it("networks that answer alike stay at their last checkpoints, and differ as they do there", () => {
    const [pair, whole] = [pairOf(result, "null"), result.contrasts];
    expect(pair?.stops.every(({ treatedStep, referenceStep }) => treatedStep === 40 && referenceStep === 40)).toBe(
      true,
    );
    const last = whole?.filter(({ treated, reference }) => treated === "null" && reference === "scratch");
    expect(pair?.contrasts).toEqual(last?.filter(({ claim }) => claim === undefined || claim.startsWith("H1")));
  });

  it("the worse one is stopped nowhere, whichever it is", () => {
    const turned = summary(
      answering(DATA, (role, step) => ALIKE(role === "distilled" ? "scratch" : "distilled", step)),
    );
    expect(pairOf(turned, "distilled")?.stops[0]).toMatchObject({ treatedStep: 40, referenceStep: 20 });
  });

  it("leaves out distances and stability, whose courses have other lengths", () => {
    const claims = pairOf(result, "distilled")?.contrasts.flatMap(({ claim }) => claim ?? []);
    expect(claims).toEqual(["H1.foregroundCount", "H1.backgroundCount", "H1.foregroundRatio"]);
  });

  it("is absent where a network was not tested at every checkpoint, and leaves such a seed out", () => {
    expect(summary(DATA).equalAccuracy).toBeUndefined();
    const some = (role: Role, step: number): number | undefined =>
      role === "scratch" && step === 10 ? undefined : ALIKE(role, step);
    expect(summary(answering(DATA, some)).equalAccuracy).toBeUndefined();
    const seeds = summary(answering(DATA, (role, step, seed) => (seed === 1 ? undefined : ALIKE(role, step))));
    expect(pairOf(seeds, "distilled")?.stops.map(({ seed }) => seed)).toEqual([0, 2]);
  });

  it("changes nothing else", () => {
    const { equalAccuracy: _, ...rest } = result;
    expect(rest).toEqual(summary(DATA));
  });
});
