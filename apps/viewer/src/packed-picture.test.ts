import { describe, expect, it } from "vitest";
import { syntheticClouds } from "../../../packages/report/fixtures/synthetic-clouds.ts";
import { syntheticPictures } from "../../../packages/report/fixtures/synthetic-pictures.ts";
import { compactPictures } from "../../../packages/report/src/picture.ts";
import { packedMap, unpackedMap } from "./packed-map.ts";
import { unpackedPictures } from "./packed-picture.ts";
import type { MapView } from "./view.ts";

const key = { role: "scratch", seed: 3, step: 38 };
const random = (at: number): number => (Math.sin(1 + 12.9898 * at) * 43_758.5453) % 1;

describe("a packed map", () => {
  it("keeps every entropy to a part in 8,188 of the range, and every point", () => {
    for (const [units, span] of [
      [1, 1],
      [6, 0.01],
      [145, 8],
      [256, 40],
    ] as const) {
      const entropies = Array.from({ length: units }, (_, unit) => span * random(unit) - 3);
      const points = entropies.flatMap((_, unit) => (random(unit + 7) > 0.3 ? [unit] : []));
      const read = unpackedMap(JSON.parse(JSON.stringify(packedMap({ ...key, entropies, points }))));
      expect(read).toMatchObject({ ...key, points });
      const ends = Math.max(...entropies) - Math.min(...entropies) + 0.002;
      for (const [unit, value] of read.entropies.entries())
        expect(Math.abs(value! - entropies[unit]!)).toBeLessThanOrEqual(ends / 8188 + 1e-12);
    }
  });

  it("has none where there is none, and survives maps that are flat or empty", () => {
    const read = (entropies: MapView["entropies"]): MapView["entropies"] =>
      unpackedMap(packedMap({ ...key, entropies, points: [] })).entropies;
    expect(read([null, -1, Number.NaN, Number.POSITIVE_INFINITY])).toEqual([null, -1, null, null]);
    expect(read([2, 2])).toEqual([2, 2]);
    expect(read([null])).toEqual([null]);
    expect(read([])).toEqual([]);
  });

  it("reads foreign characters as nothing", () => {
    const map = packedMap({ ...key, entropies: [1, 2], points: [1] });
    expect(unpackedMap({ ...map, entropies: "<<AA", points: "<" })).toMatchObject({ entropies: [null, 1], points: [] });
  });
});

describe("packed pictures", () => {
  it("come back as they were, what layers share once", () => {
    const pictures = [...syntheticPictures("t@a", 2), ...syntheticPictures("t@b", 2), ...syntheticClouds("c", 1)];
    const packed = compactPictures(pictures);
    expect(packed.looks).toHaveLength(3);
    const read = unpackedPictures(JSON.parse(JSON.stringify(packed)));
    expect(read).toHaveLength(5);
    for (const [k, picture] of pictures.entries()) {
      const units = picture.units ?? [];
      expect(read[k]).toMatchObject({ task: picture.task, sample: picture.sample, title: picture.title });
      expect(read[k]?.labels).toEqual(units.map(({ label }) => label));
      expect(read[k]?.parts).toEqual(units.map(({ part }) => part ?? null));
      expect(read[k]?.maps.map(({ points }) => points)).toEqual(picture.maps.map(({ points }) => points));
    }
    expect(unpackedPictures(packed, "t@b").map(({ task }) => task)).toEqual(["t@b", "t@b"]);
  });
});
