// Versions that decide what a result is.

import { createRequire } from "node:module";
import type { Runtime } from "@stillpoint/onnx";

/** This software's own version. */
export function ownVersion(): string {
  const { version } = createRequire(import.meta.url)("@stillpoint/cli/package.json");
  return String(version);
}

/** What reports say of the software that made them. */
export function versionsOf({ name }: Pick<Runtime, "name">): Readonly<Record<string, string>> {
  return { stillpoint: ownVersion(), node: process.version, runtime: name };
}
