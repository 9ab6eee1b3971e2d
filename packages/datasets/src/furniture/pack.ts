// The committed furniture pack. Gzip of: header length (uint32, little endian), header (JSON), then `[points, 3]` int16
// (little endian) of every shape in the header's order.

import { ensure } from "@stillpoint/core";
import { openPack } from "../pack-file.ts";

export interface FurnitureShape {
  /** The catalogue's id, such as `Scopia#bed1`. */
  readonly id: string;
  /** Index into the pack's classes. */
  readonly label: number;
  /** `[points, 3]` on the surface, evenly at random; y is up, the mean is 0, the farthest point is 1 away. */
  readonly points: Float32Array;
}

export interface FurniturePack {
  readonly classes: readonly string[];
  /** Points of every shape. */
  readonly points: number;
  readonly shapes: readonly FurnitureShape[];
}

interface Header {
  readonly schema: string;
  readonly points: number;
  readonly classes: readonly string[];
  readonly shapes: readonly (readonly [id: string, className: string])[];
}

const SCHEMA = "stillpoint.furniture/1";
/** The whole number that stands for 1. */
const UNIT = 32_767;

/** Reads the bytes of `data/furniture.pack.gz`. Throws `INPUT` where they are not a whole pack of this version. */
export async function parseFurniturePack(bytes: Uint8Array): Promise<FurniturePack> {
  const { header, content, start } = await openPack<Header>(bytes, "furniture pack", SCHEMA);
  const expected = start + 6 * header.points * header.shapes.length;
  ensure(
    content.length === expected,
    "INPUT",
    () => `furniture pack: expected ${expected} bytes unpacked; got ${content.length}; fetch the file again`,
  );
  const values = new DataView(content.buffer, content.byteOffset + start);
  const shapes = header.shapes.map(([id, className], k) => {
    const label = header.classes.indexOf(className);
    ensure(
      label >= 0,
      "INPUT",
      () => `furniture pack: expected a listed class for ${id}; got ${className}; rebuild the pack`,
    );
    const first = 6 * header.points * k;
    const points = Float32Array.from(
      { length: 3 * header.points },
      (_, c) => values.getInt16(first + 2 * c, true) / UNIT,
    );
    return { id, label, points };
  });
  return { classes: header.classes, points: header.points, shapes };
}
