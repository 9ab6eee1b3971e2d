import { describe, expect, it } from "vitest";
import { mapOf, UNITS } from "../../fixtures/synthetic-task.ts";
import type { Layer, UnitInput } from "../contract.ts";
import { StillpointError } from "../errors.ts";
import type { MeasureMap } from "./job.ts";
import { JobQueue } from "./job-queue.ts";
import { type JobEvent, type MeasureOptions, measure } from "./measure.ts";
import { type MeasurePlan, planJobs } from "./plan.ts";

const unused = (): Promise<never> => Promise.reject(new Error("unused"));
const layer: Layer = {
  x0: Float32Array.of(0),
  shape: [1],
  featureSize: 1,
  features: unused,
  residual: unused,
  vjp: unused,
};
const units: UnitInput = { inputs: {}, unitOf: { data: Int32Array.of(0), shape: [1] }, units: UNITS };
const map = mapOf(new Float64Array(UNITS.length));

/** One sample per job, one model per step: jobs 0 1 2 are those of model 0, 3 4 5 of model 1 and so on. */
function planOf(models: number, samples: number, open = new Set<number>(), seen = (_open: number): void => {}) {
  return {
    task: "task",
    layers: ["fc1"],
    samplesPerJob: 1,
    samples: Array.from({ length: samples }, (_, s) => ({ id: `s${s}`, units: () => units })),
    checkpoints: Array.from({ length: models }, (_, step) => ({
      role: "scratch" as const,
      seed: 0,
      step,
      modelId: `model ${step}`,
      open: async () => {
        seen(open.add(step).size);
        const close = async (): Promise<void> => void open.delete(step);
        return { id: `${step}`, bind: async () => layer, close, [Symbol.asyncDispose]: close };
      },
    })),
  } satisfies MeasurePlan;
}

/** A map function whose maps end one by one, by hand. */
function held(): { map: MeasureMap; running: Map<string, { end(): void; fail(error: unknown): void }> } {
  const running = new Map<string, { end(): void; fail(error: unknown): void }>();
  return {
    running,
    map: (_layer, _units, { sample, step }) => {
      const name = `${step} ${sample}`;
      return new Promise((resolve, reject) => {
        running.set(name, {
          end: () => {
            running.delete(name);
            resolve(map);
          },
          fail: (error) => {
            running.delete(name);
            reject(error);
          },
        });
      });
    },
  };
}

/** Lets everything run that waits for nothing but promises. */
async function settled(): Promise<void> {
  for (let k = 0; k < 50; k++) await Promise.resolve();
}

function started(plan: MeasurePlan, measureMap: MeasureMap, options: MeasureOptions) {
  const events: JobEvent[] = [];
  const end = (async (): Promise<unknown> => {
    try {
      for await (const event of measure(plan, measureMap, options)) events.push(event);
      return undefined;
    } catch (error) {
      return error;
    }
  })();
  return { end, indexes: () => events.map(({ job }) => job.index) };
}

