import { createHash } from "node:crypto";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { mergeShards } from "./merge.ts";
import { readPages } from "./pages.ts";
import { openFile } from "./parquet-reader.ts";
import { isSealed, SEAL_KEY } from "./seal.ts";
import type { MeasuredMap, Shard } from "./shard.ts";
import { readMerged, readShard, writeShard } from "./shard-file.ts";

function map(sample: string, first: number): MeasuredMap {
  const entropies = Float64Array.of(first, -0, Math.PI, Number.MIN_VALUE, -1e300, 0.1 + 0.2);
  return {
    measurement: {
      key: { task: "image/emoji-vgg", layer: "fc1", seed: 2, role: "distilled", step: 38, sample },
      map: {
        recipe: "limit",
        entropies,
        standardErrors: entropies.map((_, index) => index / 7),
        meanEntropy: first / 3,
        referenceDistortion: 0.125,
        distortion: Number.NaN,
        nonLinearity: 1.01,
        passes: 32,
        unitsAtBound: 1,
        monteCarloError: 0.031,
        ...(first < -3 ? { shiftError: 0.0125 } : {}),
        stop: "closed-form",
      },
    },
    units: Array.from(entropies, (_, index) => ({
      label: `patch (0, ${index}) "dull", ü`,
      region: index < 2 ? ("foreground" as const) : ("background" as const),
      ...(index === 3 ? { part: "distractor" } : {}),
    })),
  };
}

