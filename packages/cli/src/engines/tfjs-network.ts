// A TensorFlow.js model on disk, open.

import { readFileSync } from "node:fs";
import { ensure } from "@stillpoint/core";
import { type Backend, openTfjsNetwork, type TfjsNetwork } from "@stillpoint/tfjs";
import { fileBeside, inNetwork } from "../files/model-file.ts";

export interface TfjsFile extends TfjsNetwork {
  readonly file: string;
}

/** Opens a model.json. Whoever opens it closes `network`. Throws `INPUT`, `MODEL` naming the file. */
export async function openTfjsFile(file: string, backend: Backend): Promise<TfjsFile> {
  try {
    const own = await openTfjsNetwork(readFileSync(file, "utf8"), (shard) => readShard(file, shard), backend);
    return { ...own, file, notes: own.notes.map((note) => `${file}: ${note}`) };
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}

async function readShard(file: string, shard: string): Promise<Uint8Array> {
  const found = fileBeside(file, shard);
  ensure(
    found !== undefined,
    "INPUT",
    () => `weights: expected ${shard} beside the model.json; got no such file; copy it there`,
  );
  return found.read(0, found.size);
}