describe("the next job", () => {
  const order = (models: number, samples: number, concurrency: number): number[] => {
    const queue = new JobQueue(planJobs(planOf(models, samples)), concurrency);
    const inFlight = Array.from({ length: concurrency }, () => queue.start()!);
    const taken = inFlight.map(({ index }) => index);
    while (inFlight.length > 0) {
      queue.finish(inFlight.shift()!);
      const next = queue.start();
      if (next === undefined) continue;
      inFlight.push(next);
      taken.push(next.index);
    }
    expect(queue.left).toBe(0);
    return taken;
  };

  it("is in job order for one job at a time", () => {
    expect(order(3, 2, 1)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("is one of the model with the fewest jobs in flight, ties in job order", () => {
    expect(order(2, 3, 2)).toEqual([0, 3, 1, 4, 2, 5]);
    // With one model left, all jobs in flight are its own.
    expect(order(1, 4, 2)).toEqual([0, 1, 2, 3]);
    expect(order(3, 3, 2)).toEqual([0, 3, 1, 4, 2, 5, 6, 7, 8]);
  });

  it("starts every job once", () => {
    for (const concurrency of [1, 2, 3, 4, 7])
      expect(order(4, 5, concurrency).sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
  });
});

describe("measuring side by side", () => {
  it("models share the jobs in flight evenly, and no more are open than asked", async () => {
    let mostOpen = 0;
    const hand = held();
    const seen = (open: number): void => {
      mostOpen = Math.max(mostOpen, open);
    };
    const run = started(planOf(5, 3, new Set(), seen), hand.map, { concurrency: 4 });
    await settled();
    // Models in flight at every moment, as long as every open model has a job left.
    const spreads: number[] = [];
    while (hand.running.size > 0) {
      spreads.push(new Set([...hand.running.keys()].map((name) => name.split(" ")[0])).size);
      [...hand.running.values()][0]!.end();
      await settled();
    }
    expect(await run.end).toBeUndefined();
    expect(spreads.slice(0, 9)).toEqual(Array(9).fill(4));
    expect(mostOpen).toBe(4);
    expect(run.indexes().sort((a, b) => a - b)).toEqual([...Array(15).keys()]);
  });

  it("job order holds back what an earlier job, started or not, still precedes", async () => {
    const hand = held();
    const run = started(planOf(2, 2), hand.map, { concurrency: 2, order: "job" });
    await settled();
    expect([...hand.running.keys()]).toEqual(["0 s0", "1 s0"]);
    hand.running.get("1 s0")!.end();
    await settled();
    expect(run.indexes()).toEqual([]);
    hand.running.get("0 s0")!.end();
    await settled();
    expect(run.indexes()).toEqual([0]);
    hand.running.get("0 s1")!.end();
    await settled();
    expect(run.indexes()).toEqual([0, 1, 2]);
    hand.running.get("1 s1")!.end();
    await run.end;
    expect(run.indexes()).toEqual([0, 1, 2, 3]);
  });
});

describe("an abort", () => {
  for (const order of ["finished", "job"] as const)
    it(`waits for the jobs in flight, yields them and starts no other, in the order "${order}"`, async () => {
      const open = new Set<number>();
      const hand = held();
      const abort = new AbortController();
      const run = started(planOf(2, 3, open), hand.map, { concurrency: 2, signal: abort.signal, order });
      await settled();
      abort.abort();
      await settled();
      expect(run.indexes()).toEqual([]);
      hand.running.get("1 s0")!.end();
      await settled();
      expect([...hand.running.keys()]).toEqual(["0 s0"]);
      hand.running.get("0 s0")!.end();
      expect(await run.end).toMatchObject({ code: "INTERRUPTED" });
      expect(run.indexes()).toEqual(order === "job" ? [0, 3] : [3, 0]);
      expect(open.size).toBe(0);
    });

  it("hides no failure of a job in flight, whichever comes first, and loses no job beside it", async () => {
    const failure = new StillpointError("NOT_FINITE", "features: expected finite numbers; got NaN");
    for (const first of ["failure", "interruption"]) {
      const hand = held();
      const abort = new AbortController();
      const run = started(planOf(3, 2), hand.map, { concurrency: 3, signal: abort.signal });
      await settled();
      abort.abort();
      const [a, b] = first === "failure" ? ["0 s0", "1 s0"] : ["1 s0", "0 s0"];
      const end = (name: string): void =>
        hand.running
          .get(name)!
          .fail(name === "0 s0" ? failure : new StillpointError("INTERRUPTED", "map: expected to end; was stopped"));
      end(a);
      await settled();
      end(b);
      await settled();
      hand.running.get("2 s0")!.end();
      expect(await run.end).toMatchObject({ code: "NOT_FINITE", cause: failure });
      expect(run.indexes()).toEqual([4]);
    }
  });

  it("after which nothing is left to measure is no interruption", async () => {
    const hand = held();
    const abort = new AbortController();
    const run = started(planOf(2, 1), hand.map, { concurrency: 2, signal: abort.signal });
    await settled();
    abort.abort();
    for (const each of [...hand.running.values()]) each.end();
    expect(await run.end).toBeUndefined();
    expect(run.indexes()).toEqual([0, 1]);
  });
});
