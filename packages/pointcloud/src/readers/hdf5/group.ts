// The names in a file's root group, old and new style.

import { type Hdf5Bytes, type Hdf5Cursor, hdf5Bytes, hdf5Fault, LETTERS_A_STEP, NOWHERE } from "./bytes.ts";
import { MESSAGE, messagesOf } from "./object-header.ts";

const SIGNATURE = "\u0089HDF\r\n\u001a\n";

/** An opened file: addresses of the objects in its root group by name. */
export interface Hdf5File {
  readonly file: Hdf5Bytes;
  readonly objects: ReadonlyMap<string, number>;
}

/** Whether bytes begin, at one of the places a signature may stand, as HDF5 files do; -1 where none does. */
export function hdf5Start(bytes: Uint8Array): number {
  const letters = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 8));
  for (let at = 0; at + 8 <= bytes.length; at = at === 0 ? 512 : 2 * at) if (letters(at) === SIGNATURE) return at;
  return -1;
}

/** Opens a file whose signature stands at `start`. Throws `INPUT`. */
export function openHdf5(bytes: Uint8Array, start: number): Hdf5File {
  const file = hdf5Bytes(bytes, start);
  return { file, objects: objectsIn(file, rootOf(file)) };
}

/** Address of the root group's object header. */
function rootOf(file: Hdf5Bytes): number {
  const cursor = file.cursor(8);
  const version = cursor.number(1);
  if (version > 3) throw hdf5Fault("a superblock of version 0 to 3", version, "save the file anew with h5py");
  const old = version < 2;
  if (old) cursor.skip(4);
  const [offsets, lengths] = [cursor.number(1), cursor.number(1)];
  if (offsets !== 8 || lengths !== 8)
    throw hdf5Fault("addresses of 8 bytes", `${offsets} and ${lengths}`, "save the file anew with h5py");
  // Old: reserved, two ranks, flags, perhaps two more, base, free space, end, driver, name of the root.
  if (old) cursor.skip(9 + (version === 1 ? 4 : 0) + 40);
  else cursor.skip(1 + 24);
  return cursor.address();
}

function objectsIn(file: Hdf5Bytes, root: number): Map<string, number> {
  const found = new Map<string, number>();
  for (const { kind, at } of messagesOf(file, root)) {
    const cursor = file.cursor(at);
    if (kind === MESSAGE.symbolTable) readSymbols(file, cursor.address(), cursor.address(), found);
    if (kind === MESSAGE.link) readLink(cursor, found);
    if (kind === MESSAGE.linkInfo) refuseDense(cursor);
  }
  return found;
}

/** Groups of many links keep them in a heap. */
function refuseDense(cursor: Hdf5Cursor): void {
  cursor.skip(1);
  if (cursor.number(1) & 1) cursor.skip(8);
  if (cursor.address() === NOWHERE) return;
  throw hdf5Fault(
    "datasets listed in the root group itself",
    "a group of the latest format with many of them",
    "save the file anew without libver='latest'",
  );
}

function readLink(cursor: Hdf5Cursor, found: Map<string, number>): void {
  cursor.skip(1);
  const flags = cursor.number(1);
  const hard = flags & 8 ? cursor.number(1) === 0 : true;
  if (flags & 4) cursor.skip(8);
  if (flags & 16) cursor.skip(1);
  const name = cursor.letters(cursor.number(1 << (flags & 3)));
  if (hard) found.set(name, cursor.address());
}

/** A B-tree of symbol nodes, whose names lie in a heap. */
function readSymbols(file: Hdf5Bytes, tree: number, heap: number, found: Map<string, number>): void {
  const names = file.cursor(heap);
  if (names.letters(4) !== "HEAP") throw hdf5Fault("a heap of names", "something else");
  names.skip(20);
  const base = names.address();
  for (const node of leavesOf(file, tree, 0, 8).map(({ child }) => file.cursor(child))) {
    if (node.letters(4) !== "SNOD") throw hdf5Fault("a node of names", "something else");
    node.skip(2);
    const count = node.number(2);
    for (let k = 0; k < count; k++) {
      file.step();
      const [name, address] = [node.address(), node.address()];
      node.skip(24);
      found.set(nameAt(file, base + name), address);
    }
  }
}

function nameAt(file: Hdf5Bytes, at: number): string {
  const cursor = file.cursor(at);
  let name = "";
  for (let code = cursor.number(1); code !== 0 && name.length < 1000; code = cursor.number(1)) {
    file.step(1 / LETTERS_A_STEP);
    name += String.fromCharCode(code);
  }
  return name;
}

/** A leaf's child, and where its key stands. */
export interface TreeLeaf {
  readonly key: number;
  readonly child: number;
}

/** The leaves of a B-tree of version 1, keys of so many bytes, in order. Throws `INPUT`. */
export function leavesOf(file: Hdf5Bytes, address: number, kind: 0 | 1, keySize: number, level?: number): TreeLeaf[] {
  file.step();
  const cursor = file.cursor(address);
  const [letters, type, depth, count] = [cursor.letters(4), cursor.number(1), cursor.number(1), cursor.number(2)];
  if (letters !== "TREE" || type !== kind || depth !== (level ?? depth))
    throw hdf5Fault("a node of an index", "something else");
  cursor.skip(16);
  const found: TreeLeaf[] = [];
  for (let k = 0; k < count; k++) {
    file.step();
    const key = cursor.at;
    cursor.skip(keySize);
    const child = cursor.address();
    if (depth === 0) found.push({ key, child });
    // One by one: a large file has more leaves than a call takes arguments.
    else for (const leaf of leavesOf(file, child, kind, keySize, depth - 1)) found.push(leaf);
  }
  return found;
}
