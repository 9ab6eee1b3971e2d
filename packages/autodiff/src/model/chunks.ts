// Bytes of a file in pieces.

import { type Chunk, chunkLength, readValues, unread } from "./tensor.ts";

/** Bytes of all chunks. */
export function sizeOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunkLength(chunk), 0);
}

/** Chunks end to end, in one array of their own. Throws `StillpointError MODEL` for values that were not read. */
export function joined(chunks: readonly Chunk[]): Uint8Array {
  const bytes = new Uint8Array(sizeOf(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw unread(chunk.name);
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** `joined`, with values that were not read, one tensor at a time. Throws what reading their file throws. */
export async function gathered(chunks: readonly Chunk[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeOf(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    const values = chunk instanceof Uint8Array ? chunk : await readValues(chunk);
    bytes.set(values, offset);
    offset += values.length;
  }
  return bytes;
}
