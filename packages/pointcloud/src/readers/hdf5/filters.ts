// What chunks of a dataset went through before they were written: deflate, shuffle, Fletcher's checksum, LZF.

import { unzlibSync } from "fflate";
import { type Hdf5Bytes, hdf5Fault } from "./bytes.ts";

interface Filter {
  readonly id: number;
  readonly values: readonly number[];
}

export type Pipeline = readonly Filter[];

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER = 3;
const LZF = 32_000;
const KNOWN = new Set([DEFLATE, SHUFFLE, FLETCHER, LZF]);
const NAMES: ReadonlyMap<number, string> = new Map([
  [4, "szip"],
  [5, "nbit"],
  [6, "scaleoffset"],
  [32_001, "blosc"],
  [32_004, "lz4"],
  [32_008, "bitshuffle"],
  [32_015, "zstd"],
]);

/** No filter makes less of more: deflate's limit is 1032 to 1. */
export const MOST_EXPANSION = 1100;

/** The filters of a message, for numbers of `width` bytes. Throws `INPUT` naming one that is not read or cannot be. */
export function pipelineAt(file: Hdf5Bytes, at: number, width: number): Pipeline {
  const cursor = file.cursor(at);
  const [version, count] = [cursor.number(1), cursor.number(1)];
  if (version !== 1 && version !== 2) throw hdf5Fault("filters of version 1 or 2", version);
  if (version === 1) cursor.skip(6);
  const pipeline = Array.from({ length: count }, () => {
    const id = cursor.number(2);
    const named = version === 1 || id >= 256;
    const letters = named ? cursor.number(2) : 0;
    cursor.skip(2);
    const values = cursor.number(2);
    cursor.skip(version === 1 ? 8 * Math.ceil(letters / 8) : letters);
    const filter = { id, values: Array.from({ length: values }, () => cursor.number(4)) };
    if (version === 1 && values % 2 === 1) cursor.skip(4);
    if (!KNOWN.has(id))
      throw hdf5Fault(
        "data written plain or with gzip, lzf, shuffle or fletcher32",
        NAMES.get(id) ?? `filter ${id}`,
        "save them with compression='gzip'",
      );
    // Its width is a number like any other in the file; the work of undoing it would be that many rounds.
    if (id === SHUFFLE && filter.values[0] !== width)
      throw hdf5Fault(`a shuffle of numbers of ${width} bytes`, `one of ${filter.values[0] ?? "no"} bytes`);
    return filter;
  });
  const ids = pipeline.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw hdf5Fault("every filter once", `filters ${ids.join(", ")}`);
  return pipeline;
}

/** A chunk of `size` bytes as it was before its filters; `skipped` has a bit for each that was left out. Throws `INPUT`. */
export function unfiltered(stored: Uint8Array, pipeline: Pipeline, size: number, skipped: number): Uint8Array {
  let bytes = stored;
  for (const [k, { id, values }] of [...pipeline.entries()].reverse()) {
    if (skipped & (1 << k)) continue;
    // A checksum behind the data may still be there.
    const room = size + 4;
    if (id === DEFLATE) bytes = inflated(bytes, room);
    if (id === LZF) bytes = lzf(bytes, room);
    if (id === SHUFFLE) bytes = unshuffled(bytes, values[0] ?? 1);
    if (id === FLETCHER) bytes = checked(bytes);
  }
  if (bytes.length !== size) throw hdf5Fault(`a chunk of ${size} bytes`, bytes.length);
  return bytes;
}

function inflated(bytes: Uint8Array, room: number): Uint8Array {
  let found: Uint8Array;
  try {
    found = unzlibSync(bytes, { out: new Uint8Array(room) });
  } catch (cause) {
    throw hdf5Fault("deflated data", cause instanceof Error ? cause.message : String(cause));
  }
  return found;
}

/** First bytes of all numbers, then second bytes. */
function unshuffled(bytes: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(bytes.length / width);
  const ordered = bytes.slice();
  for (let byte = 0; byte < width; byte++)
    for (let k = 0; k < count; k++) ordered[k * width + byte] = bytes[byte * count + k]!;
  return ordered;
}

/** The data before their checksum. Throws `INPUT` where it differs. */
function checked(bytes: Uint8Array): Uint8Array {
  const data = bytes.subarray(0, Math.max(0, bytes.length - 4));
  let [first, second] = [0, 0];
  for (let k = 0; k + 1 < data.length; k += 2) {
    first = (first + ((data[k]! << 8) | data[k + 1]!)) % 65_535;
    second = (second + first) % 65_535;
  }
  if (data.length % 2 === 1) {
    first = (first + (data.at(-1)! << 8)) % 65_535;
    second = (second + first) % 65_535;
  }
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(data.length);
  const stored = { first: ((b << 8) | a) % 65_535, second: ((d << 8) | c) % 65_535 };
  if (stored.first !== first || stored.second !== second)
    throw hdf5Fault("data of their checksum", "others: a byte was changed");
  return data;
}

/** Marc Lehmann's LZF: runs of letters, and runs copied from before. */
function lzf(bytes: Uint8Array, room: number): Uint8Array {
  const found = new Uint8Array(room);
  let [at, out] = [0, 0];
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw hdf5Fault("LZF data", "their end before that of the chunk");
    return byte;
  };
  while (at < bytes.length && out < room) {
    const control = next();
    if (control < 32) {
      for (let k = 0; k <= control && out < room; k++) found[out++] = next();
      continue;
    }
    let length = (control >> 5) + 2;
    if (length === 9) length += next();
    let from = out - ((control & 31) << 8) - next() - 1;
    if (from < 0) throw hdf5Fault("LZF data", "a place before their beginning");
    for (let k = 0; k < length && out < room; k++) found[out++] = found[from++]!;
  }
  return found.subarray(0, out);
}
