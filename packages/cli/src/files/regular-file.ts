// What is read must be a file: a pipe without a writer would keep a reader waiting for ever.

import { statSync } from "node:fs";

/** Throws an `Error` that says what else `path` is: a folder, a pipe, a socket or a device; and what `stat` throws. */
export function ensureRegular(path: string): void {
  const found = statSync(path);
  if (found.isFile()) return;
  throw new Error(found.isDirectory() ? "a folder" : found.isFIFO() ? "a pipe" : "a socket or device");
}
