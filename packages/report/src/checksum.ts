// CRC-32 (the polynomial of zip and PNG): Parquet itself checks no page, so a flipped bit would go unnoticed.

/** Bytes taken in at a time. */
const STRIDE = 8;

/** `TABLE[256 k + b]`: what byte b does to the checksum k bytes later, so that eight bytes are eight look-ups side by side. */
const TABLE: Int32Array = byteTables();

function byteTables(): Int32Array {
  const table = new Int32Array(256 * STRIDE);
  for (let index = 0; index < 256; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    table[index] = value;
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256]!;
    table[at] = (before >>> 8) ^ table[before & 255]!;
  }
  return table;
}

/** CRC-32 of the bytes, continued from `start`, as an unsigned integer. */
export function checksum(bytes: Uint8Array, start = 0): number {
  let value = ~start;
  const whole = bytes.length - (bytes.length % STRIDE);
  for (let at = 0; at < whole; at += STRIDE) {
    value =
      TABLE[1792 + ((value ^ bytes[at]!) & 255)]! ^
      TABLE[1536 + (((value >>> 8) ^ bytes[at + 1]!) & 255)]! ^
      TABLE[1280 + (((value >>> 16) ^ bytes[at + 2]!) & 255)]! ^
      TABLE[1024 + ((value >>> 24) ^ bytes[at + 3]!)]! ^
      TABLE[768 + bytes[at + 4]!]! ^
      TABLE[512 + bytes[at + 5]!]! ^
      TABLE[256 + bytes[at + 6]!]! ^
      TABLE[bytes[at + 7]!]!;
  }
  for (let at = whole; at < bytes.length; at++) value = (value >>> 8) ^ TABLE[(value ^ bytes[at]!) & 255]!;
  return ~value >>> 0;
}
