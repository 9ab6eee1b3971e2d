// Files of shapes as people drop them: which hold shapes, which the regions of their points.

import { REGIONS, StillpointError } from "@stillpoint/core";
import { readModelNet } from "@stillpoint/pointcloud";
import type { Files } from "@stillpoint/preprocess";
import type { NamedFile } from "./protocol.ts";

/** Shapes and regions by the ids of the shapes. */
export interface ShapeFiles {
  readonly shapes: Files;
  readonly regions: Files | undefined;
}

const SHAPE = /\.(off|obj|ply|xyz|txt|pts)$/i;
const BATCH = /\.(h5|hdf5)$/i;
/** Bytes that are read at once; a tab holds them several times over. */
const LARGEST = 2 ** 29;
/** What messages call the place where dropped files lie. */
const PLACE = "shapes";

/**
 * Shapes and, told by their first word, text files of regions. A region file belongs to the shape of its name, or to the
 * only one. Throws `INPUT` where there is no shape, for several HDF5 files and for a file that is too large.
 */
export async function shapeFiles(
  files: readonly NamedFile[],
  given: readonly NamedFile[] | undefined,
): Promise<ShapeFiles> {
  const [batch, more] = files.filter(({ name }) => BATCH.test(name));
  if (more !== undefined)
    throw refused("one HDF5 file at a time", `${batch?.name} and ${more.name}`, "drop one of them");
  if (batch !== undefined) return { shapes: await batchFiles(batch), regions: undefined };
  const shapes: NamedFile[] = [];
  const regions: NamedFile[] = [...(given ?? [])];
  for (const file of files.filter(({ name }) => SHAPE.test(name))) {
    ((await holdsRegions(file)) ? regions : shapes).push(file);
  }
  if (shapes.length === 0) {
    const names = files.map(({ name }) => name).join(", ") || "nothing";
    throw refused("OFF, OBJ, PLY, XYZ, TXT, PTS or HDF5 files of shapes", names.slice(0, 200), "drop one of these");
  }
  return {
    shapes: filesOf(PLACE, new Map(shapes.map((file) => [file.name, file]))),
    regions: regions.length === 0 ? undefined : filesOf("regions", regionsByShape(shapes, regions)),
  };
}

/** The path without its ending, what shapes are called by. */
export function shapeId(name: string): string {
  return name.replace(SHAPE, "");
}

function regionsByShape(shapes: readonly NamedFile[], regions: readonly NamedFile[]): Map<string, NamedFile> {
  const stem = (name: string): string => shapeId(name).replace(/^.*\//, "");
  const [onlyShape, ...others] = shapes;
  const [onlyRegions, ...more] = regions;
  if (onlyShape && onlyRegions && others.length === 0 && more.length === 0)
    return new Map([[`${shapeId(onlyShape.name)}.txt`, onlyRegions]]);
  const pairs = shapes.flatMap(({ name }) => {
    const own =
      regions.find((file) => shapeId(file.name) === shapeId(name)) ??
      regions.find((file) => stem(file.name) === stem(name));
    return own === undefined ? [] : [[`${shapeId(name)}.txt`, own] as const];
  });
  return new Map(pairs);
}

async function holdsRegions({ name, content }: NamedFile): Promise<boolean> {
  if (!/\.txt$/i.test(name)) return false;
  const [first = ""] = (await content.slice(0, 64).text()).trim().split(/\s+/);
  return REGIONS.some((region) => region === first);
}

function filesOf(place: string, files: ReadonlyMap<string, NamedFile>): Files {
  return {
    place,
    names: [...files.keys()],
    read: async (name) => {
      const file = files.get(name);
      if (file === undefined) throw refused("a file that was dropped", name, "drop it again");
      return bytesOf(file);
    },
  };
}

async function bytesOf({ name, content }: NamedFile): Promise<Uint8Array> {
  if (content.size > LARGEST) {
    const size = `${name} of ${Math.round(content.size / 2 ** 20)} MB`;
    throw refused(`a file of at most ${LARGEST / 2 ** 20} MB`, size, "measure it with the command line");
  }
  return new Uint8Array(await content.arrayBuffer());
}

/** The clouds of an HDF5 file as one file each, their labels as folders. */
async function batchFiles(file: NamedFile): Promise<Files> {
  const { points, shape, labels } = readModelNet(await bytesOf(file), file.name);
  const [count, size] = shape;
  const places: ReadonlyMap<string, number> = new Map(
    Array.from({ length: count }, (_, k) => [`label ${labels[k]}/${String(k).padStart(4, "0")}.xyz`, k] as const),
  );
  return {
    place: file.name,
    names: [...places.keys()],
    read: async (name) => xyzBytes(points.subarray(3 * size * (places.get(name) ?? 0)).subarray(0, 3 * size)),
  };
}

/** `[N, 3]` points as an XYZ file: the same 32-bit numbers when read again. */
export function xyzBytes(points: Float32Array): Uint8Array {
  const lines = Array.from({ length: points.length / 3 }, (_, k) => points.subarray(3 * k, 3 * k + 3).join(" "));
  return new TextEncoder().encode(lines.join("\n"));
}

function refused(expected: string, got: string, remedy: string): StillpointError {
  return new StillpointError("INPUT", `${PLACE}: expected ${expected}; got ${got}; ${remedy}`);
}
