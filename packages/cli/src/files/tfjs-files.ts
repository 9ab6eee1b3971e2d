// Models as TensorFlow.js saves them: which paths are one, and which files belong to it.

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseJson } from "@stillpoint/core";
import { describeModel, isModelJson } from "@stillpoint/tfjs";

/** What the file with the network is called in a folder. */
export const TFJS_MODEL = "model.json";

/** Whether a file is a model.json, by whatever name. */
export function isTfjsModel(path: string): boolean {
  if (!/\.json$/i.test(path) || !existsSync(path) || !statSync(path).isFile()) return false;
  return isModelJson(parseJson(readFileSync(path, "utf8")));
}

/** Whether a folder holds a saved network. */
export function isTfjsFolder(path: string): boolean {
  return isTfjsModel(join(path, TFJS_MODEL));
}

/** The model.json and the shards of its weights. Throws `MODEL` for one that names files elsewhere. */
export function tfjsPaths(path: string): string[] {
  const { shards } = describeModel(readFileSync(path, "utf8"));
  return [path, ...shards.map((shard) => join(dirname(path), shard))];
}
