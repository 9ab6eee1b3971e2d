// Files of 3D shapes to clouds of points. The only place that knows their endings.

import { StillpointError } from "@stillpoint/core";
import {
  type Mesh,
  type PointTable,
  readModelNet,
  readObj,
  readOff,
  readPly,
  readXyz,
  sampleMesh,
  subsampleIndices,
} from "@stillpoint/pointcloud";
import { stem } from "../file-names.ts";
import { type Files, pathOf } from "../files.ts";

/** A shape of exactly the asked number of points, not yet normalised. */
export interface CloudFile {
  /** Path below the folder without ending, or number within an HDF5 file: `chair/0007`. */
  readonly id: string;
  /** `[N, 3]` */
  readonly points: Float32Array;
  /** Points of the file; 0 for points sampled on a surface. */
  readonly total: number;
  /** `[N]` where each point came from in the file, for annotation; absent for points sampled on a surface. */
  readonly kept?: Int32Array;
  /** `[N]` the part each point belongs to, where the file itself says so. */
  readonly parts?: readonly string[];
}

/** A shape that can be read. */
export interface CloudName {
  readonly id: string;
  /** Its top folder or, in HDF5 files, its label; undefined where the data say nothing of classes. */
  readonly group: string | undefined;
  read(): Promise<CloudFile>;
}

const ENDINGS = /\.(off|obj|ply|xyz|txt|pts)$/i;

/** Shapes as one file each, or as the one HDF5 file that holds them all. */
export type CloudSource = Files | { readonly place: string; readonly batch: Uint8Array };

export interface CloudWish {
  /** N */
  readonly points: number;
  readonly seed: number;
}

/**
 * Shapes in order of their paths, or the clouds of one HDF5 file. Surfaces are sampled by area, clouds with
 * more points thinned at random when read. Throws `INPUT` for nothing to read, two files of one name and, when read, for
 * clouds with too few points, naming the file.
 */
export function cloudNames(source: CloudSource, wish: CloudWish): CloudName[] {
  if ("batch" in source) return batchNames(source.batch, source.place, wish);
  const paths = shapePaths(source);
  const names = paths.map((name): CloudName => {
    const folder = name.includes("/") ? name.slice(0, name.indexOf("/")) : undefined;
    const group = source.listing?.groups.get(name) ?? folder;
    return { id: idOf(source, name), group, read: () => shapeCloud(source, name, wish) };
  });
  const twin = names.findIndex(({ id }, k) => names[k + 1]?.id === id);
  if (twin < 0) return names;
  throw new StillpointError(
    "INPUT",
    `data ${source.place}: expected one file per shape; got ${paths[twin]} and ${paths[twin + 1]}; keep one of them`,
  );
}

/** Texts at the top where other shapes lie in folders: names of classes and of files, as data sets bring them along. */
export function textLists({ names, listing }: Pick<Files, "names" | "listing">): readonly string[] {
  if (listing !== undefined) return [];
  const inFolders = names.some((name) => name.includes("/") && ENDINGS.test(name));
  return inFolders ? names.filter((name) => !name.includes("/") && /\.txt$/i.test(name)) : [];
}

/** Listed ones may have any ending. */
function idOf({ listing }: Files, name: string): string {
  return listing === undefined ? name.replace(ENDINGS, "") : stem(name);
}

function shapePaths({ place, names, listing }: Files): string[] {
  if (listing !== undefined) return [...names].sort();
  const lists = new Set(textLists({ names }));
  const found = names.filter((name) => ENDINGS.test(name) && !lists.has(name)).sort();
  if (found.length > 0) return found;
  throw new StillpointError(
    "INPUT",
    `data ${place}: expected OFF, OBJ, PLY, XYZ, TXT or PTS files; got ${names.length} other files; check --data`,
  );
}

