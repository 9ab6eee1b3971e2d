// The smallest PNG writer: no compression, which for cell-sized pictures costs little. PNG specification, 3rd edition.

import { checkBytes, type ImageBytes } from "./bytes.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLOUR_TYPE = [0, 4, 2, 6];
const STORED_LIMIT = 65_535;

const crcTable: Uint32Array = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let k = 0; k < 8; k++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

const uint32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function join(pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = join([Array.from(type, (letter) => letter.charCodeAt(0)), data]);
  return join([uint32(data.length), body, uint32(crc32(body))]);
}

/** zlib stream of stored blocks. */
function stored(bytes: Uint8Array): Uint8Array {
  const pieces: (Uint8Array | number[])[] = [[0x78, 0x01]];
  for (let at = 0; at < bytes.length; at += STORED_LIMIT) {
    const block = bytes.subarray(at, at + STORED_LIMIT);
    const last = at + STORED_LIMIT >= bytes.length ? 1 : 0;
    const { length } = block;
    pieces.push([last, length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255], block);
  }
  pieces.push(uint32(adler32(bytes)));
  return join(pieces);
}

/** A PNG file of a picture of 1..4 channels. Throws `SHAPE` for bytes that do not fit. */
export function encodePng(image: ImageBytes): Uint8Array {
  checkBytes("png", image);
  const { height, width, channels, bytes } = image;
  const line = width * channels;
  const rows = new Uint8Array(height * (line + 1));
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * line, (y + 1) * line), y * (line + 1) + 1);
  const header = [...uint32(width), ...uint32(height), 8, COLOUR_TYPE[channels - 1]!, 0, 0, 0];
  return join([
    SIGNATURE,
    chunk("IHDR", Uint8Array.from(header)),
    chunk("IDAT", stored(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** The PNG file as a `data:` address. */
export function pngAddress(image: ImageBytes): string {
  let text = "";
  for (const byte of encodePng(image)) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}
