// Which code made a result: a resumed run must not pass old numbers off as new.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { digest } from "../storage/digest.ts";

/** Digest of the built packages `names`, such as `core`. */
export function codeDigest(names: readonly string[]): string {
  const { resolve } = createRequire(import.meta.url);
  return digest(names.map((name) => readFileSync(resolve(`@stillpoint/${name}`))));
}
