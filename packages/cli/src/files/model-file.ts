// Network files on disk: read by ranges, with the files their weights lie in, and which weights these hold.

import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { dataLocations, type Model, type ModelFile, openModel, openNetwork } from "@stillpoint/autodiff";
import { digest, StillpointError } from "@stillpoint/core";
import { fileFault } from "./file-fault.ts";
import { ensureRegular } from "./regular-file.ts";
import { isTfjsModel, tfjsPaths } from "./tfjs-files.ts";

/** Most bytes read by one call of the system, and digested at a time. */
const PIECE = 2 ** 25;

/**
 * A model's file, read when its bytes are asked for; every read fails with `INPUT` once it is another file than now.
 * Throws `INPUT` when it cannot be opened.
 */
export function modelFileAt(path: string): ModelFile {
  opened(path, () => ensureRegular(path));
  const identity = fileIdentity(path);
  const { size } = opened(path, () => statSync(path));
  const unchanged = (): void => {
    if (fileIdentity(path) !== identity) throw replaced(path);
  };
  return {
    name: path,
    size,
    read: async (offset, length) => {
      unchanged();
      return opened(path, () => fill(path, offset, new Uint8Array(length)));
    },
    sibling: async (location) => fileBeside(path, location),
    path: async () => {
      unchanged();
      return opened(path, () => realpathSync(path));
    },
  };
}

/** A file that a model names, in the model's folder; undefined where there is none. Throws `INPUT` for a link elsewhere. */
export function fileBeside(path: string, location: string): ModelFile | undefined {
  const beside = join(dirname(path), location);
  if (!existsSync(beside) || !statSync(beside).isFile()) return undefined;
  // Caches link models and their data alike, into one folder of contents.
  const folders = [realpathSync(dirname(path)), dirname(realpathSync(path))];
  if (folders.some((folder) => realpathSync(beside).startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`))) {
    return modelFileAt(beside);
  }
  throw new StillpointError(
    "INPUT",
    `data ${beside}: expected a file in the model's folder; got a link to ${realpathSync(beside)}; copy it there`,
  );
}

/** `bytes` with what the file holds from `offset` on; shorter where it ends before. */
function fill(path: string, offset: number, bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const descriptor = openSync(path, "r");
  try {
    let filled = 0;
    while (filled < length) {
      const count = readSync(descriptor, bytes, filled, Math.min(PIECE, length - filled), offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a network's graph and constants; its weights when they are needed. Throws `INPUT` or `MODEL` naming the file. */
export async function readNetworkFile(path: string): Promise<Model> {
  try {
    return await openNetwork(modelFileAt(path));
  } catch (cause) {
    throw inNetwork(path, cause);
  }
}

/** The error with the network's file before its message; another kind of error as it is. */
export function inNetwork(path: string, cause: unknown): unknown {
  if (!(cause instanceof StillpointError) || cause.message.startsWith(`network ${path}: `)) return cause;
  return new StillpointError(cause.code, `network ${path}: ${cause.message}`, { cause });
}

/** Path, size and time of a file: what it holds, as far as one can tell without reading it. Throws `INPUT`. */
export function fileIdentity(path: string): string {
  const { size, mtimeNs } = opened(path, () => statSync(path, { bigint: true }));
  return `${path} ${size} ${mtimeNs}`;
}

/** `fileIdentity` of a model and of the files its weights lie in. Throws `INPUT` or `MODEL` naming the file. */
export async function modelIdentity(path: string): Promise<string> {
  return (await modelPaths(path)).map(fileIdentity).join("\n");
}

/** Bytes of a model on disk, of the files its weights lie in too. Throws `INPUT` or `MODEL` naming the file. */
export async function modelSize(path: string): Promise<number> {
  const paths = await modelPaths(path);
  return paths.reduce((sum, each) => sum + opened(each, () => statSync(each)).size, 0);
}

/** The model's file and those its weights lie in. */
async function modelPaths(path: string): Promise<string[]> {
  try {
    if (isTfjsModel(path)) return tfjsPaths(path);
    const locations = await dataLocations(modelFileAt(path));
    return [path, ...locations.map((location) => join(dirname(path), location))];
  } catch (cause) {
    throw inNetwork(path, cause);
  }
}

/** The model that `identity` names. Throws `INPUT` where it is another by now. */
export async function identifiedModel(path: string, identity: string): Promise<ModelFile> {
  const file = modelFileAt(path);
  if ((await modelIdentity(path)) !== identity) throw replaced(path);
  return file;
}

/** Digest of the bytes of the model that `identity` names, its data files included. Throws `INPUT`. */
export async function modelDigest(path: string, identity: string): Promise<string> {
  await identifiedModel(path, identity);
  const paths = await modelPaths(path);
  const found = digest(pieces(paths));
  await identifiedModel(path, identity);
  return found;
}

/** All bytes of some files; every piece lies where the one before it did. */
function* pieces(paths: readonly string[]): Generator<Uint8Array> {
  let into = new Uint8Array(0);
  for (const path of paths) {
    const { size } = opened(path, () => statSync(path));
    for (let at = 0; at < size; at += PIECE) {
      const length = Math.min(PIECE, size - at);
      if (into.length < length) into = new Uint8Array(length);
      yield opened(path, () => fill(path, at, into.subarray(0, length)));
    }
  }
}

function replaced(path: string): StillpointError {
  return new StillpointError(
    "INPUT",
    `checkpoint ${path}: expected the file that was there when the run began; got another, it was replaced since; run again with --resume, what it decides is measured anew`,
  );
}

/**
 * Whether a model can be read to its end: no torn file, every data file there and long enough. Its weights are not read.
 * Throws `MODEL` or `INPUT` naming the file, for data that are missing or too short; false for a torn model.
 */
export async function isComplete(path: string): Promise<boolean> {
  if (!isWhole(path)) return false;
  try {
    await openModel(modelFileAt(path));
    return true;
  } catch (cause) {
    throw inNetwork(path, cause);
  }
}

/** Longest tag or length of a field, bytes. */
const VARINT = 10;

/**
 * Whether a file ends where its outermost fields do: a torn one is found without reading it. A file that is no sequence
 * of fields is not whole either.
 */
export function isWhole(path: string): boolean {
  opened(path, () => ensureRegular(path));
  const size = opened(path, () => statSync(path)).size;
  const descriptor = opened(path, () => openSync(path, "r"));
  try {
    let at = 0;
    while (at < size) {
      const head = new Uint8Array(2 * VARINT);
      const length = readSync(descriptor, head, 0, head.length, at);
      const next = afterField(head.subarray(0, length));
      if (next === undefined) return false;
      at += next;
    }
    return at === size && size > 0;
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes of a protobuf field from its tag to its end, given those it begins with. */
function afterField(head: Uint8Array): number | undefined {
  const tag = varint(head, 0);
  if (tag === undefined) return undefined;
  const kind = tag.value % 8;
  if (kind === 1) return tag.end + 8;
  if (kind === 5) return tag.end + 4;
  const value = varint(head, tag.end);
  if (value === undefined || (kind !== 0 && kind !== 2)) return undefined;
  return kind === 0 ? value.end : value.end + value.value;
}

function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let k = 0; k < VARINT; k++) {
    const byte = bytes[start + k];
    if (byte === undefined) return undefined;
    value += (byte % 128) * 128 ** k;
    if (byte < 128) return { value, end: start + k + 1 };
  }
  return undefined;
}

function opened<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `model ${path}: expected a readable file; got ${fileFault(cause)}; check the path`,
      { cause },
    );
  }
}
