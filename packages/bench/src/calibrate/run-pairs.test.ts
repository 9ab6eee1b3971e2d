import { memoryStore, type Store, storedTaskData } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { packageFiles } from "../../fixtures/package-files.ts";
import { sentimentTask } from "../tasks/sentiment.ts";
import { type PairChoice, pairTask } from "./null-pair.ts";
import { REAL_STUDY } from "./real-study.ts";
import { runPairs } from "./run-pairs.ts";
import { completePairs, realTrialIdentity, runRealTrials } from "./run-real-trials.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const { signal } = new AbortController();
const silent = (): void => undefined;

function made(pairs: number, store: Store, madeBy = "code", stop: AbortSignal = signal) {
  const context = { store, runtime, files: packageFiles, signal: stop, madeBy };
  return runPairs({ tasks: [sentimentTask], pairs, seed: 0 }, context, silent);
}

describe("pairs of real networks", () => {
  it("differ by chance, are a function of their numbers alone, and are not made twice by the same code", async () => {
    const [store, other] = [memoryStore(), memoryStore()];
    const [pair] = await made(1, store);
    const data = await storedTaskData(store, pairTask(pair!));
    const last = [...data.measurements].filter(({ key }) => key.step === 12);
    expect(last).toHaveLength(2 * REAL_STUDY.samples);
    const of = (role: string) => last.filter(({ key }) => key.role === role).map(({ map }) => map.entropies);
    expect(of("scratch")).not.toEqual(of("distilled"));
    const first = [...data.measurements].filter(({ key }) => key.step === 0);
    const start = (role: string) => first.filter(({ key }) => key.role === role).map(({ map }) => map.entropies);
    expect(start("scratch")).toEqual(start("distilled"));

    const before = [...store.files.keys()].map((name) => [name, store.files.get(name)]);
    expect(await made(1, store, "code", AbortSignal.abort())).toHaveLength(1);
    expect([...store.files.keys()].map((name) => [name, store.files.get(name)])).toEqual(before);
    expect(await made(1, store, "other code", AbortSignal.abort())).toEqual([]);

    // What is damaged or gone since is made again, to the same.
    for (const damage of ["gone", "other bytes"]) {
      const [file] = [...store.files.keys()].filter((name) => name.startsWith("shards/"));
      if (damage === "gone") await store.remove(file!);
      else await store.write(file!, new Uint8Array([1, 2, 3]));
      expect(await made(1, store, "code", AbortSignal.abort())).toEqual([]);
      expect(await made(1, store)).toHaveLength(1);
      expect([...(await storedTaskData(store, pairTask(pair!))).measurements]).toEqual([...data.measurements]);
    }

    await made(1, other);
    const again = await storedTaskData(other, pairTask(pair!));
    expect([...again.measurements]).toEqual([...data.measurements]);
  });
});

describe("trials of pairs that are there already", () => {
  const pairs = (count: number): PairChoice[] =>
    Array.from({ length: count }, (_, pair) => ({ task: sentimentTask, pair, seed: 0 }));

  it("are counted up to the first pair that a task lacks", () => {
    expect(completePairs(pairs(5))).toBe(5);
    expect(completePairs(pairs(5).filter(({ pair }) => pair !== 3))).toBe(3);
    expect(completePairs([])).toBe(0);
  });

  it("are read back where the same code made them, and only there", async () => {
    const store = memoryStore();
    const plan = { seeds: 3, block: 0, trial: 0, first: [0, 1, 2], second: [0, 1, 2] };
    const found = { order: { sentiment: [{ id: "H3.stability", alone: "supported", told: "withheld" }] } } as const;
    const choices = pairs(3);
    const put = (madeBy: string) =>
      store.write(
        "real-trials/order-3-0000.json",
        JSON.stringify({ identity: realTrialIdentity(choices, "order", plan, madeBy), verdicts: found }),
      );
    const read = (stop: AbortSignal) => runRealTrials(choices, { store, signal: stop, madeBy: "code" }, silent);
    await put("code");
    expect(await read(signal)).toEqual([{ pairing: "order", plan, verdicts: found }]);
    expect(await read(AbortSignal.abort())).toEqual([]);
    await put("other code");
    // What other code made is made again, from maps that are not there.
    await expect(read(signal)).rejects.toMatchObject({ code: "STORAGE" });
  });
});
