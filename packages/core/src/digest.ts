// Names contents by their bytes. Not cryptographic: it tells apart what changed, not what somebody forged.

/** Bytes that are hashed at a time. */
const CHUNK = 2 ** 16;

/**
 * 128 bits of any number of chunks as 32 hexadecimal digits; where one chunk ends and the next begins counts. The same
 * on every machine, synchronous, and without any runtime's crypto. Four lanes of 32 bits, each a multiply-and-rotate hash
 * with constants of its own, mixed at the end.
 */
export function digest(chunks: Iterable<Uint8Array>): string {
  const lanes = new Uint32Array([0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]);
  let count = 0;
  for (const chunk of chunks) {
    absorb(lanes, Uint8Array.from(sizeBytes(chunk.length)));
    absorb(lanes, chunk);
    count += 1;
  }
  absorb(lanes, Uint8Array.from(sizeBytes(count)));
  for (let round = 0; round < 4; round++) mixLanes(lanes);
  return Array.from(lanes, (lane) => finalMix(lane).toString(16).padStart(8, "0")).join("");
}

/** The bytes of an array of numbers, not copied. */
export function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function sizeBytes(size: number): number[] {
  return Array.from({ length: 8 }, (_, k) => Math.floor(size / 2 ** (8 * k)) % 256);
}

/** Words of four bytes go to the lanes in turn; a rest is filled with zeros, which the size before it tells apart. */
function absorb(lanes: Uint32Array, bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const part = bytes.subarray(start, start + CHUNK);
    const padded = new Uint8Array(Math.ceil(part.length / 16) * 16);
    padded.set(part);
    // Byte order is fixed by hand, so that it is the same on every machine.
    const view = new DataView(padded.buffer);
    let [a, b, c, d] = [lanes[0] ?? 0, lanes[1] ?? 0, lanes[2] ?? 0, lanes[3] ?? 0];
    for (let at = 0; at < padded.length; at += 16) {
      a = step(a, view.getUint32(at, true), 0xcc9e2d51, 15) + b;
      b = step(b, view.getUint32(at + 4, true), 0x1b873593, 16) + c;
      c = step(c, view.getUint32(at + 8, true), 0x38b34ae5, 17) + d;
      d = step(d, view.getUint32(at + 12, true), 0xa1e38b93, 18) + a;
    }
    lanes[0] = a;
    lanes[1] = b;
    lanes[2] = c;
    lanes[3] = d;
  }
}

function step(lane: number, word: number, factor: number, turn: number): number {
  const scrambled = Math.imul(rotated(Math.imul(word, factor), turn), 0x9e3779b1);
  return Math.imul(rotated(lane ^ scrambled, 13), 5) + 0xe6546b64;
}

function rotated(value: number, turn: number): number {
  return (value << turn) | (value >>> (32 - turn));
}

function mixLanes(lanes: Uint32Array): void {
  for (let k = 0; k < 4; k++) lanes[k] = finalMix(lanes[k] ?? 0) + (lanes[(k + 1) % 4] ?? 0);
}

function finalMix(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
