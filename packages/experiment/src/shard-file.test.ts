import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { closedFormTask, ENGINE, uniforms } from "../fixtures/closed-form-task.ts";
import { contents, jobsIn, measured, undisturbed } from "../fixtures/run.ts";
import { jobIdentity, jobsOf, shardName } from "./job.ts";
import { memoryStore } from "./memory-store.ts";
import { finishedJob } from "./shard-file.ts";
import { jobDigest } from "./task-file.ts";

const { task } = closedFormTask();
const whole = await undisturbed(task);
const jobs = jobsOf(task, ENGINE);
const names = jobs.map((job) => shardName(task, job));
const bytesOf = (name: string): Uint8Array => whole.get(name) ?? new Uint8Array();
/** Shards of our own runs that the Parquet reader hangs on, or dies of. */
const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/${name}.parquet`, import.meta.url));

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

it("a damaged shard is measured again, whatever the damage, and never waited for", async () => {
  const uniform = uniforms(5);
  const at = (size: number): number => Math.floor(uniform() * size);
  const damages: ((bytes: Uint8Array) => Uint8Array | string)[] = [
    () => fixture("parquet-hang-one-bit"),
    () => fixture("parquet-unhandled"),
    () => "",
    () => "PAR1PAR1",
    () => bytesOf(names[0] ?? ""),
    (bytes) => bytes.slice(0, bytes.length - 1),
    (bytes) => bytes.slice(1),
    (bytes) => Uint8Array.of(...bytes, 0),
    (bytes) => bytes.map((byte, k) => (k >= 512 && k < 1024 ? 0 : byte)),
    ...Array.from({ length: 5 }, () => (bytes: Uint8Array) => bytes.slice(0, at(bytes.length))),
    ...Array.from({ length: 20 }, () => (bytes: Uint8Array) => flipped(bytes, at(8 * bytes.length))),
  ];
  const store = memoryStore();
  for (let first = 0; first < damages.length; first += names.length - 1) {
    for (const [name, bytes] of whole) await store.write(name, bytes);
    // The first shard is the one that is copied over another.
    const damaged = names.slice(1).filter((_, k) => first + k < damages.length);
    for (const [k, name] of damaged.entries()) {
      const broken = damages[first + k]?.(bytesOf(name)) ?? "";
      expect(broken, `${first + k}`).not.toEqual(bytesOf(name));
      await store.write(name, broken);
    }
    const told = await measured(task, { store, concurrency: 2 });
    expect(told.error).toBeUndefined();
    expect(jobsIn(told).sort()).toEqual(damaged);
    expect(contents(store.files)).toEqual(contents(whole));
  }
});

it("a finished job is read back as it was measured, and only under its own identity", async () => {
  const store = memoryStore();
  for (const [name, bytes] of whole) await store.write(name, bytes);
  const [first, second] = jobs;
  const own = await finishedJob(store, names[0] ?? "", jobDigest(jobIdentity(first!)));
  expect(own?.measurements).toHaveLength(23);
  expect(own?.exclusions).toHaveLength(1);
  expect(await finishedJob(store, names[0] ?? "", jobDigest(jobIdentity(second!)))).toBeUndefined();
  expect(await finishedJob(store, "shards/none", jobDigest(jobIdentity(first!)))).toBeUndefined();
});
