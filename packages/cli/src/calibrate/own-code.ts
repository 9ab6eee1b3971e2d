// The part of the code that lies in this package itself: pictures, plants and trials decide a result as `core` does.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "../storage/digest.ts";

/** Digest of the code that is running, by default: of the built command, or from source of the calibration. */
export function ownCodeDigest(folder: string = fileURLToPath(new URL(".", import.meta.url))): string {
  const code = readdirSync(folder).filter((name) => /\.[jt]s$/.test(name) && !/\.(d|test)\.ts$/.test(name));
  return digest(code.sort().map((name) => readFileSync(join(folder, name))));
}
