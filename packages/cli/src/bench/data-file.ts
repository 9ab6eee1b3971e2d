// Files of installed packages that hold data.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { StillpointError } from "@stillpoint/core";

/** A file of the data package. Throws `INPUT` when the installation is incomplete. */
export function dataFile(name: string): Uint8Array {
  return read(name, () => fileURLToPath(import.meta.resolve(`@stillpoint/datasets/data/${name}`)));
}

/** The same, or undefined where the package has no such file. */
export function optionalDataFile(name: string): Uint8Array | undefined {
  const path = fileURLToPath(import.meta.resolve(`@stillpoint/datasets/data/${name}`));
  return existsSync(path) ? dataFile(name) : undefined;
}

/** A file of a package the data package depends on, such as `sentiment/test/fixtures/imdb.json`. Throws `INPUT`. */
export function dependencyFile(name: string): Uint8Array {
  return read(name, () => createRequire(import.meta.resolve("@stillpoint/datasets")).resolve(name));
}

/** Paths below the folder of a dependency's file that match, sorted, relative to that folder. */
export function dependencyFiles(anchor: string, pattern: RegExp): string[] {
  const folder = dirname(createRequire(import.meta.resolve("@stillpoint/datasets")).resolve(anchor));
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  return names.filter((name) => pattern.test(name)).sort();
}

function read(name: string, locate: () => string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(locate()));
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `data ${name}: expected it with @stillpoint/datasets; got no such file; install the package again`,
      { cause },
    );
  }
}
