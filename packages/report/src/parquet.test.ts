import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mergeShards, readShard, readShards, writeShard } from "./parquet.ts";
import type { MeasuredMap, Shard } from "./shard.ts";

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

describe("readShard", () => {
  it("gives back what writeShard was given, bit by bit", async () => {
    const read = await readShard(writeShard(shard));
    expect(read).toEqual(shard);
    const bits = (one: MeasuredMap | undefined): Uint8Array => new Uint8Array(one!.measurement.map.entropies.buffer);
    expect(bits(read.maps[0])).toEqual(bits(shard.maps[0]));
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
    expect((await readShards(await merge(writeShard(mixed), writeShard(shard))))[0]).toEqual(mixed);
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

  it("refuses every truncation", async () => {
    const bytes = writeShard(shard);
    for (let length = 0; length < bytes.length; length += 97) {
      await expect(readShard(bytes.slice(0, length))).rejects.toMatchObject({ code: "STORAGE" });
    }
    await expect(readShard(bytes.slice(0, bytes.length - 1))).rejects.toMatchObject({ code: "STORAGE" });
  });

  it("refuses a flipped bit in the data of any column", async () => {
    const bytes = writeShard(shard);
    const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true) + 8;
    let columns = 0;
    for (let at = 4; at < bytes.length - footer; at += 7) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 64;
      const read = await readShard(changed).catch((error: unknown) => error);
      // a bit of a page header may carry no data; then every number must still be right
      if (read instanceof Error) columns += 1;
      else expect(read).toEqual(shard);
    }
    expect(columns).toBeGreaterThan(20);
  });

  it("refuses a file that is not ours", async () => {
    await expect(readShard(new TextEncoder().encode("label,entropy\n1,2\n"))).rejects.toMatchObject({
      code: "STORAGE",
    });
  });
});

describe("writeShard", () => {
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

async function merge(...shards: readonly Uint8Array[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await mergeShards(shards, (chunk) => chunks.push(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

describe("mergeShards", () => {
  const other: Shard = { job: "0004", maps: [map("cow-3", 1)], exclusions: [] };

  it("keeps jobs in the order given", async () => {
    const merged = await merge(writeShard(shard), writeShard(other));
    expect(await readShards(merged)).toEqual([shard, other]);
  });

  it("is associative: merging a merged file gives the bytes of merging its shards", async () => {
    const merged = await merge(writeShard(shard), writeShard(other));
    const twice = await merge(merged, writeShard(shard));
    expect(hash(twice)).toBe(hash(await merge(writeShard(shard), writeShard(other), writeShard(shard))));
  });

  it("gives a shard back when it is alone", async () => {
    expect(hash(await merge(writeShard(shard)))).toBe(hash(writeShard(shard)));
  });

  it("names a changed shard's fault, and not the fault of who takes the bytes", async () => {
    await expect(merge(writeShard(shard), writeShard(other).slice(9))).rejects.toMatchObject({ code: "STORAGE" });
    const full = new Error("disk full");
    const sink = (): never => {
      throw full;
    };
    await expect(mergeShards([writeShard(shard)], sink)).rejects.toBe(full);
  });

  it("takes a NaN of any bit pattern and both zeros in a column of scalars", async () => {
    const nan = new Float64Array(new Uint32Array([7, 0xfff80000]).buffer)[0]!;
    const scalars = { distortion: nan, meanEntropy: -0, shiftError: -0 };
    const [first, second] = [map("cat-1", 1), map("cat-2", 2)];
    const strange = { ...first, measurement: { ...first.measurement, map: { ...first.measurement.map, ...scalars } } };
    const zero = { distortion: Number.NaN, meanEntropy: 0, shiftError: 0 };
    const plain = { ...second, measurement: { ...second.measurement, map: { ...second.measurement.map, ...zero } } };
    const read = await readShard(await merge(writeShard({ ...shard, maps: [plain, strange] })));
    expect(read.maps[1]?.measurement.map.distortion).toBeNaN();
    expect(read.maps.map(({ measurement }) => measurement.map.meanEntropy + 0)).toEqual([0, 0]);
  });
});
