import { StillpointError } from "@stillpoint/core";
import { readShard } from "@stillpoint/report";
import { describe, expect, it } from "vitest";
import { closedFormTask, DEAD, ENGINE, type OpenedModel } from "../fixtures/closed-form-task.ts";
import { contents, jobsIn, measured, toldBy, undisturbed } from "../fixtures/run.ts";
import { jobsOf, shardName } from "./job.ts";
import { measureTask } from "./measure-task.ts";
import { type MemoryStore, memoryStore } from "./memory-store.ts";
import type { Store } from "./store.ts";
import { storedTaskData } from "./stored-task.ts";

const whole = await undisturbed(closedFormTask().task);
const shards = [...whole.keys()].filter((name) => name.startsWith("shards/"));
/** Files, teacher first: 2 jobs each. */
const JOBS = 2 * (1 + 2 * 3);

function shardsOf({ files }: MemoryStore): (readonly [string, Uint8Array])[] {
  return [...files].filter(([name]) => name.startsWith("shards/"));
}

/** Every model that was opened was closed once, after its last use. */
function expectClosed(models: readonly OpenedModel[]): void {
  expect(models.map(({ identity, closed, late }) => ({ identity, closed, late }))).toEqual(
    models.map(({ identity }) => ({ identity, closed: 1, late: 0 })),
  );
}

/** A store that does something before it writes a file. */
function watched(store: Store, before: (name: string) => void | Promise<void>): Store {
  return {
    ...store,
    write: async (name, data) => {
      await before(name);
      await store.write(name, data);
    },
  };
}

