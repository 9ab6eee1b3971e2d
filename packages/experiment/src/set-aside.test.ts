import { expect, it } from "vitest";
import { contents } from "../fixtures/run.ts";
import { memoryStore } from "./memory-store.ts";
import { setAside } from "./set-aside.ts";
import { taskFile } from "./task-file.ts";

const kept = { task: "image/a", layer: "fc1" };
const other = { task: "image/a", layer: "fc1b" };

it("moves other tasks' files, names that begin alike too, and replaces what lay there of them", async () => {
  const store = memoryStore();
  const old = "earlier/shards/image~a@fc1b/00009.parquet";
  const strange = "earlier/shards/image~z@fc1/00000.parquet";
  for (const name of [old, strange, taskFile(kept), "shards/image~a@fc1/00000.parquet", "report.json"]) {
    await store.write(name, name);
  }
  const before = contents(store.files);
  for (const name of [taskFile(other), "shards/image~a@fc1b/00000.parquet"]) await store.write(name, "other");
  const moved = await store.read(taskFile(other));
  await setAside(store, [kept]);
  const { [old]: _, ...rest } = before;
  const aside = ["earlier/shards/image~a@fc1b/00000.parquet", `earlier/${taskFile(other)}`];
  expect(contents(store.files)).toEqual({
    ...rest,
    ...contents(aside.map((name) => [name, moved ?? new Uint8Array()])),
  });
  const after = contents(store.files);
  await setAside(store, [kept]);
  expect(contents(store.files)).toEqual(after);
});
