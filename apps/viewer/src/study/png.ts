// A picture of pixels as a data address: PNG without compression, which needs no library.

import { base64 } from "../base64.ts";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Bytes of one stored block, at most. */
const BLOCK = 65_535;

const CRC: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** `[height*width*channels]` bytes as `data:image/png`; 3 channels are red, green, blue, the fourth is how opaque they are. */
export function pngAddress(width: number, height: number, channels: 3 | 4, pixels: Uint8Array): string {
  const row = width * channels;
  const raw = new Uint8Array(height * (row + 1));
  // a filter byte of 0 before every row
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  const header = [...word(width), ...word(height), 8, channels === 3 ? 2 : 6, 0, 0, 0];
  const chunks = [chunk("IHDR", Uint8Array.from(header)), chunk("IDAT", stored(raw)), chunk("IEND", new Uint8Array(0))];
  return `data:image/png;base64,${base64(joined([Uint8Array.from(SIGNATURE), ...chunks]))}`;
}

function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = joined([Uint8Array.from([...name], (letter) => letter.charCodeAt(0)), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return joined([Uint8Array.from(word(data.length)), body, Uint8Array.from(word((crc ^ 0xffffffff) >>> 0))]);
}

/** A zlib stream of blocks as they are. */
function stored(raw: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at === 0 || at < raw.length; at += BLOCK) {
    const block = raw.subarray(at, at + BLOCK);
    const size = block.length;
    const isLast = at + BLOCK >= raw.length ? 1 : 0;
    parts.push(Uint8Array.of(isLast, size & 255, size >>> 8, ~size & 255, (~size >>> 8) & 255), block);
  }
  let [a, b] = [1, 0];
  for (const byte of raw) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return joined([...parts, Uint8Array.from(word(((b << 16) | a) >>> 0))]);
}
