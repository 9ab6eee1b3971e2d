import { crc32, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodePng, pngAddress } from "./png.ts";

/** Reads chunks by the specification's text and pixels by zlib, which checks the Adler sum. */
function decode(file: Uint8Array): { header: number[]; rows: Uint8Array[] } {
  const bytes = Buffer.from(file);
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.subarray(0, 4).toString("latin1"), body.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(["IHDR", "IDAT", "IEND"]);
  const ihdr = chunks.get("IHDR") ?? Buffer.alloc(0);
  const [width, height] = [ihdr.readUInt32BE(0), ihdr.readUInt32BE(4)];
  const raw = inflateSync(chunks.get("IDAT") ?? Buffer.alloc(0));
  const line = raw.length / height;
  const rows = Array.from({ length: height }, (_, y) => raw.subarray(y * line, (y + 1) * line));
  for (const row of rows) expect(row[0]).toBe(0);
  return { header: [width, height, ...ihdr.subarray(8)], rows: rows.map((row) => row.subarray(1)) };
}

describe("encodePng", () => {
  it.each([
    [1, 0],
    [2, 4],
    [3, 2],
    [4, 6],
  ])("writes %i channels that an independent decoder reads back", (channels, colourType) => {
    const [height, width] = [5, 7];
    const bytes = Uint8Array.from({ length: height * width * channels }, (_, k) => (k * 37 + 11) % 256);
    const { header, rows } = decode(encodePng({ height, width, channels, bytes }));
    expect(header).toEqual([width, height, 8, colourType, 0, 0, 0]);
    expect(Buffer.concat(rows)).toEqual(Buffer.from(bytes));
  });

  it("splits pictures larger than one stored block", () => {
    const [height, width] = [300, 300];
    const bytes = Uint8Array.from({ length: height * width * 3 }, (_, k) => (k * 101) % 251);
    const { rows } = decode(encodePng({ height, width, channels: 3, bytes }));
    expect(Buffer.concat(rows).equals(bytes)).toBe(true);
  });

  it("names bytes that do not fill the picture", () => {
    expect(() => encodePng({ height: 2, width: 2, channels: 3, bytes: new Uint8Array(11) })).toThrow(
      /png: expected height x width x 1..4 bytes; got 11 for 2x2x3/,
    );
  });
});

describe("pngAddress", () => {
  it("holds the same file in base 64", () => {
    const image = { height: 1, width: 2, channels: 1, bytes: Uint8Array.of(0, 255) };
    expect(pngAddress(image)).toBe(`data:image/png;base64,${Buffer.from(encodePng(image)).toString("base64")}`);
  });
});
