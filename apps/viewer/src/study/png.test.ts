import { crc32, inflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { pngAddress } from "./png.ts";

it.each([
  [3, 5, 3],
  [7, 2, 4],
  [200, 150, 3],
] as const)("%d x %d pixels of %d channels are a PNG with these pixels", (width, height, channels) => {
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, at) => (at * 37) % 256);
  const [head, body = ""] = pngAddress(width, height, channels, pixels).split(",");
  expect(head).toBe("data:image/png;base64");
  const file = Buffer.from(body, "base64");
  expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < file.length; ) {
    const size = file.readUInt32BE(at);
    chunks.set(file.toString("latin1", at + 4, at + 8), file.subarray(at + 8, at + 8 + size));
    expect(file.readUInt32BE(at + 8 + size)).toBe(crc32(file.subarray(at + 4, at + 8 + size)));
    at += size + 12;
  }
  expect([...chunks.keys()]).toEqual(["IHDR", "IDAT", "IEND"]);
  const header = chunks.get("IHDR")!;
  expect([header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]]).toEqual([
    width,
    height,
    8,
    channels === 3 ? 2 : 6,
  ]);
  const raw = inflateSync(chunks.get("IDAT")!);
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    expect(raw[y * (row + 1)]).toBe(0);
    expect([...raw.subarray(y * (row + 1) + 1, (y + 1) * (row + 1))]).toEqual([
      ...pixels.subarray(y * row, (y + 1) * row),
    ]);
  }
});
