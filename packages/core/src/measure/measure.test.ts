import { describe, expect, it } from "vitest";
import { mapOf, UNITS } from "../../fixtures/synthetic-task.ts";
import type { Layer, UnitInput } from "../contract.ts";
import { ensure, StillpointError } from "../errors.ts";
import type { MeasureMap } from "./job.ts";
import { type JobEvent, type MeasureOptions, measure } from "./measure.ts";
import { type MeasurePlan, type PlannedCheckpoint, planJobs } from "./plan.ts";

/** What a run did to its models and layers. */
interface Log {
  opened: string[];
  /** Most models open at a time. */
  mostOpen: number;
  closed: string[];
  bound: number;
  /** Uses of a layer whose model is closed. */
  late: number;
}

const layerOf = (value: number, name: string, log: Log): Layer => ({
  get x0() {
    if (log.closed.includes(name)) log.late++;
    return Float32Array.of(value);
  },
  shape: [1],
  featureSize: 1,
  features: () => Promise.reject(new Error("unused")),
  residual: () => Promise.reject(new Error("unused")),
  vjp: () => Promise.reject(new Error("unused")),
});

function planOf(log: Log, change: Partial<MeasurePlan> = {}): MeasurePlan {
  const checkpoints = [0, 10].flatMap((step) =>
    (["distilled", "scratch"] as const).map((role): PlannedCheckpoint => {
      const modelId = step === 0 ? "initial" : `${role}-${step}`;
      const open: PlannedCheckpoint["open"] = async (layer) => {
        const name = `${modelId}@${layer}`;
        const close = async (): Promise<void> => void log.closed.push(name);
        log.opened.push(name);
        log.mostOpen = Math.max(log.mostOpen, log.opened.length - log.closed.length);
        return {
          id: modelId,
          bind: async ({ x }: UnitInput["inputs"]) => {
            log.bound++;
            return layerOf(Number(x!.data[0]) + 100 * step, name, log);
          },
          close,
          [Symbol.asyncDispose]: close,
        };
      };
      return { role, seed: 0, step, modelId, open };
    }),
  );
  const samples = Array.from({ length: 5 }, (_, s) => ({
    id: `s${s}`,
    units: (): UnitInput => ({
      inputs: { x: { type: "float32", shape: [1], data: Float32Array.of(s) } },
      unitOf: { data: Int32Array.of(0), shape: [1] },
      units: UNITS,
    }),
  }));
  return { task: "task", layers: ["fc1", "fc2"], checkpoints, samples, samplesPerJob: 2, ...change };
}

const newLog = (): Log => ({ opened: [], mostOpen: 0, closed: [], bound: 0, late: 0 });
const measureMap: MeasureMap = async (layer, units) => mapOf(new Float64Array(units.units.length).fill(layer.x0[0]!));
/** Later samples finish earlier. */
const uneven: MeasureMap = async (layer, units, key) => {
  for (let k = Number(key.sample.slice(1)); k < 5; k++) await Promise.resolve();
  return measureMap(layer, units, key);
};

