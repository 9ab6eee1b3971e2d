import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseFurniturePack } from "./pack.ts";

const file = (name: string): Buffer => readFileSync(new URL(`../../data/${name}`, import.meta.url));
const bytes = file("furniture.pack.gz");
const manifest = JSON.parse(file("furniture.manifest.json").toString());
const pack = await parseFurniturePack(bytes);

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

describe("the committed pack", () => {
  it("is the file its manifest names", () => {
    expect(bytes.length).toBe(manifest.bytes);
    expect(sha256(bytes)).toBe(manifest.sha256);
    expect(sha256(gunzipSync(bytes))).toBe(manifest.content.sha256);
  });

  it("holds 363 shapes of eleven classes, labelled as the manifest says", () => {
    const counts = pack.classes.map((name, label) => [name, pack.shapes.filter((s) => s.label === label).length]);
    expect(Object.fromEntries(counts)).toEqual(manifest.counts);
    expect(Object.fromEntries(counts)).toEqual({
      chair: 68,
      table: 45,
      storage: 38,
      sofa: 22,
      bed: 16,
      lamp: 23,
      door: 33,
      sanitary: 15,
      plant: 39,
      vehicle: 24,
      figure: 40,
    });
    const labelled = pack.shapes.map(({ id, label }) => [id, pack.classes[label]]);
    expect(labelled).toEqual(manifest.shapes.map(({ id, label }: { id: string; label: string }) => [id, label]));
    expect(new Set(pack.shapes.map(({ id }) => id)).size).toBe(363);
  });

  it("names author and licence of every shape, and no share-alike one", () => {
    const attribution = file("furniture.attribution.md").toString();
    for (const { id, name, author, license } of manifest.shapes) {
      expect(["CC0-1.0", "CC-BY-3.0", "CC-BY-3.0-US"]).toContain(license);
      expect(attribution).toContain(`| ${id} | ${name} | ${author} | ${license} |`);
    }
  });

  it("holds 512 points of each, about their mean, the farthest 1 away", () => {
    for (const { id, points } of pack.shapes) {
      expect(points).toHaveLength(3 * 512);
      const mean = [0, 0, 0];
      let radius = 0;
      for (let p = 0; p < points.length; p += 3) {
        for (let axis = 0; axis < 3; axis++) mean[axis] = mean[axis]! + points[p + axis]! / 512;
        radius = Math.max(radius, Math.hypot(points[p]!, points[p + 1]!, points[p + 2]!));
      }
      expect(Math.max(...mean.map(Math.abs)), id).toBeLessThan(1e-4);
      expect(Math.abs(radius - 1), id).toBeLessThan(1e-4);
    }
  });

  it("stands upright: people are taller than wide, tables reach lower than high", () => {
    const extent = (id: string, axis: number): number => {
      const { points } = pack.shapes.find((shape) => shape.id === id)!;
      const values = points.filter((_, k) => k % 3 === axis);
      return Math.max(...values) - Math.min(...values);
    };
    for (const id of ["Reallusion#male01", "Scopia#palm", "Kator Legaz#exterior-door-01"])
      for (const axis of [0, 2]) expect(extent(id, 1), id).toBeGreaterThan(extent(id, axis));
    for (const id of ["Scopia#bed1", "Kator Legaz#VW-new-beetle"])
      expect(extent(id, 1), id).toBeLessThan(Math.max(extent(id, 0), extent(id, 2)));
  });
});

describe("parseFurniturePack", () => {
  const content = gunzipSync(bytes);
  const length = content.readUInt32LE();
  const header = JSON.parse(content.subarray(4, 4 + length).toString());
  const packed = (changed: object, values: Buffer): Uint8Array => {
    const json = Buffer.from(JSON.stringify({ ...header, ...changed }));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(json.length);
    return gzipSync(Buffer.concat([size, json, values]), { level: 1 });
  };
  const values = content.subarray(4 + length);

  it.each([
    ["text", () => Buffer.from("not a pack"), /whole gzip file/],
    ["a truncated file", () => bytes.subarray(0, 50_000), /whole gzip file/],
    ["another gzip file", () => gzipSync("something else"), /a header of stillpoint.furniture\/1/],
    ["another version", () => packed({ schema: "stillpoint.furniture/9" }, values), /a header of stillpoint.furniture/],
    ["missing points", () => packed({}, values.subarray(6)), /bytes unpacked; got/],
    ["an unknown class", () => packed({ classes: header.classes.slice(1) }, values), /a listed class for .* got chair/],
  ])("names %s", async (_, make, message) => {
    await expect(parseFurniturePack(make())).rejects.toThrow(message);
    await expect(parseFurniturePack(make())).rejects.toMatchObject({ code: "INPUT" });
  });

  it("reads a view into a larger buffer", async () => {
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    const again = await parseFurniturePack(larger.subarray(3, 3 + bytes.length));
    expect(again.shapes.at(-1)).toEqual(pack.shapes.at(-1));
  });
});
