// Network files on disk: bytes, graphs, and which weights a file holds.

import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { type Model, readNetwork } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";

/** Reads a model file's bytes. Throws `INPUT` when it cannot be opened. */
export function readModelFile(path: string): Uint8Array {
  return opened(path, () => readFileSync(path));
}

/** Reads a network file. Throws `INPUT` or `MODEL` naming the file. */
export function readNetworkFile(path: string): Model {
  const bytes = readModelFile(path);
  return named(path, () => readNetwork(bytes));
}

/** Puts a file's name before the message of an error that does not know it. */
export function named<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw inNetwork(path, cause);
  }
}

/** The error with the network's file before its message; another kind of error as it is. */
export function inNetwork(path: string, cause: unknown): unknown {
  if (!(cause instanceof StillpointError)) return cause;
  return new StillpointError(cause.code, `network ${path}: ${cause.message}`, { cause });
}

/** Path, size and time of a file: what it holds, as far as one can tell without reading it. Throws `INPUT`. */
export function fileIdentity(path: string): string {
  const { size, mtimeNs } = opened(path, () => statSync(path, { bigint: true }));
  return `${path} ${size} ${mtimeNs}`;
}

/** The bytes of the file that `identity` names. Throws `INPUT` where it is another by now. */
export function readIdentified(path: string, identity: string): Uint8Array {
  const before = fileIdentity(path);
  const bytes = readModelFile(path);
  if (before === identity && fileIdentity(path) === identity) return bytes;
  throw new StillpointError(
    "INPUT",
    `checkpoint ${path}: expected the file that was there when the run began; got another, it was replaced since; run again with --resume, what it decides is measured anew`,
  );
}

/** Longest tag or length of a field, bytes. */
const VARINT = 10;

/**
 * Whether a file ends where its outermost fields do: a torn one is found without reading it. A file that is no sequence
 * of fields is not whole either.
 */
export function isWhole(path: string): boolean {
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
      `model ${path}: expected a readable file; got ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}
