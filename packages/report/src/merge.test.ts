import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { drawNormal } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { mergeShards, type ShardEntry, ShardMerge } from "./merge.ts";
import type { MeasuredMap } from "./shard.ts";
import { readMerged, writeShard } from "./shard-file.ts";

const UNITS = Array.from({ length: 144 }, (_, unit) => ({
  label: `patch (${Math.floor(unit / 12)}, ${unit % 12})`,
  region: unit % 5 < 2 ? ("foreground" as const) : ("background" as const),
}));
const ROLES = ["distilled", "scratch", "teacher"] as const;

/** A map of 144 patches that follows from its number alone. */
function map(number: number): MeasuredMap {
  const units = UNITS.length;
  const values = new Float32Array(2 * units);
  drawNormal({ seed: 5, sample: String(number), purpose: "entropies", pass: 0 }, values);
  const entropies = Float64Array.from(values.subarray(0, units), (value) => value / 3 - 2);
  return {
    measurement: {
      key: {
        task: `image/task-${Math.floor(number / 12_000)}`,
        layer: "fc1",
        seed: Math.floor(number / 4000) % 3,
        role: ROLES[Math.floor(number / 1000) % 3]!,
        step: Math.floor(number / 200),
        sample: `cat-${number % 200}`,
      },
      map: {
        recipe: "limit",
        entropies,
        standardErrors: Float64Array.from(values.subarray(units), (value) => Math.abs(value) / 90),
        meanEntropy: entropies[0]! / 7,
        referenceDistortion: 0.125,
        distortion: 0.13,
        nonLinearity: 1 + Math.abs(values[0]!) / 50,
        passes: 64,
        unitsAtBound: number % 4,
        monteCarloError: 0.01,
        stop: "closed-form",
      },
    },
    units: UNITS,
  };
}

const MAPS = Array.from({ length: 800 }, (_, number) => map(number));

function shardOf(from: number, count: number): ShardEntry {
  const maps = MAPS.slice(from, from + count);
  return { name: `${from}.parquet`, bytes: writeShard({ job: String(from), maps, exclusions: [] }) };
}

