// The benchmark stopped, gone on with, and run on what was damaged: the same bytes in every case.

import { digest, ROLES } from "@stillpoint/core";
import { type ExperimentEvent, type MemoryStore, memoryStore } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { parseReport } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFiles } from "../fixtures/package-files.ts";
import { type BenchmarkChoice, runBenchmark } from "./run-benchmark.ts";
import { sentimentTask } from "./tasks/sentiment.ts";

const runtime = nodeRuntime({ workers: 2 });
afterAll(() => runtime.close());

/** One modality of two families by both methods, nine networks each, two samples. */
const CHOICE = { tasks: [sentimentTask], preset: "smoke", recipe: "limit", seed: 0, samples: 2, passes: 8 } as const;
const whole = memoryStore();
/** One family by one method, four networks, for what is run several times. */
const SMALL = { ...CHOICE, networks: ["cnn"], methods: ["feature"], roles: [] } as const;
const small = memoryStore();

interface Told {
  readonly events: readonly ExperimentEvent[];
  readonly error?: unknown;
}

/** A run; `heard` is told every event at once. */
async function run(
  store: MemoryStore,
  heard: (event: ExperimentEvent) => void,
  signal?: AbortSignal,
  choice: BenchmarkChoice = CHOICE,
): Promise<Told> {
  const events: ExperimentEvent[] = [];
  const context = { store, runtime, files: packageFiles, madeBy: "this code", ...(signal ? { signal } : {}) };
  try {
    for await (const event of runBenchmark(choice, context)) {
      events.push(event);
      heard(event);
    }
    return { events };
  } catch (error) {
    return { events, error };
  }
}

/** All files by their digests. */
function contents({ files }: MemoryStore): Record<string, string> {
  return Object.fromEntries([...files].map(([name, bytes]) => [name, digest([bytes])] as const).sort());
}

async function copyOf({ files }: MemoryStore): Promise<MemoryStore> {
  const store = memoryStore();
  for (const [name, bytes] of files) await store.write(name, bytes);
  return store;
}

const quiet = (): void => undefined;
const skipped = ({ events }: Told): (readonly [number, number])[] =>
  events.flatMap((event) => (event.kind === "phase" ? [[event.skipped, event.total] as const] : []));

beforeAll(async () => {
  expect((await run(whole, quiet)).error).toBeUndefined();
  expect((await run(small, quiet, undefined, SMALL)).error).toBeUndefined();
});

