// Files of a folder on disk.

import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import type { CloudSource, Files } from "@stillpoint/preprocess";
import { fileFault } from "./file-fault.ts";
import { filesBelow } from "./files-below.ts";
import { isHidden } from "./hidden-files.ts";
import { ensureRegular } from "./regular-file.ts";

const HDF5 = /\.(h5|hdf5)$/i;

/** How errors speak of a folder. */
export interface SaidFolder {
  readonly what?: string;
  readonly expected?: string;
  /** What to check. */
  readonly option?: string;
}

/** All files below a folder but hidden ones. Throws `INPUT` for what is no folder. */
export function folderFiles(
  folder: string,
  { what = "folder", expected = "a folder", option = "the path" }: SaidFolder = {},
): Files {
  let names: string[];
  try {
    if (!statSync(folder).isDirectory()) throw new Error("a single file");
    names = filesBelow(folder).filter((name) => !isHidden(name));
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `${what} ${folder}: expected ${expected}; got ${fileFault(cause)}; check ${option}`,
      {
        cause,
      },
    );
  }
  return { place: folder, names, read: readBelow(folder, option) };
}

/** A folder of shapes, or the HDF5 file that holds them all. Throws `INPUT`. */
export async function cloudSource(path: string): Promise<CloudSource> {
  if (HDF5.test(path)) return { place: path, batch: await readBytes(path, "--data") };
  return folderFiles(path, { what: "data", expected: "a folder of shapes or an HDF5 file", option: "--data" });
}

/** Where a file lies whose path is relative to a folder or absolute. */
export function fileIn(folder: string, name: string): string {
  return isAbsolute(name) ? name : join(folder, name);
}

/** A file's bytes by its path, relative to a folder or absolute. */
export function readBelow(folder: string, option: string): Files["read"] {
  return (name) => readBytes(fileIn(folder, name), option);
}

async function readBytes(file: string, option: string): Promise<Uint8Array> {
  try {
    ensureRegular(file);
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `shape ${file}: expected a readable file; got ${fileFault(cause)}; check ${option}`,
      {
        cause,
      },
    );
  }
}