async function collect(
  plan: MeasurePlan,
  map: MeasureMap,
  options: MeasureOptions = {},
): Promise<{ events: JobEvent[]; error?: unknown }> {
  const events: JobEvent[] = [];
  try {
    for await (const event of measure(plan, map, options)) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

describe("planJobs", () => {
  it("is checkpoint-major, with stable indexes and plain data", () => {
    const jobs = planJobs(planOf(newLog()));
    expect(jobs.map(({ index }) => index)).toEqual([...jobs.keys()]);
    expect(jobs).toHaveLength(3 * 2 * 3);
    expect(jobs.slice(0, 4).map(({ layer, samples }) => `${layer} ${samples.join(" ")}`)).toEqual([
      "fc1 s0 s1",
      "fc1 s2 s3",
      "fc1 s4",
      "fc2 s0 s1",
    ]);
    expect(JSON.parse(JSON.stringify(jobs))).toEqual(planJobs(planOf(newLog())));
  });

  it("networks with the same weights and seed share their jobs", () => {
    expect(planJobs(planOf(newLog()))[0]!.networks).toEqual([
      { role: "distilled", seed: 0, step: 0 },
      { role: "scratch", seed: 0, step: 0 },
    ]);
    const { checkpoints } = planOf(newLog());
    const seeds = checkpoints.map((checkpoint, k) => ({ ...checkpoint, seed: k }));
    expect(planJobs(planOf(newLog(), { checkpoints: seeds }))[0]!.networks).toHaveLength(1);
  });

  it("refuses what appears twice and batches of nothing", () => {
    const plan = planOf(newLog());
    expect(() => planJobs({ ...plan, layers: ["fc1", "fc1"] })).toThrow(
      "layer fc1: expected once in a plan; got it twice",
    );
    expect(() => planJobs({ ...plan, checkpoints: [...plan.checkpoints, plan.checkpoints[0]!] })).toThrow(
      "checkpoint distilled, seed 0, step 0",
    );
    expect(() => planJobs({ ...plan, samplesPerJob: 0 })).toThrow("samples per job: expected an integer >= 1; got 0");
    for (const step of [Number.NaN, 0.5, -1])
      expect(() => planJobs({ ...plan, checkpoints: [{ ...plan.checkpoints[0]!, step }] })).toThrow(
        `checkpoint distilled, seed 0, step ${step}: expected a whole seed and step`,
      );
  });
});

describe("measure", () => {
  it("gives every network a map of every sample at every layer, each once", async () => {
    const { events } = await collect(planOf(newLog()), measureMap, { concurrency: 3 });
    const keys = events.flatMap(({ measurements }) => measurements.map(({ key }) => JSON.stringify(key)));
    expect(new Set(keys).size).toBe(4 * 2 * 5);
    expect(keys).toHaveLength(40);
    for (const { key, map } of events.flatMap(({ measurements }) => measurements))
      expect(map.entropies[0]).toBe(Number(key.sample.slice(1)) + 100 * key.step);
  });

  it("counts jobs and maps up to their totals", async () => {
    const maps: number[] = [];
    const { events } = await collect(planOf(newLog()), uneven, {
      concurrency: 2,
      progress: ({ done, total }) => maps.push(done / total),
    });
    expect(events.map(({ done }) => done)).toEqual(Array.from({ length: 18 }, (_, k) => k + 1));
    expect(events.every(({ total }) => total === 18)).toBe(true);
    expect(maps).toHaveLength(30);
    expect(maps.at(-1)).toBe(1);
  });

  it("in job order it yields the same whatever the concurrency; as finished it need not", async () => {
    const one = await collect(planOf(newLog()), uneven, { order: "job" });
    const three = await collect(planOf(newLog()), uneven, { order: "job", concurrency: 3 });
    const free = await collect(planOf(newLog()), uneven, { concurrency: 3 });
    expect(JSON.stringify(three.events)).toBe(JSON.stringify(one.events));
    expect(free.events.map(({ job }) => job.index)).not.toEqual(one.events.map(({ job }) => job.index));
  });

  it("opens every model once per layer and closes it once, after the last use of its layers", async () => {
    const log = newLog();
    await collect(planOf(log), uneven, { concurrency: 3 });
    expect(log.opened).toHaveLength(3 * 2);
    expect(new Set(log.opened).size).toBe(6);
    expect([...log.closed].sort()).toEqual([...log.opened].sort());
    expect(log.mostOpen).toBeLessThanOrEqual(3);
    expect(log.bound).toBe(30);
    expect(log.late).toBe(0);
  });

  it("one job at a time holds one model at a time", async () => {
    const log = newLog();
    await collect(planOf(log), measureMap);
    expect(log.mostOpen).toBe(1);
  });

  it("never has more jobs in flight than asked, and reaches that many", async () => {
    let running = 0;
    let most = 0;
    const counted: MeasureMap = async (layer, units, key) => {
      most = Math.max(most, ++running);
      const map = await uneven(layer, units, key);
      running--;
      return map;
    };
    await collect(planOf(newLog()), counted, { concurrency: 3 });
    expect(most).toBe(3);
  });

  it("resumes: finished jobs are passed over and their models not opened", async () => {
    const log = newLog();
    const whole = await collect(planOf(newLog()), measureMap);
    const rest = await collect(planOf(log), measureMap, { done: ({ index }) => index < 12 });
    expect(rest.events).toEqual(whole.events.slice(12));
    expect(log.opened).toEqual(["scratch-10@fc1", "scratch-10@fc2"]);
    expect((await collect(planOf(log), measureMap, { done: () => true })).events).toEqual([]);
  });

  it("an abort finishes and yields the jobs in flight, then throws INTERRUPTED, and a resumed run completes it", async () => {
    const log = newLog();
    const abort = new AbortController();
    const stopping: MeasureMap = async (layer, units, key) => {
      if (key.step === 10) abort.abort();
      return uneven(layer, units, key);
    };
    const first = await collect(planOf(log), stopping, { concurrency: 2, signal: abort.signal });
    expect(first.error).toMatchObject({ code: "INTERRUPTED" });
    expect(first.events.length).toBeGreaterThan(5);
    expect(first.events.length).toBeLessThan(18);
    expect(log.late).toBe(0);
    expect(log.closed).toHaveLength(log.opened.length);
    const measuredJobs = new Set(first.events.map(({ job }) => job.index));
    const second = await collect(planOf(newLog()), measureMap, { done: ({ index }) => measuredJobs.has(index) });
    const indexes = [...first.events, ...second.events].map(({ job }) => job.index);
    expect(indexes.sort((a, b) => a - b)).toEqual([...Array(18).keys()]);
  });

  it("an abort before the start measures nothing", async () => {
    const log = newLog();
    const { events, error } = await collect(planOf(log), measureMap, { signal: AbortSignal.abort() });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ code: "INTERRUPTED" });
    expect(log.opened).toEqual([]);
  });

  it("a sample without a defined map is an exclusion of every network that shares it, not a crash", async () => {
    const degenerate: MeasureMap = async (layer, units, key) => {
      ensure(
        key.sample !== "s3" || key.step > 0,
        "DEGENERATE",
        () => "features: expected to move under noise; got none",
      );
      return measureMap(layer, units, key);
    };
    const { events } = await collect(planOf(newLog()), degenerate);
    const excluded = events.flatMap(({ exclusions }) => exclusions);
    expect(excluded.map(({ key }) => `${key.role} ${key.layer} ${key.sample}`)).toEqual([
      "distilled fc1 s3",
      "scratch fc1 s3",
      "distilled fc2 s3",
      "scratch fc2 s3",
    ]);
    expect(excluded[0]!.reason).toBe("features: expected to move under noise; got none");
    expect(events.flatMap(({ measurements }) => measurements)).toHaveLength(36);
  });

  it("a failure names sample, layer and network once, keeps its code and cause, and loses no finished job", async () => {
    const log = newLog();
    const cause = new StillpointError("NOT_FINITE", "features: expected finite numbers; got NaN");
    const failing: MeasureMap = (layer, units, key) =>
      key.sample === "s2" && key.layer === "fc2" ? Promise.reject(cause) : uneven(layer, units, key);
    const { events, error } = await collect(planOf(log), failing, { concurrency: 2 });
    expect(error).toMatchObject({
      code: "NOT_FINITE",
      cause,
      message: "sample s2 at layer fc2 of distilled, seed 0, step 0: features: expected finite numbers; got NaN",
    });
    // Number 4 fails, the second of its model; those before it and the one beside it finish, none is started after.
    expect(events.map(({ job }) => job.index).sort((a, b) => a - b)).toEqual([0, 1, 3]);
    expect(log.bound).toBe(3 * 2 + 1);
    expect(log.late).toBe(0);
    expect([...log.closed].sort()).toEqual([...log.opened].sort());
  });

  it("a model that does not open names role and step", async () => {
    const plan = planOf(newLog());
    const broken = plan.checkpoints.map((each) =>
      each.modelId === "scratch-10"
        ? { ...each, open: () => Promise.reject(new StillpointError("MODEL", "file: expected ONNX; got text")) }
        : each,
    );
    const { events, error } = await collect({ ...plan, checkpoints: broken }, measureMap);
    expect(error).toMatchObject({
      code: "MODEL",
      message: "model of scratch, seed 0, step 10 at layer fc1: file: expected ONNX; got text",
    });
    expect(events).toHaveLength(12);
  });

  it("an unknown failure is RUNTIME", async () => {
    const { error } = await collect(planOf(newLog()), () => Promise.reject(new Error("worker died")));
    expect(error).toMatchObject({ code: "RUNTIME", message: expect.stringContaining("worker died") });
  });

  it("leaving early waits for jobs in flight and closes every model", async () => {
    const log = newLog();
    for await (const event of measure(planOf(log), uneven, { concurrency: 3 })) if (event.done === 2) break;
    expect(log.late).toBe(0);
    expect([...log.closed].sort()).toEqual([...log.opened].sort());
  });
});
