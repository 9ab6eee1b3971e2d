// Where the chunks of a dataset lie.

import { type Hdf5Bytes, type Hdf5Cursor, hdf5Fault, NOWHERE } from "./bytes.ts";
import { leavesOf } from "./group.ts";

/** A chunk in the file. */
export interface StoredChunk {
  /** Its first element, an index for each axis of the data. */
  readonly start: readonly number[];
  readonly address: number;
  readonly length: number;
  /** A bit for each filter that was left out. */
  readonly skipped: number;
}

/** How a dataset is cut. */
export interface ChunkedShape {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  /** Bytes of a chunk before filters. */
  readonly size: number;
  readonly filtered: boolean;
}

const NO_INDEX = "save the file anew with fixed shapes, or without libver='latest'";

/** Chunks indexed by a B-tree of version 1, as all files but those of the latest format have it. */
export function treeChunks(file: Hdf5Bytes, tree: number, { shape }: ChunkedShape): StoredChunk[] {
  if (tree === NOWHERE) return [];
  return leavesOf(file, tree, 1, 8 + 8 * (shape.length + 1)).map(({ key, child }) => {
    const cursor = file.cursor(key);
    const [length, skipped] = [cursor.number(4), cursor.number(4)];
    return { start: shape.map(() => cursor.number(8)), address: child, length, skipped };
  });
}

/** Chunks indexed as the latest format has it; the cursor stands at the kind of index. Throws `INPUT` naming one not read. */
export function latestChunks(file: Hdf5Bytes, cursor: Hdf5Cursor, flags: number, cut: ChunkedShape): StoredChunk[] {
  const kind = cursor.number(1);
  const origin = cut.shape.map(() => 0);
  if (kind === 1) {
    const [length, skipped] = flags & 2 ? [cursor.number(8), cursor.number(4)] : [cut.size, 0];
    return [{ start: origin, address: cursor.address(), length, skipped }];
  }
  if (kind === 2) {
    const address = cursor.address();
    return starts(cut, file).map((start, k) => ({
      start,
      address: address + k * cut.size,
      length: cut.size,
      skipped: 0,
    }));
  }
  if (kind === 3) {
    cursor.skip(1);
    return arrayChunks(file, cursor.address(), cut);
  }
  throw hdf5Fault("chunks of a fixed number", "a dataset that can grow, of the latest format", NO_INDEX);
}

/** A fixed array of addresses in one block. */
function arrayChunks(file: Hdf5Bytes, address: number, cut: ChunkedShape): StoredChunk[] {
  const head = file.cursor(address);
  if (head.letters(4) !== "FAHD") throw hdf5Fault("an array of chunks", "something else");
  head.skip(1);
  const [filtered, entry, bits, most] = [head.number(1) === 1, head.number(1), head.number(1), head.number(8)];
  const places = starts(cut, file);
  if (most !== places.length) throw hdf5Fault(`${places.length} chunks`, most);
  if (most > 2 ** bits) throw hdf5Fault("an array of chunks in one page", `${most} of them`, NO_INDEX);
  const block = file.cursor(head.address());
  if (block.letters(4) !== "FADB") throw hdf5Fault("a block of chunks", "something else");
  block.skip(10);
  return places.map((start) => {
    file.step();
    const at = block.address();
    const [length, skipped] = filtered ? [block.number(entry - 12), block.number(4)] : [cut.size, 0];
    return { start, address: at, length, skipped };
  });
}

/** First elements of all chunks, the last axis fastest. */
function starts({ shape, chunk }: ChunkedShape, file: Hdf5Bytes): number[][] {
  const counts = shape.map((size, axis) => Math.ceil(size / chunk[axis]!));
  const total = counts.reduce((product, count) => product * count, 1);
  // Every chunk takes a byte at least.
  if (!(total <= file.length)) throw hdf5Fault(`at most ${file.length} chunks`, total);
  return Array.from({ length: total }, (_, k) => {
    let rest = k;
    const start = new Array<number>(counts.length).fill(0);
    for (let axis = counts.length - 1; axis >= 0; axis--) {
      start[axis] = (rest % counts[axis]!) * chunk[axis]!;
      rest = Math.floor(rest / counts[axis]!);
    }
    return start;
  });
}
