// Data files of installed packages, on disk.

import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { PackageFiles } from "@stillpoint/bench";
import { StillpointError } from "@stillpoint/core";

/** The files as they lie in `node_modules`. */
export const packageFiles: PackageFiles = {
  data: (name) => read(name, () => fileURLToPath(import.meta.resolve(`@stillpoint/datasets/data/${name}`))),
  dependency: (name) => read(name, () => dataRequire().resolve(name)),
  dependencies: async (anchor, pattern) => {
    const folder = dirname(dataRequire().resolve(anchor));
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
    return names.filter((name) => pattern.test(name)).sort();
  },
};

/** Resolves as the data package does: what it depends on may lie below it. */
function dataRequire(): NodeJS.Require {
  return createRequire(import.meta.resolve("@stillpoint/datasets"));
}

async function read(name: string, locate: () => string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(locate()));
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `data ${name}: expected it with @stillpoint/datasets; got no such file; install the package again`,
      { cause },
    );
  }
}
