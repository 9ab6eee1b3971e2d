// What every store promises, asked of both.

import * as fs from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { closedFormTask, ENGINE } from "../fixtures/closed-form-task.ts";
import { contents, toldBy } from "../fixtures/run.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { folderStore } from "./folder-store.ts";
import { measureAndReport } from "./measure-and-report.ts";
import { memoryStore } from "./memory-store.ts";
import { readText, type Store } from "./store.ts";

const scratch = temporaryFolder();
afterAll(() => scratch.remove());

let count = 0;
const stores: [string, () => Store][] = [
  ["in memory", memoryStore],
  ["in a folder", () => folderStore(join(scratch.path, String(count++)), fs)],
];
const text = (store: Store, name: string): Promise<string | undefined> => readText(store, name);

describe.each(stores)("a store %s", (_, make) => {
  it("gives back what was written last, and undefined for what was not", async () => {
    const store = make();
    await store.write("a/b.bin", Uint8Array.of(0, 255, 10));
    expect(await store.read("a/b.bin")).toEqual(Uint8Array.of(0, 255, 10));
    await store.write("a/b.bin", "ä");
    expect(await text(store, "a/b.bin")).toBe("ä");
    expect(await store.read("a/c.bin")).toBeUndefined();
    expect(await store.read("nowhere/c.bin")).toBeUndefined();
    await store.write("empty", new Uint8Array());
    expect(await store.read("empty")).toEqual(new Uint8Array());
  });

  it("shares no bytes with who writes or reads", async () => {
    const store = make();
    const bytes = Uint8Array.of(1, 2, 3);
    await store.write("a", bytes);
    bytes.fill(9);
    const read = await store.read("a");
    expect(read).toEqual(Uint8Array.of(1, 2, 3));
    read?.fill(9);
    expect(await store.read("a")).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("writes the chunks of a stream in order, though their buffer is used again", async () => {
    const store = make();
    await store.stream("big/file", async (sink) => {
      const buffer = new Uint8Array(1000);
      for (let k = 0; k < 50; k++) {
        buffer.fill(k);
        sink(buffer.subarray(0, 100 + k));
        if (k % 7 === 0) await Promise.resolve();
      }
      buffer.fill(255);
    });
    const expected = Array.from({ length: 50 }, (_, k) => new Array<number>(100 + k).fill(k)).flat();
    expect(Array.from((await store.read("big/file")) ?? [])).toEqual(expected);
    await store.stream("big/none", async () => undefined);
    expect(await store.read("big/none")).toEqual(new Uint8Array());
  });

  it("keeps the old file when a stream ends in an error, and tells that error", async () => {
    const store = make();
    await store.write("file", "old");
    const failure = new Error("no more rows");
    const half = store.stream("file", async (sink) => {
      sink(Uint8Array.of(1));
      await Promise.resolve();
      throw failure;
    });
    await expect(half).rejects.toBe(failure);
    expect(await text(store, "file")).toBe("old");
  });

  it("lists what lies below a folder, sorted, whole names only", async () => {
    const store = make();
    for (const name of ["a/10", "a/9", "a/b/c/d", "ab/1", "b"]) await store.write(name, name);
    expect(await store.list("a")).toEqual(["a/10", "a/9", "a/b/c/d"]);
    expect(await store.list("a/b")).toEqual(["a/b/c/d"]);
    expect(await store.list("nowhere")).toEqual([]);
  });

  it("removes a file, or a folder with all below it, and nothing beside it", async () => {
    const store = make();
    for (const name of ["a/1", "a/b/2", "ab/1", "a.json"]) await store.write(name, name);
    await store.remove("nowhere");
    await store.remove("a");
    expect(await store.list("a")).toEqual([]);
    expect(await text(store, "ab/1")).toBe("ab/1");
    expect(await text(store, "a.json")).toBe("a.json");
    await store.remove("a.json");
    expect(await store.read("a.json")).toBeUndefined();
  });

  it("takes names with spaces, quotes, percent signs and letters of any script", async () => {
    const store = make();
    const names = [
      'shards/it\'s 100 % "odd"/0.parquet',
      "shards/naïve שלום 👩‍🚀#?/1",
      "shards/%2e%2e/2",
      "shards/a..b/..3",
    ];
    for (const name of names) await store.write(name, name);
    for (const name of names) expect(await text(store, name)).toBe(name);
    expect(await store.list("shards")).toEqual([...names].sort());
  });
});

it("a memory store and a folder store hold the same bytes of every file", async () => {
  const memory = memoryStore();
  const folder = temporaryFolder();
  for (const store of [memory, folderStore(`${folder.path}/`, fs)]) {
    const { task } = closedFormTask();
    const told = await toldBy(measureAndReport([{ task, engine: ENGINE }], { store, concurrency: 2 }));
    expect(told.error).toBeUndefined();
  }
  const files = contents(folder.files());
  expect(files).toEqual(contents(memory.files));
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      "entropies.parquet",
      "report.html",
      "report.json",
      "shards/image~made-up@fc1/00000.parquet",
    ]),
  );
  folder.remove();
});
