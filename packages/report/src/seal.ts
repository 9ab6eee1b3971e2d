// A checksum over every byte of a shard, inside the shard, so that damage is known before anything parses the file.

import { checksum } from "./checksum.ts";

/**
 * Key of the metadata entry that holds the seal. A file cannot hold a hash of itself, so the seal is CRC-32 of the file
 * with `BLANK` where its eight hexadecimal digits go. CRC-32 is enough: what happens to files is damage, not malice, and
 * it sees every change of up to 32 neighbouring bits and all but one in four billion others.
 */
export const SEAL_KEY = "stillpoint.crc32/1";

/** The seal's place before it is sealed. */
export const BLANK = "00000000";

/** Parquet keeps metadata entries near the end: after ours come the writer's name and two bytes a column. */
const REACH = 1024;
const ENCODER = new TextEncoder();
/** Key and value as Thrift writes them: the value's header and its length lie between. */
const MARK: Uint8Array = Uint8Array.of(...ENCODER.encode(SEAL_KEY), 0x18, BLANK.length);
const MAGIC: Uint8Array = ENCODER.encode("PAR1");

function holds(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  return at >= 0 && part.every((byte, index) => bytes[at + index] === byte);
}

/** Where the digits lie; undefined in a file that has no place for them. */
function placeOf(bytes: Uint8Array): number | undefined {
  const last = bytes.length - MAGIC.length;
  if (!holds(bytes, last, MAGIC)) return undefined;
  const first = Math.max(0, bytes.length - REACH);
  for (let at = last - BLANK.length - MARK.length; at >= first; at--) {
    if (holds(bytes, at, MARK)) return at + MARK.length;
  }
  return undefined;
}

function digitsOf(bytes: Uint8Array, place: number): Uint8Array {
  const before = checksum(ENCODER.encode(BLANK), checksum(bytes.subarray(0, place)));
  const value = checksum(bytes.subarray(place + BLANK.length), before);
  return ENCODER.encode(value.toString(16).padStart(BLANK.length, "0"));
}

/** Writes the seal of a finished file into its place; a file without a place stays as it is. */
export function seal(bytes: Uint8Array): void {
  const place = placeOf(bytes);
  if (place !== undefined) bytes.set(digitsOf(bytes, place), place);
}

/** Whether the bytes are, to the last bit, those that were sealed. Reads them once and parses nothing. */
export function isSealed(bytes: Uint8Array): boolean {
  const place = placeOf(bytes);
  return place !== undefined && holds(bytes, place, digitsOf(bytes, place));
}
