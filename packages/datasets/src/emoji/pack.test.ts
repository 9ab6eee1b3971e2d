import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseEmojiPack } from "./pack.ts";

const file = (name: string): Buffer => readFileSync(new URL(`../../data/${name}`, import.meta.url));
const bytes = file("emoji.pack.gz");
const manifest = JSON.parse(file("emoji.manifest.json").toString());
const pack = await parseEmojiPack(bytes);

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

describe("the committed pack", () => {
  it("is the file its manifest names", () => {
    expect(bytes.length).toBe(manifest.bytes);
    expect(sha256(bytes)).toBe(manifest.sha256);
    expect(sha256(gunzipSync(bytes))).toBe(manifest.content.sha256);
  });

  it("holds the counts its manifest states, every class in every style", () => {
    for (const style of pack.styles)
      for (const [label, name] of pack.classes.entries()) {
        const count = pack.emoji.filter((emoji) => emoji.style === style && emoji.label === label).length;
        expect(count).toBe(manifest.counts[style][name]);
        expect(count).toBeGreaterThan(0);
      }
  });

  it("holds no emoji twice and no share-alike set", () => {
    expect(new Set(pack.emoji.map(({ style, name }) => `${style}/${name}`)).size).toBe(pack.emoji.length);
    for (const { license } of manifest.sources) expect(["Apache-2.0", "MIT", "CC-BY-4.0"]).toContain(license.spdx);
    const attribution = file("ATTRIBUTION.md").toString();
    for (const source of manifest.sources) {
      const [name, version] = source.package.split(/@(?=\d)/);
      expect(attribution).toContain(`\`${name}\` ${version}`);
    }
  });

  it("shows something and leaves something free in every picture, with no colour where nothing shows", () => {
    for (const { name, style, size, rgba } of [...pack.emoji, ...pack.distractors]) {
      expect(rgba).toHaveLength(4 * size * size);
      let covered = 0;
      let hidden = 0;
      for (let p = 0; p < rgba.length; p += 4) {
        covered += rgba[p + 3]! / 255;
        if (rgba[p + 3] === 0) hidden += rgba[p]! + rgba[p + 1]! + rgba[p + 2]!;
      }
      expect(hidden).toBe(0);
      expect(covered / (size * size), `${style}/${name}`).toBeGreaterThan(0.03);
      expect(covered / (size * size), `${style}/${name}`).toBeLessThanOrEqual(1);
    }
  });

  it("draws the 38 small icons in every style, none of them an object of a class", () => {
    expect(pack.distractorNames).toHaveLength(38);
    const names = new Set(pack.emoji.map((emoji) => emoji.name));
    for (const name of pack.distractorNames) expect(names.has(name)).toBe(false);
  });
});

describe("parseEmojiPack", () => {
  const content = gunzipSync(bytes);
  const length = content.readUInt32LE();
  const header = JSON.parse(content.subarray(4, 4 + length).toString());
  const packed = (changed: object, pixels: Buffer): Uint8Array => {
    const json = Buffer.from(JSON.stringify({ ...header, ...changed }));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(json.length);
    return gzipSync(Buffer.concat([size, json, pixels]), { level: 1 });
  };
  const pixels = content.subarray(4 + length);

  it.each([
    ["text", () => Buffer.from("not a pack"), /whole gzip file/],
    ["a truncated file", () => bytes.subarray(0, 50_000), /whole gzip file/],
    ["an empty file", () => new Uint8Array(), /whole gzip file/],
    ["another gzip file", () => gzipSync("something else"), /a header of stillpoint.emoji\/1/],
    ["another version", () => packed({ schema: "stillpoint.emoji/9" }, pixels), /a header of stillpoint.emoji\/1/],
    ["missing pixels", () => packed({}, pixels.subarray(4)), /bytes unpacked; got/],
    ["an unknown class", () => packed({ classes: header.classes.slice(1) }, pixels), /a listed style and class/],
  ])("names %s", async (_, make, message) => {
    await expect(parseEmojiPack(make())).rejects.toThrow(message);
    await expect(parseEmojiPack(make())).rejects.toMatchObject({ code: "INPUT" });
  });

  it("reads a view into a larger buffer", async () => {
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect((await parseEmojiPack(larger.subarray(3, 3 + bytes.length))).emoji).toHaveLength(pack.emoji.length);
  });
});