async function shapeCloud(files: Files, name: string, wish: CloudWish): Promise<CloudFile> {
  const file = pathOf(files, name);
  const bytes = await files.read(name);
  const id = idOf(files, name);
  const mesh = meshOf(bytes, file);
  if (mesh !== undefined && mesh.triangles.length > 0) {
    const key = { seed: wish.seed, sample: id, purpose: "surface", pass: 0 };
    return { id, points: inShape(file, () => sampleMesh(mesh, wish.points, key)), total: 0 };
  }
  if (mesh !== undefined) return thinned(id, mesh.vertices, file, wish);
  const table = readXyz(textOf(bytes, file), file);
  return thinned(id, table.points, file, wish, partColumn(table));
}

/** Columns behind x, y and z in ShapeNetPart's text files: a normal, then the number of a part. */
const SHAPENET_PART_EXTRAS = 4;
/** How far from 1 the length of a normal may be, as files round it. */
const ROUNDED = 0.02;

/**
 * The last of seven columns where it holds whole numbers throughout and the three before it are normals: those of other
 * files, such as an intensity and colours, are no parts.
 */
function partColumn({ extras, extraColumns }: PointTable): ArrayLike<number> | undefined {
  if (extraColumns !== SHAPENET_PART_EXTRAS) return undefined;
  const count = extras.length / extraColumns;
  const at = (point: number, column: number): number => extras[extraColumns * point + column] ?? Number.NaN;
  let normals = 0;
  for (let point = 0; point < count; point++) {
    const length = Math.hypot(at(point, 0), at(point, 1), at(point, 2));
    // Points of a mesh without an area have none.
    const isNormal = length === 0 || Math.abs(length - 1) < ROUNDED;
    if (!isNormal || !Number.isInteger(at(point, 3)) || at(point, 3) < 0) return undefined;
    if (length > 0) normals += 1;
  }
  if (normals === 0) return undefined;
  return Array.from({ length: count }, (_, point) => at(point, 3));
}

/** The surface of a mesh file; undefined for files that hold points only. */
function meshOf(bytes: Uint8Array, file: string): Mesh | undefined {
  if (/\.off$/i.test(file)) return readOff(textOf(bytes, file), file);
  if (/\.obj$/i.test(file)) return readObj(textOf(bytes, file), file);
  if (/\.ply$/i.test(file)) return readPly(bytes, file);
  return undefined;
}

function batchNames(bytes: Uint8Array, path: string, wish: CloudWish): CloudName[] {
  const { points, shape, labels, parts } = readModelNet(bytes, path);
  const [count, size] = shape;
  return Array.from({ length: count }, (_, k) => {
    const id = String(k).padStart(4, "0");
    const cloud = points.subarray(3 * size * k, 3 * size * (k + 1));
    const own = parts?.subarray(size * k, size * (k + 1));
    return { id, group: `label ${labels[k]}`, read: async () => thinned(id, cloud, `${path}, cloud ${k}`, wish, own) };
  });
}

/** What a part is called in reports. */
export function partName(part: number): string {
  return `part ${part}`;
}

function thinned(
  id: string,
  points: Float32Array,
  place: string,
  { points: count, seed }: CloudWish,
  parts?: ArrayLike<number>,
): CloudFile {
  const total = points.length / 3;
  if (total < count) {
    throw new StillpointError(
      "INPUT",
      `${place}: expected at least ${count} points, what the network takes; got ${total}; leave the shape out, or lower --points where the network takes any number`,
    );
  }
  const kept = subsampleIndices(points, count, { seed });
  const thin = Float32Array.from({ length: 3 * count }, (_, k) => points[3 * kept[Math.floor(k / 3)]! + (k % 3)]!);
  const own = parts === undefined ? {} : { parts: Array.from(kept, (point) => partName(parts[point]!)) };
  return { id, points: thin, total, kept, ...own };
}

/** Comments may be in any encoding; numbers must be one byte a character. */
function textOf(bytes: Uint8Array, file: string): string {
  if (!bytes.includes(0)) return new TextDecoder().decode(bytes);
  throw new StillpointError(
    "INPUT",
    `shape ${file}: expected text; got bytes of 0, as in UTF-16 or binary files; save it as UTF-8`,
  );
}

/** Puts the shape's name before the message of an error that does not know it. */
export function inShape<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError(cause.code, `shape ${name}: ${cause.message}`, { cause });
  }
}
