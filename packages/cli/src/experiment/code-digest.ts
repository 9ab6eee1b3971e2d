// Which code made a result: a resumed run must not pass old numbers off as new.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Digest of the built packages `names`, such as `core`. */
export function codeDigest(names: readonly string[]): string {
  const { resolve } = createRequire(import.meta.url);
  const hash = createHash("sha256");
  for (const name of names) hash.update(readFileSync(resolve(`@stillpoint/${name}`)));
  return hash.digest("hex").slice(0, 16);
}