const shard: Shard = {
  job: "0003/fc1/2/distilled/38",
  maps: [map("cat-1", -3.25), map("dog-2", -2.5)],
  exclusions: [
    { sample: "cow-3", reason: "no background unit" },
    {
      sample: "cow-4",
      reason: "features never move",
      key: { task: "image/emoji-vgg", layer: "fc1", seed: 2, role: "scratch", step: 0, sample: "cow-4" },
    },
  ],
};

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function merge(...shards: readonly Shard[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const entries = shards.map((one) => ({ name: one.job, bytes: writeShard(one) }));
  await mergeShards(entries, (chunk) => chunks.push(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

describe("readShard", () => {
  it("gives back what writeShard was given, bit by bit", async () => {
    const read = await readShard(writeShard(shard));
    expect(read).toEqual(shard);
    const bits = (one: MeasuredMap | undefined): Uint8Array => new Uint8Array(one!.measurement.map.entropies.buffer);
    expect(bits(read.maps[0])).toEqual(bits(shard.maps[0]));
  });

  it("gives back steps of 64 bits, and says in the file that they are", async () => {
    const times = [0, 2 ** 31, 1732660000123, Number.MAX_SAFE_INTEGER];
    const maps = times.map((step) => {
      const one = map("cat-1", -3.25);
      const key = { ...one.measurement.key, step };
      return { ...one, measurement: { ...one.measurement, key } };
    });
    const bytes = writeShard({ ...shard, maps });
    expect((await readShard(bytes)).maps.map(({ measurement }) => measurement.key.step)).toEqual(times);
    const merged = await merge({ ...shard, maps });
    expect((await readMerged(merged))[0]?.maps.map(({ measurement }) => measurement.key.step)).toEqual(times);
    const file = new Uint8Array(merged).buffer;
    const rows = await parquetReadObjects({ file, columns: ["step"] });
    expect([...new Set(rows.map(({ step }) => step))]).toEqual(times.map(BigInt));
  });

  it("keeps maps of any number of units, words of any script, and what a second bound gives", async () => {
    const words = ["naïve", "👩‍🚀", "שלום", "a\u0301", "", "𝕏"];
    const maps = words.map((_, index): MeasuredMap => {
      const { measurement } = map(`sample-${index}`, -index);
      const entropies = Float64Array.from({ length: index + 1 }, (_, unit) => unit - 0.1);
      const atSecondBound = {
        upper: 0.3,
        entropies: entropies.map((value) => value - 1),
        meanEntropy: -2.5,
        unitsAtBound: index,
      };
      return {
        measurement: {
          key: measurement.key,
          map: {
            ...measurement.map,
            entropies,
            standardErrors: entropies.map(() => 0.01),
            // neighbours with and without, so that nothing can slip a row
            ...(index % 2 === 0 ? { referenceSigma: 0.03, unitsAtUpper: index, atSecondBound } : {}),
          },
        },
        units: words.slice(0, index + 1).map((word) => ({ label: `word: "${word}"`, region: "background" })),
      };
    });
    const mixed: Shard = { ...shard, maps };
    expect(await readShard(writeShard(mixed))).toEqual(mixed);
    expect((await readMerged(await merge(mixed, shard)))[0]).toEqual(mixed);
  });

  it("reads an exclusion whose key was written in another order", async () => {
    const key = { sample: "cow-4", step: 0, role: "scratch", seed: 2, layer: "fc1", task: "image/emoji-vgg" } as const;
    const turned: Shard = { ...shard, exclusions: [{ sample: "cow-4", reason: "features never move", key }] };
    expect(await readShard(writeShard(turned))).toEqual(turned);
  });

  it("keeps the exclusions of a job that measured nothing", async () => {
    const empty: Shard = { ...shard, maps: [] };
    expect(await readShard(writeShard(empty))).toEqual(empty);
  });

  it("refuses every file that ends early, and none", async () => {
    const bytes = writeShard(shard);
    for (let length = 0; length < bytes.length; length++) expect(isSealed(bytes.subarray(0, length))).toBe(false);
    for (const length of [0, 1, 4, 8, bytes.length >> 1, bytes.length - 4, bytes.length - 1]) {
      await expect(readShard(bytes.slice(0, length))).rejects.toMatchObject({ code: "STORAGE" });
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    await expect(readShard(longer)).rejects.toMatchObject({ code: "STORAGE" });
  });

  it("sees every flipped bit of the file before anything parses it", async () => {
    const bytes = writeShard(shard);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      if (isSealed(bytes)) expect.fail(`bit ${bit} of ${8 * bytes.length} was not seen`);
      if (bit % 997 === 0) await expect(readShard(bytes)).rejects.toMatchObject({ code: "STORAGE" });
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(await readShard(bytes)).toEqual(shard);
  });

  it("sees a kilobyte of zeros, as a lost page of a disk leaves them", () => {
    const bytes = writeShard(shard);
    for (let at = 0; at < bytes.length; at += 512)
      expect(isSealed(bytes.map((byte, index) => (index >= at && index < at + 1024 ? 0 : byte)))).toBe(false);
  });

  it("refuses a file that is not ours, and a merged one", async () => {
    for (const bytes of [new TextEncoder().encode("label,entropy\n1,2\n"), await merge(shard)])
      await expect(readShard(bytes)).rejects.toMatchObject({ code: "STORAGE" });
  });

  it("reads bytes inside a larger buffer", async () => {
    const bytes = writeShard(shard);
    const padded = Buffer.concat([Buffer.alloc(13, 7), bytes, Buffer.alloc(5, 7)]).subarray(13, 13 + bytes.length);
    expect(await readShard(padded)).toEqual(shard);
  });
});

describe("readMerged", () => {
  it("reads what was written or refuses it, whatever bit is flipped, and soon", async () => {
    const bytes = await merge(shard, { ...shard, job: "b", exclusions: [] });
    const whole = await readMerged(bytes);
    let refused = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit += 5) {
      const changed = bytes.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const read = await readMerged(changed).catch((error: unknown) => error);
      if (Array.isArray(read)) expect(read, `bit ${bit}`).toEqual(whole);
      else {
        refused++;
        expect(read, `bit ${bit}`).toMatchObject({
          code: "STORAGE",
          message: expect.stringMatching(/^merged file: expected a whole Parquet file .*; got \d+ bytes .*; pass the/),
        });
      }
    }
    expect(refused).toBeGreaterThan(bytes.length / 5);
  }, 30_000);

  it("refuses lengths that no bytes are there for: of the metadata, of a list, of a number, of a row group", async () => {
    const bytes = await merge(shard);
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 8;
    const metadata = end - view.getUint32(end, true);
    for (const [at, patch] of [
      [end, [255, 255, 255, 255]],
      // The schema's list: a size of four billion, and one that never ends.
      [metadata + 3, [0xfc, 255, 255, 255, 255, 15]],
      [metadata + 3, [0xfc, ...new Array<number>(64).fill(255)]],
      // Structures within structures.
      [metadata, new Array<number>(200).fill(0x1c)],
    ] as const) {
      const changed = bytes.slice();
      changed.set(patch, at);
      await expect(readMerged(changed)).rejects.toMatchObject({ code: "STORAGE" });
    }
    // A row group of two billion rows, as its metadata and ours agree.
    const { footer, groups } = openFile(bytes);
    expect([footer.groups[0]?.rows, groups[0]?.rows]).toEqual([12, 12]);
    expect(() => readPages(groups[0]!.columns[0]!, 2 ** 31, () => undefined)).toThrow(/Parquet: expected/);
  });

  it("refuses Parquet of another program in one sentence", async () => {
    const columnData = [{ name: "entropy", data: [0.5, 1.5], type: "DOUBLE" as const }];
    const file = new Uint8Array(parquetWriteBuffer({ columnData }));
    await expect(readMerged(file)).rejects.toThrow(
      `merged file: expected a whole Parquet file written by this version of Stillpoint; got ${file.length} bytes that are ` +
        "truncated, changed or not ours; pass the entropies.parquet of a run, or run it again to write it",
    );
  });
});

describe("writeShard", () => {
  it("makes a Parquet file for every reader, the seal among its metadata", async () => {
    const bytes = writeShard(shard);
    const file = new Uint8Array(bytes).buffer;
    const metadata = parquetMetadata(file);
    expect(metadata.key_value_metadata?.find(({ key }) => key === SEAL_KEY)?.value).toMatch(/^[0-9a-f]{8}$/);
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(12);
    expect(rows[3]).toMatchObject({ task: "image/emoji-vgg", sample: "cat-1", unit: 3, part: "distractor" });
    expect(rows.map(({ entropy }) => entropy)).toEqual(
      shard.maps.flatMap(({ measurement }) => [...measurement.map.entropies]),
    );
  });

  it("gives the same bytes for the same measurements", () => {
    expect(hash(writeShard(shard))).toBe(hash(writeShard({ ...shard, maps: [...shard.maps] })));
  });

  it("refuses a map that does not fit its units", () => {
    const broken = { ...shard, maps: [{ ...map("cat-1", 0), units: [] }] };
    expect(() => writeShard(broken)).toThrow(expect.objectContaining({ code: "SHAPE" }));
    const { measurement, units } = map("cat-1", 0);
    const atSecondBound = { upper: 1, entropies: new Float64Array(2), meanEntropy: 0, unitsAtBound: 0 };
    const other = { measurement: { ...measurement, map: { ...measurement.map, atSecondBound } }, units };
    expect(() => writeShard({ ...shard, maps: [other] })).toThrow(/6 entropies at the second bound; got 2/);
  });
});
