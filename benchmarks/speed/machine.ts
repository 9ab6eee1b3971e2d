// What the numbers were measured on; nothing that names the machine.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import type { Machine } from "./result.ts";

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
  };
}

/** Version of ONNX Runtime as our package uses it. */
export function runtimeVersion(): string {
  const ours = createRequire(import.meta.url).resolve("@stillpoint/onnx");
  const entry = createRequire(ours).resolve("onnxruntime-node/package.json");
  const manifest: unknown = JSON.parse(readFileSync(entry, "utf8"));
  const known = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return known ? String(manifest.version) : "unknown";
}
