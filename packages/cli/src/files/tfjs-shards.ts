// The files that a model.json and its weights lie in, whole or not.

import type { ModelFile } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import { fileBeside, inNetwork } from "./model-file.ts";
import { tfjsPaths, tfjsShards } from "./tfjs-files.ts";

/** A shard of a model.json. Throws `INPUT` where it is not there. */
export function shardBeside(file: string, shard: string): ModelFile {
  const found = fileBeside(file, shard);
  ensure(
    found !== undefined,
    "INPUT",
    () => `weights: expected ${shard} beside the model.json; got no such file; copy it there`,
  );
  return found;
}

/** Throws `MODEL` naming the file for a JSON that is no model. */
export function ensureTfjsModel(file: string): void {
  try {
    tfjsPaths(file);
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}

/** Throws `MODEL` for a JSON that is no model, `INPUT` for a shard that is not there, naming the file. */
export function ensureShards(file: string): void {
  try {
    for (const shard of tfjsShards(file)) shardBeside(file, shard);
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}
