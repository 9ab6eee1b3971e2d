// Where a model's bytes lie: a file read by ranges, so that weights nobody needs are never read.

import { ensure, StillpointError } from "@stillpoint/core";

/** A file that is read piece by piece: on disk, in memory, behind a Blob, on a server that answers ranges. */
export interface ModelFile {
  /** For messages, and for telling files apart. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset` on, which the caller may keep. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The file beside this one at a relative path with `/`; undefined where there is none. */
  sibling(location: string): Promise<ModelFile | undefined>;
  /**
   * Absolute path of the file on this machine, free of links, where a runtime may map it into memory; undefined, or no
   * such function, where there is none. Throws where the file is no longer the one that was opened.
   */
  path?(): Promise<string | undefined>;
}

/** A whole ONNX file in memory, or one that is read by ranges. */
export type ModelSource = Uint8Array | ModelFile;

/** What a Blob or File of a browser offers. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * A model of bytes or Blobs. `beside` are the files its weights lie in (external data), by the name the model calls
 * them: `{ "m.onnx.data": blob }`.
 */
export function modelFile(
  name: string,
  content: Uint8Array | BlobLike,
  beside: Readonly<Record<string, Uint8Array | BlobLike>> = {},
): ModelFile {
  const inMemory = content instanceof Uint8Array;
  return {
    name,
    size: inMemory ? content.length : content.size,
    read: async (offset, length) => {
      if (inMemory) return content.slice(offset, offset + length);
      return new Uint8Array(await content.slice(offset, offset + length).arrayBuffer());
    },
    sibling: async (location) => {
      const found = Object.hasOwn(beside, location) ? beside[location] : undefined;
      return found === undefined ? undefined : modelFile(location, found, beside);
    },
  };
}

/** Bytes of `file`. Throws `StillpointError MODEL` for a range that does not lie in it. */
export async function readRange(file: ModelFile, offset: number, length: number): Promise<Uint8Array> {
  const inside = offset >= 0 && length >= 0 && offset + length <= file.size;
  const bytes = inside ? await file.read(offset, length) : undefined;
  ensure(
    bytes?.length === length,
    "MODEL",
    () => `file ${file.name}: expected ${offset + length} bytes; got ${file.size}; it is cut short, copy it again`,
  );
  return bytes;
}

const DRIVE = /^[A-Za-z]:/;

/**
 * The file that `weight` lies in. Throws `StillpointError MODEL` for a place that is not beside or below the model, and
 * for a file that is not there.
 */
export async function dataFile(model: ModelFile, location: string, weight: string): Promise<ModelFile> {
  const parts = location.split("/");
  const relative = !DRIVE.test(location) && !/[\\\0]/.test(location) && !parts.includes("") && !parts.includes("..");
  if (!relative) {
    throw new StillpointError(
      "MODEL",
      `weight ${weight}: expected its data file beside the model, by a relative path with /; got ${JSON.stringify(location.slice(0, 200))}; save model and data into one folder (onnx.save with location="weights.data")`,
    );
  }
  const found = await model.sibling(location);
  if (found !== undefined) return found;
  throw new StillpointError(
    "MODEL",
    `weight ${weight}: expected its values in ${location} beside the model; got no such file; copy it there, it was written with the model, or export with external_data=False`,
  );
}