async function merged(shards: Iterable<ShardEntry> | AsyncIterable<ShardEntry>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await mergeShards(shards, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/** SHA-256 of the merged file but for its footer, which tells the jobs. */
async function dataHash(shards: Iterable<ShardEntry>): Promise<string> {
  const bytes = await merged(shards);
  const footer = bytes.readUInt32LE(bytes.length - 8) + 8;
  return createHash("sha256")
    .update(bytes.subarray(0, bytes.length - footer))
    .digest("hex");
}

/** Bytes in use after everything unreachable is gone. */
function liveBytes(collect: () => void): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe("a merge", () => {
  it("writes the same rows to the same bytes however they were divided into shards", async () => {
    const divided = (sizes: readonly number[]): ShardEntry[] => {
      let from = 0;
      return sizes.map((size) => {
        from += size;
        return shardOf(from - size, size);
      });
    };
    const expected = await dataHash(divided([800]));
    expect(await dataHash(divided([300, 1, 0, 499]))).toBe(expected);
    expect(await dataHash(divided(new Array<number>(16).fill(50)))).toBe(expected);
    expect(await dataHash(divided([799]))).not.toBe(expected);
  });

  it("of several row groups reads back as the maps that went in, from bytes inside a larger buffer too", async () => {
    const bytes = await merged([shardOf(0, 500), shardOf(500, 0), shardOf(500, 300)]);
    const padded = Buffer.concat([Buffer.alloc(13), bytes, Buffer.alloc(5)]).subarray(13, 13 + bytes.length);
    const read = await readMerged(padded);
    expect(read.map(({ job, maps }) => [job, maps.length])).toEqual([
      ["0", 500],
      ["500", 0],
      ["500", 300],
    ]);
    const values = read.flatMap(({ maps }) => maps.map(({ measurement }) => measurement));
    expect(values).toEqual(MAPS.map(({ measurement }) => measurement));
  });

  it("is the same whether shards are at hand or come one by one", async () => {
    const entries = [shardOf(0, 3), shardOf(3, 2)];
    async function* later(): AsyncGenerator<ShardEntry> {
      for (const entry of entries) yield entry;
    }
    expect((await merged(later())).equals(await merged(entries))).toBe(true);
  });

  it("that grows is at every time the whole file of what it has", async () => {
    const entries = [shardOf(0, 500), shardOf(500, 0), shardOf(500, 300)];
    const taken: Uint8Array[] = [];
    const merge = new ShardMerge((chunk) => taken.push(chunk));
    expect(Buffer.concat([...taken, merge.tail()]).equals(await merged([]))).toBe(true);
    for (const [index, entry] of entries.entries()) {
      await merge.append(entry);
      const whole = Buffer.concat([...taken, merge.tail()]);
      expect(whole.equals(await merged(entries.slice(0, index + 1)))).toBe(true);
      expect(Buffer.concat([...taken, merge.tail()]).equals(whole)).toBe(true);
    }
  });

  it("names the shard that is missing or damaged, and leaves no row out in silence", async () => {
    const [first, second] = [shardOf(0, 3), shardOf(3, 2)];
    const gone = merged([first, { name: "b.parquet", bytes: undefined }, second]);
    await expect(gone).rejects.toMatchObject({
      code: "STORAGE",
      message: expect.stringContaining("shard b.parquet: "),
    });
    for (const bytes of [second.bytes!.slice(9), second.bytes!.map((byte, at) => (at === 40 ? byte ^ 1 : byte))]) {
      const damaged = merged([first, { name: "c.parquet", bytes }]);
      await expect(damaged).rejects.toMatchObject({ code: "STORAGE", message: expect.stringContaining("c.parquet") });
    }
  });

  it("ends in the error of who takes the bytes, not in one of the shard", async () => {
    const full = new Error("disk full");
    const sink = (): never => {
      throw full;
    };
    await expect(mergeShards([shardOf(0, 3)], sink)).rejects.toBe(full);
  });

  it("takes a NaN of any bit pattern and both zeros in a column of scalars", async () => {
    const nan = new Float64Array(new Uint32Array([7, 0xfff80000]).buffer)[0]!;
    const scalars = { distortion: nan, meanEntropy: -0, shiftError: -0 };
    const zeros = { distortion: Number.NaN, meanEntropy: 0, shiftError: 0 };
    const maps = [zeros, scalars].map((more, number): MeasuredMap => {
      const { measurement, units } = map(number);
      return { measurement: { key: measurement.key, map: { ...measurement.map, ...more } }, units };
    });
    const bytes = writeShard({ job: "strange", maps, exclusions: [] });
    const [read] = await readMerged(await merged([{ name: "strange", bytes }]));
    expect(read?.maps[1]?.measurement.map.distortion).toBeNaN();
    expect(read?.maps.map(({ measurement }) => measurement.map.meanEntropy + 0)).toEqual([0, 0]);
  });

  it("keeps the bytes it has had since counts that may be missing are whole numbers", async () => {
    const bytes = await merged([shardOf(0, 500), shardOf(500, 0), shardOf(500, 300)]);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(
      "78ba14aeaa53e3d8688a5bdf5780e88d877f9eb926c846e2661a37314047b304",
    );
  });

  it("holds a shard and a row group of a million rows, not all of them", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const kept = Array.from({ length: 8 }, (_, index) => shardOf(64 * index, 64));
    const total = Math.ceil(1e6 / (64 * UNITS.length));
    function* shards(): Generator<ShardEntry> {
      for (let index = 0; index < total; index++) yield kept[index % kept.length]!;
    }
    const before = liveBytes(collect);
    let [peak, chunks, bytes] = [0, 0, 0];
    await mergeShards(shards(), (chunk) => {
      chunks += 1;
      bytes += chunk.length;
      if (chunks % 16 === 0) peak = Math.max(peak, liveBytes(collect) - before);
    });
    const rows = total * 64 * UNITS.length;
    expect(chunks).toBeGreaterThan(rows / 100_000);
    expect(peak).toBeLessThan(96 * 2 ** 20);
    expect(bytes / rows).toBeLessThan(20);
  });
});