describe("measureTask", () => {
  it("leaves one shard per job and the task's record", () => {
    expect(shards).toHaveLength(JOBS);
    expect([...whole.keys()].filter((name) => !shards.includes(name))).toEqual(["tasks/image~made-up@fc1.json"]);
  });

  it.each([1, 2, 5])("gives the same bytes with %i jobs in flight", async (concurrency) => {
    const { task, models } = closedFormTask();
    const store = memoryStore();
    const told = await measured(task, { store, concurrency });
    expect(told.error).toBeUndefined();
    expect(contents(store.files)).toEqual(contents(whole));
    expect(jobsIn(told).sort()).toEqual(shards);
    expectClosed(models);
  });

  it("takes over what another task has measured of the same weights and samples, to the same bytes", async () => {
    const [one, other] = [closedFormTask(), closedFormTask({ task: "image/again" })];
    // The other task has a role and a seed less, and one network of its own.
    const networks = other.task.networks.flatMap((network) => {
      if (network.role === "scratch" && network.seed === 1) return [];
      return [network.role === "distilled" && network.seed === 1 ? { ...network, role: "null" as const } : network];
    });
    const again = { ...other.task, networks };
    const alone = await undisturbed(again);
    const opened = other.models.length;
    const store = memoryStore();
    await measured(one.task, { store });
    const told = await measured(again, { store, before: [one.task] });
    expect(told.error).toBeUndefined();
    expect(other.models).toHaveLength(opened);
    for (const [name, bytes] of alone) expect(store.files.get(name), name).toEqual(bytes);
    // What is there no more is measured.
    const second = { index: 1 };
    for (const task of [one.task, again]) await store.remove(shardName(task, second));
    expect((await measured(again, { store, before: [one.task] })).error).toBeUndefined();
    expect(other.models).toHaveLength(opened + 1);
    for (const [name, bytes] of alone) expect(store.files.get(name), name).toEqual(bytes);
  });

  it.each([
    ["other weights", {}, { weights: 5 }],
    ["another layer", {}, { layer: "fc2" }],
    ["other samples", {}, { samples: 25 }],
    ["other code", {}, { madeBy: "other" }],
    ["another engine", { passes: 8 }, {}],
  ])("measures a task of %s itself", async (what, engine, options) => {
    const [one, other] = [closedFormTask(), closedFormTask({ task: "image/again", ...options })];
    const networks = other.task.networks.map((network) => ({
      ...network,
      checkpoints: network.checkpoints.map((each) =>
        what === "other weights" ? { ...each, identity: `other ${each.identity}` } : each,
      ),
    }));
    const store = memoryStore();
    await measured(one.task, { store });
    const work = { ...other.task, networks };
    const told = await toldBy(measureTask(work, { store, before: [one.task], engine: { ...ENGINE, ...engine } }));
    expect(told.error).toBeUndefined();
    expect(jobsIn(told)).toHaveLength(JOBS);
  });

  it("stopped at any job, and gone on with, gives the same bytes and measures nothing twice", async () => {
    for (const concurrency of [1, 3]) {
      for (let at = 0; at <= JOBS; at++) {
        const { task, models } = closedFormTask();
        const abort = new AbortController();
        const memory = memoryStore();
        let written = 0;
        const store = watched(memory, (name) => {
          if (name.startsWith("shards/") && written++ === at) abort.abort();
        });
        if (at === JOBS) abort.abort();
        const first = await measured(task, { store, concurrency, signal: abort.signal });
        const stopsIn = at === JOBS || at + concurrency < JOBS;
        if (stopsIn) expect(first.error).toMatchObject({ code: "INTERRUPTED" });
        // What was told as finished is in the store, and nothing else is.
        expect(
          shardsOf(memory)
            .map(([name]) => name)
            .sort(),
        ).toEqual(jobsIn(first).sort());
        const second = await measured(task, { store: memory, concurrency });
        expect(second.error).toBeUndefined();
        expect(contents(memory.files)).toEqual(contents(whole));
        expect([...jobsIn(first), ...jobsIn(second)].sort()).toEqual(shards);
        expectClosed(models);
      }
    }
  });

  it("left early stops the work, keeps what is finished and closes every model", async () => {
    const { task, models } = closedFormTask();
    const store = memoryStore();
    let jobs = 0;
    for await (const event of measureTask(task, { engine: ENGINE, store, concurrency: 2 })) {
      if (event.kind === "job" && ++jobs === 3) break;
    }
    const kept = shardsOf(store);
    expect(kept.length).toBeGreaterThanOrEqual(3);
    expect(kept.length).toBeLessThan(JOBS);
    expect(contents(whole)).toMatchObject(contents(kept));
    expectClosed(models);
    const before = models.length;
    // Nothing goes on in the background.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(shardsOf(store)).toHaveLength(kept.length);
    expect(models).toHaveLength(before);
  });

  it("measures equal identities of one seed once, and those of another seed again", async () => {
    const { task, models } = closedFormTask();
    const store = memoryStore();
    await measured(task, { store });
    expect(models.map(({ identity }) => identity).sort()).toEqual(
      ["teacher", "initial", "initial", "distilled-0", "scratch-0", "distilled-1", "scratch-1"].sort(),
    );
    const measurements = [...(await storedTaskData(store, task)).measurements];
    const first = (role: string) =>
      measurements.filter(({ key }) => key.role === role && key.seed === 1 && key.step === 0).map(({ map }) => map);
    expect(first("scratch")).toHaveLength(25);
    expect(first("scratch")).toEqual(first("distilled"));
  });

  it("keeps maps that do not exist, with their reason, through a resume", async () => {
    const store = memoryStore();
    const { task, models } = closedFormTask();
    await measured(task, { store });
    const before = models.length;
    expect(await measured(task, { store })).toMatchObject({ events: [{ kind: "phase", skipped: 7 * 26 }, {}] });
    expect(models).toHaveLength(before);
    const data = await storedTaskData(store, task);
    const exclusions = [...(data.exclusions ?? [])];
    // Teacher, and two students of two steps in two seeds.
    expect(exclusions).toHaveLength(9);
    expect(new Set(exclusions.map(({ key }) => key.sample))).toEqual(new Set([DEAD]));
    expect(exclusions[0]?.reason).toMatch(/expected some movement/);
    expect([...data.measurements]).toHaveLength(9 * 25);
  });

  it("with a checkpoint that does not open names it and loses nothing finished", async () => {
    const { task, models } = closedFormTask({
      onOpen: (identity) => {
        if (identity === "scratch-0") throw new StillpointError("INPUT", "file: expected weights; got none");
      },
    });
    const store = memoryStore();
    const told = await measured(task, { store });
    expect(told.error).toMatchObject({ code: "INPUT" });
    expect(String(told.error)).toContain("scratch, seed 0, step 10 at layer fc1: file: expected weights; got none");
    expect(jobsIn(told)).toEqual(shards.slice(0, 6));
    expect(contents(whole)).toMatchObject(contents(store.files));
    expectClosed(models);
    expect((await measured(closedFormTask().task, { store })).error).toBeUndefined();
    expect(contents(store.files)).toEqual(contents(whole));
  });

  it.each([1, 3])("with a sample that fails keeps the other jobs and closes every model, %i at a time", async (n) => {
    let bound = 0;
    const { task, models } = closedFormTask({
      onBind: (identity) => {
        if (identity === "distilled-1" && ++bound === 5) throw new Error("no memory");
      },
    });
    const store = memoryStore();
    const told = await measured(task, { store, concurrency: n });
    expect(told.error).toMatchObject({ code: "RUNTIME" });
    expect(contents(whole)).toMatchObject(contents(store.files));
    expect(jobsIn(told).length).toBeGreaterThan(5);
    expectClosed(models);
  });

  it("whose store is full ends in its error, and closes every model", async () => {
    const { task, models } = closedFormTask();
    const memory = memoryStore();
    const store = watched(memory, (name) => {
      if (name.endsWith("00004.parquet")) throw new StillpointError("STORAGE", "output: the disk is full");
    });
    const told = await measured(task, { store, concurrency: 2 });
    expect(told.error).toMatchObject({ code: "STORAGE" });
    expectClosed(models);
    expect((await measured(task, { store: memory })).error).toBeUndefined();
    expect(contents(memory.files)).toEqual(contents(whole));
  });

  it("whose model fails to close keeps what it measured", async () => {
    const { task } = closedFormTask({
      onClose: (identity) => {
        if (identity === "teacher") throw new StillpointError("RUNTIME", "worker: gone");
      },
    });
    const store = memoryStore();
    const told = await measured(task, { store });
    expect(told.error).toMatchObject({ code: "RUNTIME" });
    expect(jobsIn(told)).toEqual(shards.slice(0, 2));
  });

  it("takes no result of another engine, of other weights, samples or code for its own", async () => {
    const { task } = closedFormTask();
    const other = closedFormTask({ samples: 25 }).task;
    for (const [changed, engine] of [
      [task, { ...ENGINE, seed: 1 }],
      [task, { ...ENGINE, passes: 24 }],
      [closedFormTask({ madeBy: "other code" }).task, ENGINE],
      [other, ENGINE],
    ] as const) {
      const store = memoryStore();
      for (const [name, bytes] of whole) await store.write(name, bytes);
      const told: string[] = [];
      for await (const event of measureTask(changed, { engine, store }))
        if (event.kind === "job") told.push(event.name);
      expect(told).toHaveLength(JOBS);
    }
  });

  it("tells one phase, progress that only grows up to its total, and jobs that are in the store", async () => {
    const { task } = closedFormTask();
    const store = memoryStore();
    await store.write(shards[3] ?? "", whole.get(shards[3] ?? "") ?? "");
    const { events } = await measured(task, { store, concurrency: 3 });
    const total = 7 * 26;
    const skipped = 2;
    expect(events[0]).toEqual({ kind: "phase", name: "measuring image/made-up@fc1", total, skipped });
    expect(events.at(-1)).toEqual({ kind: "phase-done" });
    expect(events.filter(({ kind }) => kind === "phase" || kind === "phase-done")).toHaveLength(2);
    const progress = events.flatMap((event) => (event.kind === "progress" ? [event.done] : []));
    expect(progress).toEqual(Array.from({ length: total - skipped }, (_, k) => skipped + k + 1));
    expect(events.every((event) => event.kind !== "progress" || event.total === total)).toBe(true);
  });

  it("gives job k of the plan to shard k", async () => {
    const { task } = closedFormTask();
    for (const job of jobsOf(task, ENGINE)) {
      const shard = await readShard(whole.get(shardName(task, job)) ?? new Uint8Array());
      expect(JSON.parse(shard.job)).toEqual(job);
      const samples = [...shard.maps.map(({ measurement }) => measurement.key), ...shard.exclusions].map(
        ({ sample }) => sample,
      );
      expect(new Set(samples)).toEqual(new Set(job.samples));
    }
  });
});
