// The numbers of one dataset.

import { type Hdf5Bytes, type Hdf5Cursor, hdf5Fault, NOWHERE } from "./bytes.ts";
import { type ChunkedShape, latestChunks, type StoredChunk, treeChunks } from "./chunks.ts";
import { MOST_EXPANSION, type Pipeline, pipelineAt, unfiltered } from "./filters.ts";
import { type Hdf5Message, MESSAGE, messagesOf } from "./object-header.ts";

/** A dataset that has been described; its numbers are read when asked for. */
export interface Hdf5Dataset {
  readonly shape: readonly number[];
  /** Row by row. Throws `INPUT`. */
  read(): Float64Array;
}

interface NumberType {
  readonly size: number;
  at(view: DataView, place: number): number;
}

/** The dataset at an address; undefined for a group. Throws `INPUT`. */
export function datasetAt(file: Hdf5Bytes, address: number): Hdf5Dataset | undefined {
  const messages = messagesOf(file, address);
  const of = (kind: number): Hdf5Message | undefined => messages.find((message) => message.kind === kind);
  const [space, type, layout, filters] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout, MESSAGE.filters].map(of);
  if (space === undefined || type === undefined || layout === undefined) return undefined;
  const shape = shapeAt(file.cursor(space.at));
  return {
    shape,
    read: () => {
      const numbers = typeAt(file.cursor(type.at));
      const pipeline = filters === undefined ? [] : pipelineAt(file, filters.at, numbers.size);
      return readNumbers(file, layout.at, { shape, numbers, pipeline });
    },
  };
}

function shapeAt(cursor: Hdf5Cursor): number[] {
  const [version, rank] = [cursor.number(1), cursor.number(1)];
  if (version !== 1 && version !== 2) throw hdf5Fault("a shape of version 1 or 2", version);
  cursor.skip(version === 1 ? 6 : 2);
  return Array.from({ length: rank }, () => cursor.number(8));
}

function typeAt(cursor: Hdf5Cursor): NumberType {
  const kind = cursor.number(1) & 15;
  const bits = cursor.number(1);
  cursor.skip(2);
  const size = cursor.number(4);
  const little = (bits & 1) === 0;
  const float = kind === 1;
  const signed = (bits & 8) !== 0;
  const readers: ReadonlyMap<string, NumberType["at"]> = new Map<string, NumberType["at"]>([
    ["float4", (view, place) => view.getFloat32(place, little)],
    ["float8", (view, place) => view.getFloat64(place, little)],
    ["int1", (view, place) => (signed ? view.getInt8(place) : view.getUint8(place))],
    ["int2", (view, place) => (signed ? view.getInt16(place, little) : view.getUint16(place, little))],
    ["int4", (view, place) => (signed ? view.getInt32(place, little) : view.getUint32(place, little))],
    ["int8", (view, place) => Number(signed ? view.getBigInt64(place, little) : view.getBigUint64(place, little))],
  ]);
  const at = kind > 1 ? undefined : readers.get(`${float ? "float" : "int"}${size}`);
  if (at === undefined)
    throw hdf5Fault("numbers of 1 to 8 bytes", `type ${kind} of ${size} bytes`, "save them as float32 and integers");
  return { size, at };
}

