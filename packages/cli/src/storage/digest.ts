// Names contents by their bytes, for results that must be recognised on the next run.

import { createHash } from "node:crypto";

/** 16 hexadecimal digits; where one chunk ends and the next begins counts. */
export function digest(chunks: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const chunk of chunks) hash.update(`${chunk.length} `).update(chunk);
  return hash.digest("hex").slice(0, 16);
}

/** The bytes of an array of numbers, not copied. */
export function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
