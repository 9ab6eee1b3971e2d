// Files of installed packages that hold data.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { StillpointError } from "@stillpoint/core";

/** A file of the data package. Throws `INPUT` when the installation is incomplete. */
export function dataFile(name: string): Uint8Array {
  return read(name, () => fileURLToPath(import.meta.resolve(`@stillpoint/datasets/data/${name}`)));
}

/** A file of a package the data package depends on, such as `sentiment/test/fixtures/imdb.json`. Throws `INPUT`. */
export function dependencyFile(name: string): Uint8Array {
  return read(name, () => createRequire(import.meta.resolve("@stillpoint/datasets")).resolve(name));
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