interface Described {
  readonly shape: readonly number[];
  readonly numbers: NumberType;
  readonly pipeline: Pipeline;
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

function readNumbers(file: Hdf5Bytes, at: number, described: Described): Float64Array {
  const { shape, numbers } = described;
  const bytes = product(shape) * numbers.size;
  if (!(bytes <= file.length * MOST_EXPANSION))
    throw hdf5Fault(`at most what ${file.length} bytes can hold`, `a shape of [${shape}]`);
  const cursor = file.cursor(at);
  const version = cursor.number(1);
  if (version >= 3 && version <= 5) {
    const kind = cursor.number(1);
    if (kind === 0) return plain(file.slice(cursor.at + 2, cursor.number(2)), described);
    if (kind === 1) return plain(contiguous(file, cursor.address(), bytes), described);
    if (kind === 2) return chunked(file, cursor, version, described);
    throw hdf5Fault("data in one piece or in chunks", `a layout of kind ${kind}`, "save the file anew with h5py");
  }
  throw hdf5Fault("a layout of version 3 to 5", version, "save the file anew with h5py");
}

function contiguous(file: Hdf5Bytes, address: number, bytes: number): Uint8Array {
  if (address === NOWHERE) throw hdf5Fault("data", "none written");
  return file.slice(address, bytes);
}

function plain(bytes: Uint8Array, { shape, numbers }: Described): Float64Array {
  const count = product(shape);
  if (bytes.length !== count * numbers.size) throw hdf5Fault(`${count * numbers.size} bytes of data`, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: count }, (_, k) => numbers.at(view, k * numbers.size));
}

function chunked(file: Hdf5Bytes, cursor: Hdf5Cursor, version: number, described: Described): Float64Array {
  const { shape, numbers, pipeline } = described;
  const flags = version > 3 ? cursor.number(1) : 0;
  const rank = cursor.number(1) - 1;
  const width = version > 3 ? cursor.number(1) : 4;
  const tree = version === 3 ? cursor.address() : NOWHERE;
  if (rank !== shape.length) throw hdf5Fault(`chunks of ${shape.length} axes`, rank);
  const chunk = shape.map(() => cursor.number(width));
  const element = cursor.number(width);
  const size = product(chunk) * numbers.size;
  if (element !== numbers.size || !(size > 0)) throw hdf5Fault("chunks of the dataset's numbers", "others");
  const cut: ChunkedShape = { shape, chunk, size, filtered: pipeline.length > 0 };
  const chunks = version === 3 ? treeChunks(file, tree, cut) : latestChunks(file, cursor, flags, cut);
  checkChunks(file, chunks, cut);
  const found = new Float64Array(product(shape));
  for (const stored of chunks) {
    const bytes = unfiltered(file.slice(stored.address, stored.length), pipeline, size, stored.skipped);
    place(bytes, stored.start, cut, numbers, found);
  }
  return found;
}

/** Every chunk is there once, and none holds more than its bytes can. */
function checkChunks(file: Hdf5Bytes, chunks: readonly StoredChunk[], { shape, chunk, size }: ChunkedShape): void {
  const expected = product(shape.map((length, axis) => Math.ceil(length / chunk[axis]!)));
  const places = new Set(chunks.map(({ start }) => start.join()));
  const aligned = chunks.every(({ start }) =>
    start.every((first, axis) => first % chunk[axis]! === 0 && first < shape[axis]!),
  );
  if (chunks.length !== expected || places.size !== expected || !aligned)
    throw hdf5Fault(`${expected} chunks, each once`, `${places.size} of ${chunks.length}`);
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  if (total > file.length) throw hdf5Fault(`chunks within ${file.length} bytes`, total);
  const crowded = chunks.find(({ length }) => size > 64 + MOST_EXPANSION * length);
  if (crowded !== undefined) throw hdf5Fault(`chunks of ${size} bytes`, `one written in ${crowded.length}`);
}

/** Puts a chunk's numbers where they belong; it may reach beyond the data. */
function place(
  bytes: Uint8Array,
  start: readonly number[],
  { shape, chunk }: ChunkedShape,
  numbers: NumberType,
  found: Float64Array,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = shape.length - 1;
  const put = (axis: number, from: number, to: number): void => {
    const most = Math.min(chunk[axis] ?? 1, (shape[axis] ?? 1) - (start[axis] ?? 0));
    for (let k = 0; k < most; k++) {
      const source = from * (chunk[axis] ?? 1) + k;
      const target = to * (shape[axis] ?? 1) + (start[axis] ?? 0) + k;
      if (axis === last) found[target] = numbers.at(view, source * numbers.size);
      else put(axis + 1, source, target);
    }
  };
  put(0, 0, 0);
}
