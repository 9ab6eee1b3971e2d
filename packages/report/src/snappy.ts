// Snappy, the compression of Parquet's pages: runs of bytes, and runs copied from before.

import { parquetFault } from "./thrift.ts";

/** No copy of 64 bytes takes fewer than 3. */
export const MOST_EXPANSION: number = 64 / 3;

/** The `size` bytes that were compressed. Throws `STORAGE` for anything that gives others. */
export function unsnapped(bytes: Uint8Array, size: number): Uint8Array {
  if (!(size <= 64 + MOST_EXPANSION * bytes.length))
    throw parquetFault(`a page that ${bytes.length} bytes can hold`, `${size} bytes`);
  const found = new Uint8Array(size);
  let [at, out] = [0, 0];
  const number = (width: number): number => {
    let value = 0;
    for (let k = 0; k < width; k++) value += (bytes[at++] ?? 0) * 256 ** k;
    return value;
  };
  // The size stands before, in groups of 7 bits.
  while ((bytes[at++] ?? 0) > 127);
  while (at < bytes.length) {
    const tag = number(1);
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const length = 1 + (short < 60 ? short : number(short - 59));
      if (!(at + length <= bytes.length && out + length <= size)) throw parquetFault("a run within its page", length);
      found.set(bytes.subarray(at, at + length), out);
      at += length;
      out += length;
    } else {
      const length = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
      const back = kind === 1 ? ((tag >> 5) << 8) + number(1) : number(kind === 2 ? 2 : 4);
      if (!(back > 0 && back <= out && out + length <= size)) throw parquetFault("a copy within its page", back);
      for (let k = 0; k < length; k++, out++) found[out] = found[out - back]!;
    }
  }
  if (out !== size) throw parquetFault(`a page of ${size} bytes`, out);
  return found;
}
