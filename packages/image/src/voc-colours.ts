// The colours of PASCAL VOC's masks, which other data sets took over.

import type { MaskFile } from "./mask-file.ts";

/** Bits of an id dealt to red, green and blue from the highest down: id 255 is (224, 224, 192), the void. */
function vocColour(id: number): number {
  let [red, green, blue] = [0, 0, 0];
  for (let bit = 0; bit < 3; bit++) {
    const from = 3 * bit;
    red |= ((id >> from) & 1) << (7 - bit);
    green |= ((id >> (from + 1)) & 1) << (7 - bit);
    blue |= ((id >> (from + 2)) & 1) << (7 - bit);
  }
  return (red << 16) | (green << 8) | blue;
}

const IDS: ReadonlyMap<number, number> = new Map(Array.from({ length: 256 }, (_, id) => [vocColour(id), id]));

/** `[H, W]` the id of every pixel; undefined where one has another colour, or the file holds 16 bits. */
export function vocIds({ channels, bytes, height, width }: MaskFile): Uint8Array | undefined {
  if (channels < 3 || bytes instanceof Uint16Array) return undefined;
  const ids = new Uint8Array(height * width);
  for (let p = 0; p < ids.length; p++) {
    const at = p * channels;
    const id = IDS.get((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!);
    if (id === undefined) return undefined;
    ids[p] = channels === 4 && bytes[at + 3] === 0 ? 0 : id;
  }
  return ids;
}
