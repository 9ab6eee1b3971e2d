// Hugging Face model folders on disk.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { labelsByConfig, networkIn } from "@stillpoint/tokenizer";
import { filesBelow } from "./files-below.ts";
import { isHidden } from "./hidden-files.ts";
import { readTokenizerJson } from "./text-file.ts";

const CHECKPOINT = /^checkpoint-\d+$/;

/**
 * Whether a path is a folder that holds a model's config and network, and no training's, which may hold a config too but
 * has its networks in `checkpoint-N` or in files of other names.
 */
export function isModelFolder(path: string): boolean {
  if (!existsSync(join(path, "config.json")) || !statSync(path).isDirectory()) return false;
  const names = readdirSync(path).filter((name) => !isHidden(name));
  return (
    names.some((name) => name === "onnx" || /^model(_\w+)?\.onnx$/i.test(name)) ||
    !names.some((name) => CHECKPOINT.test(name) || /\.onnx$/i.test(name))
  );
}

/** The folder's network, or the file `model` in it, as a path. Throws `INPUT` naming the folder for a missing or quantised one. */
export function networkOfFolder(path: string, model?: string): string {
  try {
    return join(path, networkIn(filesBelow(path), model));
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError(cause.code, `${path}: ${cause.message}`, { cause });
  }
}

/** Class names of a text network by the config beside its file; empty where there is none. Throws `INPUT` for no JSON. */
export function classNamesFor(file: string): readonly string[] {
  const folder = folderWith(file, ["config.json"]);
  if (folder === undefined || folderWith(file, ["tokenizer.json", "vocab.txt"]) === undefined) return [];
  return labelsByConfig(readTokenizerJson(join(folder, "config.json")));
}

/** The nearest folder at or above a network's file that holds one of `names`: two levels, one more in `checkpoint-N`. */
export function folderWith(file: string, names: readonly string[]): string | undefined {
  const here = dirname(file);
  const above = dirname(here);
  const folders = [here, above, ...(CHECKPOINT.test(basename(above)) ? [dirname(above)] : [])];
  return folders.find((folder) => names.some((name) => existsSync(join(folder, name))));
}
