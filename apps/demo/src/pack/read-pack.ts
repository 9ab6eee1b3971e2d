// The embedded run of one view, read from beside the page: pack.json at once, its files when they are asked for.

import { digest, StillpointError } from "@stillpoint/core";
import type { NamedFile, Source } from "../lab/protocol.ts";
import { parsePack } from "./pack-schema.ts";
import { sourceOf } from "./pack-source.ts";
import type { PackedNetwork, PackedSample, ViewName, ViewPack } from "./view-pack.ts";

/** No file of a pack is larger; what unpacks to more is damaged or hostile. */
const LARGEST = 2 ** 26;

/** As the browser's `fetch`. */
export type Fetch = (address: string, options: { readonly signal?: AbortSignal }) => Promise<Response>;

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** The browser's own unless given. */
  readonly fetch?: Fetch;
}

/** A pack and the way to its files. What it gives is as `ReadOptions.signal` of each call allows. */
export interface OpenPack {
  readonly pack: ViewPack;
  /** An ONNX file, unpacked and held against its digest; its name says role and step. Throws `INPUT`. */
  network(network: PackedNetwork, options?: ReadOptions): Promise<NamedFile>;
  /** Samples as the lab takes them, under the ids of the run, so that they meet the run's noise. Throws `INPUT`. */
  source(samples: readonly PackedSample[], options?: ReadOptions): Promise<Source>;
}

/**
 * Fetches and checks `<view>/pack.json` below `place`, an address that ends in `/`. Throws `INPUT` for what cannot be
 * fetched or is no pack, `INTERRUPTED` where `signal` ends it.
 */
export async function readPack(view: ViewName, place: string, options: ReadOptions = {}): Promise<OpenPack> {
  const text = async (path: string, each: ReadOptions): Promise<string> => (await file(path, each)).text();
  const file = (path: string, each: ReadOptions): Promise<Blob> =>
    fetched(`${view}/${path}`, place, { ...options, ...each });
  const pack = parsePack(await text("pack.json", {}), view);
  return {
    pack,
    network: async ({ role, step, file: path }, each = {}) => {
      const content = await file(path, each);
      const found = digest([new Uint8Array(await content.arrayBuffer())]);
      if (`${found}.bin` !== path) throw unreadable(`${view}/${path}`, "other bytes than its name says");
      return { name: `${role}-${String(step).padStart(5, "0")}.onnx`, content };
    },
    source: (samples, each = {}) => sourceOf(pack, samples, (path) => file(path, each)),
  };
}

async function fetched(path: string, place: string, { signal, fetch: get = fetch }: ReadOptions): Promise<Blob> {
  try {
    const response = await get(`${place}${path}`, signal === undefined ? {} : { signal });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return await unpacked(await response.blob());
  } catch (cause) {
    if (signal?.aborted === true) {
      throw new StillpointError("INTERRUPTED", `${path}: expected to be read; got cancelled; ask again`, { cause });
    }
    throw unreadable(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Told by its first bytes, since some hosts unpack what they serve. */
async function unpacked(content: Blob): Promise<Blob> {
  if (content.size > LARGEST) throw new Error(`${content.size} bytes`);
  const [first, second] = new Uint8Array(await content.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return content;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = content.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > LARGEST) {
      await reader.cancel();
      throw new Error(`more than ${LARGEST} bytes`);
    }
    chunks.push(part.value);
  }
  return new Blob(chunks);
}

function unreadable(path: string, reason: string, cause?: unknown): StillpointError {
  return new StillpointError(
    "INPUT",
    `embedded run, ${path}: expected a file beside the page; got ${reason.slice(0, 200)}; check the connection and reload the page`,
    { cause },
  );
}
