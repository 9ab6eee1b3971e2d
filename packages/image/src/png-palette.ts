// The palette of a PNG file, and where in it each pixel's colour stands.

/** `[H, W]` the index of every pixel's colour, the first of equal ones; undefined for a file without a palette. */
export function paletteIndices(
  file: Uint8Array,
  bytes: Uint8Array | Uint16Array,
  channels: number,
): Uint8Array | undefined {
  const colours = paletteOf(file);
  if (colours === undefined || channels < 3) return undefined;
  const indexOf = new Map<number, number>();
  for (let k = Math.floor(colours.length / 3) - 1; k >= 0; k--) indexOf.set(colourAt(colours, 3 * k), k);
  const indices = new Uint8Array(bytes.length / channels);
  for (let p = 0; p < indices.length; p++) {
    const index = indexOf.get(colourAt(bytes, p * channels));
    if (index === undefined) return undefined;
    indices[p] = index;
  }
  return indices;
}

function colourAt(bytes: Uint8Array | Uint16Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** The PLTE chunk of a picture of colour type 3; undefined where there is none. */
function paletteOf(file: Uint8Array): Uint8Array | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const indexed = 3;
  if (file.length < 33 || file[25] !== indexed) return undefined;
  for (let at = 8; at + 12 <= file.length; at += 12 + view.getUint32(at)) {
    const [length, type] = [view.getUint32(at), view.getUint32(at + 4)];
    if (type === PLTE && at + 8 + length <= file.length) return file.subarray(at + 8, at + 8 + length);
  }
  return undefined;
}

/** The letters of the chunk. */
const PLTE = 0x504c5445;
