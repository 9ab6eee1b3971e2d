// Files of 3D shapes to clouds of points. The only place that knows their endings.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import {
  type Mesh,
  readModelNet,
  readObj,
  readOff,
  readPly,
  readXyz,
  sampleMesh,
  subsampleIndices,
} from "@stillpoint/pointcloud";

/** A shape of exactly the asked number of points, not yet normalised. */
export interface CloudFile {
  /** Path below the folder without ending, or number within an HDF5 file: `chair/0007`. */
  readonly id: string;
  /** `[N, 3]` */
  readonly points: Float32Array;
  /** `[N]` where each point came from in the file, for annotation; absent for points sampled on a surface. */
  readonly kept?: Int32Array;
}

const ENDINGS = /\.(off|obj|ply|xyz|txt|pts)$/i;
const HDF5 = /\.(h5|hdf5)$/i;

export interface CloudWish {
  /** N */
  readonly points: number;
  readonly seed: number;
  readonly limit?: number | undefined;
}

/**
 * Reads a folder of shapes or one HDF5 file. Surfaces are sampled by area, clouds with more points thinned at random.
 * Throws `INPUT` for nothing to read and for clouds with too few points, naming the file.
 */
export function cloudFiles(path: string, wish: CloudWish): CloudFile[] {
  const limit = wish.limit ?? Number.POSITIVE_INFINITY;
  if (HDF5.test(path)) return batchClouds(path, wish).slice(0, limit);
  return shapePaths(path)
    .slice(0, limit)
    .map((name) => shapeCloud(path, name, wish));
}

function shapePaths(folder: string): string[] {
  let names: string[];
  try {
    if (!statSync(folder).isDirectory()) throw new Error("it is a file");
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "INPUT",
      `data ${folder}: expected a folder of shapes or an HDF5 file; got ${reason}; check the path`,
      { cause },
    );
  }
  const found = names
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => ENDINGS.test(name))
    .sort();
  if (found.length > 0) return found;
  throw new StillpointError(
    "INPUT",
    `data ${folder}: expected OFF, OBJ, PLY, XYZ, TXT or PTS files; got ${names.length} other files; check the path`,
  );
}

function shapeCloud(folder: string, name: string, wish: CloudWish): CloudFile {
  const file = join(folder, name);
  const bytes = readFileSync(file);
  const id = name.replace(ENDINGS, "");
  const mesh = meshOf(bytes, file);
  if (mesh !== undefined && mesh.triangles.length > 0) {
    return { id, points: sampleMesh(mesh, wish.points, { seed: wish.seed, sample: id, purpose: "surface", pass: 0 }) };
  }
  return thinned(id, mesh?.vertices ?? readXyz(textOf(bytes), file).points, file, wish);
}

/** The surface of a mesh file; undefined for files that hold points only. */
function meshOf(bytes: Uint8Array, file: string): Mesh | undefined {
  if (/\.off$/i.test(file)) return readOff(textOf(bytes), file);
  if (/\.obj$/i.test(file)) return readObj(textOf(bytes), file);
  if (/\.ply$/i.test(file)) return readPly(bytes, file);
  return undefined;
}

function batchClouds(path: string, wish: CloudWish): CloudFile[] {
  const { points, shape } = readModelNet(readFileSync(path), path);
  const [count, size] = shape;
  return Array.from({ length: count }, (_, k) =>
    thinned(String(k).padStart(4, "0"), points.subarray(3 * size * k, 3 * size * (k + 1)), `${path}, cloud ${k}`, wish),
  );
}

function thinned(id: string, points: Float32Array, place: string, { points: count, seed }: CloudWish): CloudFile {
  const total = points.length / 3;
  if (total < count) {
    throw new StillpointError(
      "INPUT",
      `${place}: expected at least ${count} points; got ${total}; lower --points or leave the shape out`,
    );
  }
  const kept = subsampleIndices(points, count, { seed });
  const thin = Float32Array.from({ length: 3 * count }, (_, k) => points[3 * kept[Math.floor(k / 3)]! + (k % 3)]!);
  return { id, points: thin, kept };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
