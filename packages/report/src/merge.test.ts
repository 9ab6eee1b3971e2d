import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { drawNormal } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { mergeShards, readShards, writeShard } from "./parquet.ts";
import type { MeasuredMap } from "./shard.ts";

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

function shardOf(from: number, count: number): Uint8Array {
  const maps = MAPS.slice(from, from + count);
  return writeShard({ job: String(from), maps, exclusions: [] });
}

async function merged(shards: Iterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await mergeShards(shards, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/** SHA-256 of the merged file but for its footer, which tells the jobs. */
async function dataHash(shards: Iterable<Uint8Array>): Promise<string> {
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
    const divided = (sizes: readonly number[]): Uint8Array[] => {
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
    const read = await readShards(padded);
    expect(read.map(({ job, maps }) => [job, maps.length])).toEqual([
      ["0", 500],
      ["500", 0],
      ["500", 300],
    ]);
    const values = read.flatMap(({ maps }) => maps.map(({ measurement }) => measurement));
    expect(values).toEqual(MAPS.map(({ measurement }) => measurement));
  });

  it("holds a shard and a row group of three million rows, not all of them", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const kept = Array.from({ length: 8 }, (_, index) => shardOf(64 * index, 64));
    const total = Math.ceil(3e6 / (64 * UNITS.length));
    function* shards(): Generator<Uint8Array> {
      for (let index = 0; index < total; index++) yield kept[index % kept.length]!;
    }
    const before = liveBytes(collect);
    let [peak, chunks, bytes] = [0, 0, 0];
    await mergeShards(shards(), (chunk) => {
      chunks += 1;
      bytes += chunk.length;
      if (chunks % 8 === 0) peak = Math.max(peak, liveBytes(collect) - before);
    });
    const rows = total * 64 * UNITS.length;
    expect(chunks).toBeGreaterThan(rows / 100_000);
    expect(peak).toBeLessThan(96 * 2 ** 20);
    expect(bytes / rows).toBeLessThan(20);
  });
});
