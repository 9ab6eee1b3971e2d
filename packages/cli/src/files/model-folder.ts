// Hugging Face model folders on disk.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { type ModelFolder, readModelFolder } from "@stillpoint/tokenizer";

/** Whether a path is a folder that holds a model's config. */
export function isModelFolder(path: string): boolean {
  return existsSync(join(path, "config.json")) && statSync(path).isDirectory();
}

/** The folder's network, or the file `model` in it, and its tokenizer. Throws `INPUT` naming the folder for missing, quantised or broken files. */
export function modelFolder(path: string, model?: string): ModelFolder {
  const files = readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  try {
    return readModelFolder(files, (name) => readFileSync(join(path, name), "utf8"), model);
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError(cause.code, `${path}: ${cause.message}`, { cause });
  }
}

/** The nearest folder at or above a network's file, two levels at most, that `holds` a file. */
export function folderWith(file: string, holds: string): string | undefined {
  const here = dirname(file);
  return [here, dirname(here)].find((folder) => existsSync(join(folder, holds)));
}
