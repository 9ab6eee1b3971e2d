import { type Hypothesis, StillpointError } from "@stillpoint/core";
import { parseReport, readMerged } from "@stillpoint/report";
import { describe, expect, it } from "vitest";
import { type ClosedFormOptions, closedFormTask, ENGINE } from "../fixtures/closed-form-task.ts";
import { contents, measured, toldBy } from "../fixtures/run.ts";
import { measureAndReport } from "./measure-and-report.ts";
import { type MemoryStore, memoryStore } from "./memory-store.ts";
import { readText, type Store } from "./store.ts";
import { storedTaskData } from "./stored-task.ts";
import { taskFile } from "./task-file.ts";
import { writeReport } from "./write-report.ts";

/** Few samples: one job per file, seven in all. */
const SMALL: ClosedFormOptions = { samples: 5 };
const JOBS = 7;
const shard = (index: number): string => `shards/image~made-up@fc1/0000${index}.parquet`;

async function finished(): Promise<MemoryStore> {
  const store = memoryStore();
  const { error } = await measured(closedFormTask(SMALL).task, { store });
  expect(error).toBeUndefined();
  return store;
}

async function report(store: Store, name = "report.json") {
  return parseReport((await readText(store, name)) ?? "");
}

describe("writeReport", () => {
  it("fails where a shard is missing or damaged, and says which, unless it may be unfinished", async () => {
    for (const harm of ["removed", "damaged"]) {
      const store = await finished();
      await store.write("report.json", "before");
      if (harm === "removed") await store.remove(shard(3));
      else await store.write(shard(3), (await store.read(shard(3)))!.slice(0, -1));
      const writing = writeReport(store);
      await expect(writing).rejects.toMatchObject({ code: "STORAGE" });
      await expect(writing).rejects.toThrow(/shard shards\/.*00003\.parquet: expected the measurements of job 3/);
      expect(await readText(store, "report.json")).toBe("before");
      const partial = await writeReport(store, { unfinished: true });
      expect(partial).toMatchObject({ complete: false, replaces: true, jobs: { done: JOBS - 1, total: JOBS } });
      expect((await report(store)).run).toMatchObject({ partial: { done: JOBS - 1, total: JOBS }, running: false });
      // Only the seed that is whole is summed up.
      expect((await report(store)).seeds).toEqual([1]);
    }
  });

  it("fails where a shard that it knows a summary of is gone before it is merged", async () => {
    const store = await finished();
    const known = new Map();
    await writeReport(store, { known, merge: false });
    expect(known.size).toBe(1);
    await store.remove(shard(0));
    await expect(writeReport(store, { known })).rejects.toMatchObject({ code: "STORAGE" });
  });

  it("merges every map of every job, in job order", async () => {
    const store = await finished();
    const written = await writeReport(store);
    expect(written).toMatchObject({ complete: true, replaces: true, page: "report.html" });
    const jobs = await readMerged((await store.read("entropies.parquet"))!);
    expect(jobs.map(({ job }) => JSON.parse(job).index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const { measurements } = await storedTaskData(store, closedFormTask(SMALL).task);
    expect(jobs.flatMap(({ maps }) => maps.map(({ measurement }) => measurement))).toEqual([...measurements]);
  });

  it("cites of a calibration the rows that resemble it", async () => {
    const store = await finished();
    const { modality } = closedFormTask(SMALL).task;
    const row = { samples: 16, trials: 24, falseVerdicts: {}, falseTold: {}, tooOften: [], found: [] };
    const rows = [modality.id, "another"].flatMap((id) => [3, 8].map((seeds) => ({ ...row, modality: id, seeds })));
    await writeReport(store, { calibration: { file: "calibration.md", falseSupport: 0, power: 1, rows } });
    expect((await report(store)).calibration?.rows).toEqual([{ ...row, modality: modality.id, seeds: 3 }]);
  });

  it("of less never replaces one of more, and leaves the merged file alone", async () => {
    const store = await finished();
    await writeReport(store);
    const before = contents(store.files);
    await store.remove(shard(6));
    const less = await writeReport(store, { unfinished: true });
    expect(less).toMatchObject({ complete: false, replaces: false, page: "report-partial.html" });
    expect((await report(store, "report-partial.json")).run?.partial).toEqual({ done: JOBS - 1, total: JOBS });
    const { [shard(6)]: _, ...kept } = before;
    expect(contents(store.files)).toMatchObject(kept);
    // The same of two unfinished ones.
    await store.remove("report.json");
    await writeReport(store, { unfinished: true });
    const last = (await store.read(shard(5)))!;
    await store.remove(shard(5));
    expect(await writeReport(store, { unfinished: true })).toMatchObject({ replaces: false });
    expect((await report(store)).run?.partial?.done).toBe(JOBS - 1);
    expect((await report(store, "report-partial.json")).run?.partial?.done).toBe(JOBS - 2);
    // Nor does it stay beside one that says more.
    await store.write(shard(5), last);
    await writeReport(store, { unfinished: true });
    expect(store.files.has("report-partial.json")).toBe(false);
  });

  it("of a whole run takes the partial ones away", async () => {
    const store = await finished();
    const last = (await store.read(shard(6)))!;
    await writeReport(store);
    await store.remove(shard(6));
    await writeReport(store, { unfinished: true });
    await store.write(shard(6), last);
    await writeReport(store);
    expect([...store.files.keys()].filter((name) => name.startsWith("report"))).toEqual(["report.json", "report.html"]);
    expect((await report(store)).run?.partial).toBeUndefined();
  });

  it("of the same tasks still to come is not complete, and does not replace a finished one", async () => {
    const store = await finished();
    expect(await writeReport(store, { pending: ["Another"], unfinished: true, running: true })).toMatchObject({
      complete: false,
      replaces: true,
    });
    expect((await report(store)).run).toMatchObject({ running: true, pending: ["Another"] });
    await writeReport(store);
    expect(await writeReport(store, { pending: ["Another"] })).toMatchObject({ complete: false, replaces: false });
  });

  it("takes a report.json that is none for no loss", async () => {
    for (const text of ["", "{}", "{", '{"schema":"stillpoint.report/1"}']) {
      const store = await finished();
      await store.write("report.json", text);
      expect(await writeReport(store, { unfinished: true, pending: ["x"] })).toMatchObject({ replaces: true });
    }
  });

  it("keeps paths that are not known as numbers that do not exist", async () => {
    const store = await finished();
    const { runs } = await storedTaskData(store, closedFormTask(SMALL).task);
    expect(runs[0]?.checkpoints[0]?.path).toEqual({
      layer: { perStep: Number.NaN, perCheckpoint: Number.NaN },
      network: { perStep: Number.NaN, perCheckpoint: Number.NaN },
    });
    expect(runs[1]?.checkpoints[1]?.path).toEqual({
      layer: { perStep: 0.1, perCheckpoint: 0.05 },
      network: { perStep: Number.NaN, perCheckpoint: 0.05 },
    });
    await writeReport(store);
    expect((await readText(store, "report.json")) ?? "").not.toMatch(/NaN/);
  });

  it("adjusts verdicts over all that it holds but controls, and says what the trial shows beyond its control", async () => {
    const seeds = [0, 1, 2];
    const trial = { ...closedFormTask({ ...SMALL, seeds }).task, control: "image/made-up-control" };
    const { task: control } = closedFormTask({ ...SMALL, seeds, task: "image/made-up-control", weights: 1 });
    const store = memoryStore();
    const tasks = [trial, control].map((task) => ({ task, engine: ENGINE }));
    const { events } = await toldBy(measureAndReport(tasks, { store }));
    const [last] = events.flatMap((event) => (event.kind === "report" && event.complete ? [event] : []));
    const { tasks: told, global, controls, differenceInDifferences } = await report(store);
    const [first, second] = told;
    const one = await writeReport(store, { tasks: [taskFile(trial)] });
    // The control weighs on no claim: alone the trial has the same adjusted p values.
    const p = (hypotheses: readonly Hypothesis[]): unknown => hypotheses.map(({ adjusted }) => adjusted?.holm);
    expect(p(last!.claims)).toEqual(p(one.results[0]!.hypotheses));
    expect(first!.hypotheses.map(({ adjusted }) => adjusted?.holm)).toEqual(p(last!.claims));
    expect(last!.claims.some(({ adjusted }) => adjusted !== undefined)).toBe(true);
    expect(second!.hypotheses.some(({ adjusted }) => adjusted !== undefined)).toBe(true);
    expect(global).toEqual(last!.global);
    expect(global).toMatchObject({ units: 3, flips: 8 });
    expect(controls).toEqual({ "image/made-up@fc1": "image/made-up-control@fc1" });
    const gap = differenceInDifferences!["image/made-up@fc1"]!.find(
      ({ metric, part }) => metric === "entropyGap" && !part,
    )!;
    expect(gap.paired).toBe(true);
    expect(gap.difference.mean).toBeCloseTo(
      first!.entropyGapDifference!.mean! - second!.entropyGapDifference!.mean!,
      10,
    );
  });

  it("names what was measured: identities of checkpoints, digests of samples", async () => {
    const store = await finished();
    await writeReport(store);
    const { run } = await report(store);
    expect(run?.digests?.checkpoints["image/made-up@fc1: scratch, seed 1, step 10"]).toBe("scratch-1");
    expect(run?.digests?.samples["image/made-up@fc1"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("refuses the record of a task that is damaged or gone, by name", async () => {
    const store = await finished();
    const file = taskFile(closedFormTask(SMALL).task);
    const text = (await readText(store, file)) ?? "";
    const record = JSON.parse(text);
    const harms = [
      "",
      text.slice(0, text.length / 2),
      "[]",
      JSON.stringify({ ...record, jobs: undefined }),
      JSON.stringify({ ...record, recipe: "best" }),
      JSON.stringify({ ...record, runs: [{ role: "boss", seed: 0, checkpoints: [] }] }),
      JSON.stringify({ ...record, samples: [{ id: "a", group: "b", units: [{ label: "c", region: "nowhere" }] }] }),
    ];
    for (const harm of harms) {
      await store.write(file, harm);
      for (const unfinished of [true, false]) {
        const writing = writeReport(store, { unfinished });
        await expect(writing, harm).rejects.toMatchObject({ code: "STORAGE" });
        await expect(writing).rejects.toThrow(/^task .*image~made-up@fc1\.json: expected the record.*measure the task/);
      }
    }
    await store.remove(file);
    await expect(writeReport(store, { tasks: [file] })).rejects.toThrow(/got no file/);
    // Measuring writes it anew and measures nothing again.
    const { events } = await measured(closedFormTask(SMALL).task, { store });
    expect(events[0]).toMatchObject({ skipped: 7 * 5, total: 7 * 5 });
    expect(await readText(store, file)).toBe(text);
  });
});

describe("measureAndReport", () => {
  const tasks = (...options: ClosedFormOptions[]) =>
    options.map((each) => ({ task: closedFormTask({ ...SMALL, ...each }).task, engine: ENGINE }));
  /** One of its networks does not open. */
  const failing = () =>
    closedFormTask({
      ...SMALL,
      layer: "fc2",
      onOpen: (identity) => {
        if (identity === "scratch-1") throw new StillpointError("MODEL", "file: expected ONNX; got text");
      },
    });
  const two: ClosedFormOptions[] = [{}, { layer: "fc2", weights: 1 }];

  it("reports after every task, says what is still to come, and ends with all", async () => {
    const store = memoryStore();
    const { events, error } = await toldBy(measureAndReport(tasks(...two), { store }));
    expect(error).toBeUndefined();
    const reports = events.flatMap((event) => (event.kind === "report" ? [event] : []));
    expect(reports.map(({ complete, results }) => [complete, results.map(({ id }) => id)])).toEqual([
      [false, ["image/made-up@fc1"]],
      [true, ["image/made-up@fc2"]],
    ]);
    const phases = events.flatMap((event) => (event.kind === "phase" ? [event.name] : []));
    expect(phases).toEqual([
      "measuring image/made-up@fc1",
      "writing the report",
      "measuring image/made-up@fc2",
      "writing the report",
    ]);
    let open = 0;
    for (const { kind } of events) {
      if (kind === "phase") open += 1;
      if (kind === "phase-done") open -= 1;
      expect([0, 1]).toContain(open);
      if (kind === "report") expect(open).toBe(0);
    }
    expect((await report(store)).tasks.map(({ id }) => id)).toEqual(["image/made-up@fc1", "image/made-up@fc2"]);
  });

  it("stopped at any job reports what is there; gone on with it leaves the bytes of an undisturbed run", async () => {
    const undisturbed = memoryStore();
    await toldBy(measureAndReport(tasks(...two), { store: undisturbed }));
    for (const at of [0, 1, 5, 6, 7, 9, 13]) {
      const store = memoryStore();
      const abort = new AbortController();
      let jobs = 0;
      const events = [];
      const run = async (): Promise<void> => {
        for await (const event of measureAndReport(tasks(...two), { store, signal: abort.signal })) {
          events.push(event);
          if (event.kind === "job" && jobs++ === at) abort.abort();
        }
      };
      const error: unknown = await run().catch((cause: unknown) => cause);
      if (at < 12) {
        expect(error).toMatchObject({ code: "INTERRUPTED" });
        const { run: said } = await report(store);
        expect(said?.running).toBe(false);
        expect(said?.partial?.done).toBeGreaterThan(at);
      }
      const again = await toldBy(measureAndReport(tasks(...two), { store, concurrency: 2 }));
      expect(again.error).toBeUndefined();
      expect(contents(store.files)).toEqual(contents(undisturbed.files));
    }
  });

  it("that fails reports what is there and tells its own failure", async () => {
    const store = memoryStore();
    const [first] = tasks({});
    const second = failing();
    const { error } = await toldBy(measureAndReport([first!, { task: second.task, engine: ENGINE }], { store }));
    expect(error).toMatchObject({ code: "MODEL" });
    const { run, tasks: results } = await report(store);
    expect(run).toMatchObject({ partial: { done: 13, total: 14 }, running: false, pending: [] });
    expect(results.map(({ id }) => id)).toEqual(["image/made-up@fc1", "image/made-up@fc2"]);
    expect(second.models.map(({ closed }) => closed)).toEqual(second.models.map(() => 1));
  });

  it("that fails in the pilot of a task reports what was there before it", async () => {
    const store = memoryStore();
    const [first] = tasks({});
    const second = failing();
    const { error, events } = await toldBy(
      measureAndReport([first!, { task: second.task, engine: ENGINE, adapt: true }], { store }),
    );
    expect(error).toMatchObject({ code: "MODEL" });
    const { run, tasks: results } = await report(store);
    expect(run).toMatchObject({ running: false, pending: ["A made-up task at fc2"] });
    expect(results.map(({ id }) => id)).toEqual(["image/made-up@fc1"]);
    expect(events.at(-1)).toMatchObject({ kind: "report", complete: false });
    expect(second.models.map(({ closed }) => closed)).toEqual(second.models.map(() => 1));
  });

  it("whose files vanish meanwhile fails, and never passes for finished", async () => {
    const store = memoryStore();
    let jobs = 0;
    const run = async (): Promise<void> => {
      for await (const event of measureAndReport(tasks({}), { store })) {
        if (event.kind !== "job" || ++jobs !== 4) continue;
        for (const name of [...store.files.keys()]) await store.remove(name);
      }
    };
    await expect(run()).rejects.toMatchObject({ code: "STORAGE" });
    expect(store.files.has("report.json")).toBe(false);
  });

  it("sets tasks aside that it does not tell of, keeps them, and takes none of its own away", async () => {
    const store = memoryStore();
    await toldBy(measureAndReport(tasks(...two), { store }));
    const before = contents(store.files);
    await toldBy(measureAndReport(tasks({}), { store }));
    const aside = Object.entries(before).filter(([name]) => /^(tasks|shards)\/.*fc2/.test(name));
    expect(aside.length).toBe(JOBS + 1);
    const after = contents(store.files);
    for (const [name, digest] of aside) {
      expect(after[`earlier/${name}`]).toBe(digest);
      expect(after[name]).toBeUndefined();
    }
    expect((await report(store)).tasks.map(({ id }) => id)).toEqual(["image/made-up@fc1"]);
    expect(await store.list("shards")).toHaveLength(JOBS);
    // What comes back is measured again; what is set aside once more replaces the older.
    await toldBy(measureAndReport(tasks(...two), { store }));
    await toldBy(measureAndReport(tasks({}), { store }));
    expect(contents(store.files)).toEqual(after);
  });
});