describe("a benchmark", () => {
  it("takes over what is there: nothing is trained or measured again, and no byte changes", async () => {
    const store = await copyOf(whole);
    const told = await run(store, quiet);
    expect(told.error).toBeUndefined();
    const report = [0, 1];
    const part = (networks: number, tested: readonly number[]) => [
      ...[networks, ...tested, 34].map((count) => [count, count]),
      report,
    ];
    // Students of features have no answers of their own before the end.
    expect(skipped(told)).toEqual([part(7, []), part(7, []), part(3, [4]), part(3, [4])].flat());
    expect(contents(store)).toEqual(contents(whole));
  });

  it("teaches by both methods from the same start, and shares what learns from labels", async () => {
    const base = "checkpoints/sentiment-cnn/seed-0";
    const at = async (name: string, step: number): Promise<string> =>
      digest([(await whole.read(`${base}/${name}/${String(step).padStart(5, "0")}.onnx`))!]);
    const students = ["distilled", "placebo", "self-distilled"].flatMap((role) => [`${role}-fc1`, `${role}-by-logits`]);
    const all = ["scratch", "null-order", "more-data", ...students];
    const starts = new Set(await Promise.all(all.map((name) => at(name, 0))));
    expect([...starts]).toEqual([await at("scratch", 0)]);
    expect(await at("null", 0)).not.toBe(await at("scratch", 0));
    const ends = await Promise.all([...all, "null"].map((name) => at(name, 12)));
    expect(new Set(ends).size).toBe(10);
    const report = parseReport(new TextDecoder().decode((await whole.read("report.json"))!));
    const ids = ["transformer", "cnn", "transformer-logits", "cnn-logits"].map((id) => `sentiment/sentences-${id}@fc1`);
    expect(report.tasks.map(({ id }) => id)).toEqual(ids);
    for (const { networks } of report.tasks) expect(Object.keys(networks)).toEqual([...ROLES]);
    expect(report.names?.["sentiment/sentences-cnn-logits"]).toMatch(/, taught by logits$/);
    // What is shared is measured to the same numbers under both methods.
    const [, feature, , logits] = report.tasks;
    for (const role of ["teacher", "scratch", "null", "null-order", "more-data"] as const)
      expect(logits?.networks[role], role).toEqual(feature?.networks[role]);
    expect(logits?.networks.distilled).not.toEqual(feature?.networks.distilled);
    // Only they answer all along.
    expect(feature?.equalAccuracy).toBeUndefined();
    const pairs = logits?.equalAccuracy?.map(({ treated, reference }) => `${treated} - ${reference}`);
    expect(pairs).toEqual([
      "distilled - scratch",
      "distilled - self-distilled",
      "self-distilled - scratch",
      "null - scratch",
    ]);
    for (const { stops } of logits?.equalAccuracy ?? [])
      for (const stop of stops) {
        const ends = [
          [stop.treatedStep, stop.treatedAccuracy],
          [stop.referenceStep, stop.referenceAccuracy],
        ].map(([step, accuracy]) => ({ step: step ?? Number.NaN, accuracy: accuracy ?? Number.NaN }));
        const last = ends.filter(({ step }) => step === 12);
        expect(last.length).toBeGreaterThan(0);
        for (const { accuracy } of ends.filter(({ step }) => step !== 12))
          expect(accuracy).toBeGreaterThanOrEqual(last[0]?.accuracy ?? Number.NaN);
      }
  });

  it.each(["training", "measuring"])(
    "stopped while %s leaves what is finished, and goes on to the same bytes",
    async (phase) => {
      const store = memoryStore();
      const abort = new AbortController();
      let is = false;
      const stopped = await run(
        store,
        (event) => {
          if (event.kind === "phase") is = event.name.startsWith(phase);
          if (is && event.kind === "progress") abort.abort();
        },
        abort.signal,
        SMALL,
      );
      expect(stopped.error).toMatchObject({ code: "INTERRUPTED" });
      const told = await run(store, quiet, undefined, SMALL);
      expect(told.error).toBeUndefined();
      if (phase === "measuring") expect(skipped(told)[0]).toEqual([4, 4]);
      expect(contents(store)).toEqual(contents(small));
    },
  );

  it("left early waits for what is under way", async () => {
    const store = memoryStore();
    const context = { store, runtime, files: packageFiles, madeBy: "this code" };
    for await (const event of runBenchmark(CHOICE, context)) if (event.kind === "progress") break;
    const after = contents(store);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(contents(store)).toEqual(after);
  });

  it("stopped while its teacher is scored leaves nothing that fails once the runtime is closed", async () => {
    const own = nodeRuntime({ workers: 1 });
    const abort = new AbortController();
    const context = {
      store: memoryStore(),
      runtime: own,
      files: packageFiles,
      madeBy: "this code",
      signal: abort.signal,
    };
    const stopped = async (): Promise<void> => {
      for await (const event of runBenchmark(CHOICE, context)) if (event.kind === "phase") abort.abort();
    };
    await expect(stopped()).rejects.toMatchObject({ code: "INTERRUPTED" });
    const loose: unknown[] = [];
    const hear = (error: unknown): void => void loose.push(error);
    process.on("unhandledRejection", hear);
    await own.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", hear);
    expect(loose).toEqual([]);
  });

  it("trains a network again whose files are damaged, gone or of other code, and no other", async () => {
    const folder = "checkpoints/sentiment-cnn/seed-0";
    const store = await copyOf(whole);
    const checkpoint = (await store.read(`${folder}/scratch/00012.onnx`))!;
    await store.write(
      `${folder}/scratch/00012.onnx`,
      checkpoint.map((byte, at) => (at === 999 ? byte ^ 1 : byte)),
    );
    await store.remove(`${folder}/null/00001.onnx`);
    await store.write("checkpoints/sentiment-transformer/seed-0/null/network.json", '{"identity":');
    const told = await run(store, quiet);
    expect(told.error).toBeUndefined();
    // The student of a network that has to be trained again is as it was.
    expect(skipped(told).filter(([, total]) => total === 7)).toEqual([
      [4, 7],
      [5, 7],
    ]);
    expect(contents(store)).toEqual(contents(whole));
  });

  it("finds a checkpoint that changes between training and measuring, and never measures it", async () => {
    const name = "checkpoints/sentiment-cnn/seed-0/null/00012.onnx";
    const store = await copyOf(small);
    for (const shard of await store.list("shards")) await store.remove(shard);
    const other = (await store.read("checkpoints/sentiment-cnn/seed-0/scratch/00012.onnx"))!;
    // The last to be opened, so that there is time to notice that measuring has begun.
    const { read } = store;
    let measuring = false;
    const changed: MemoryStore = { ...store, read: async (file) => (measuring && file === name ? other : read(file)) };
    const heard = (event: ExperimentEvent): void => {
      if (event.kind === "phase" && event.name.startsWith("measuring")) measuring = true;
    };
    const told = await run(changed, heard, undefined, SMALL);
    expect(told.error).toMatchObject({ code: "INPUT" });
    expect(String(told.error)).toMatch(/null, seed 0, step 12 .*expected the file that was trained; got another/);
    expect((await run(store, quiet, undefined, SMALL)).error).toBeUndefined();
    expect(contents(store)).toEqual(contents(small));
  });
});
