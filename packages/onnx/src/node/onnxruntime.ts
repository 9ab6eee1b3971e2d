// The installed ONNX Runtime: whether it is there, and where its parts are.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StillpointError } from "@stillpoint/core";

const require: NodeJS.Require = createRequire(import.meta.url);

export type EnginePackage = "onnxruntime-node" | "onnxruntime-web";

/** Version of an installed package, or undefined where there is none. */
export function installedVersion(name: EnginePackage): string | undefined {
  const root = packageRoot(name);
  if (root === undefined) return undefined;
  const about: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return typeof about === "object" && about !== null && "version" in about ? String(about.version) : undefined;
}

/** The package's folder; onnxruntime-web does not export its package.json, so it is found from the entry file. */
function packageRoot(name: EnginePackage): string | undefined {
  try {
    let folder = dirname(require.resolve(name));
    while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
    return folder;
  } catch {
    return undefined;
  }
}

/** onnxruntime-node on the calling thread. Throws `StillpointError RUNTIME` with the remedy where it cannot be loaded. */
export function loadOnnxRuntime(): typeof import("onnxruntime-node") {
  try {
    return require("onnxruntime-node");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new StillpointError("RUNTIME", `onnxruntime-node: expected an installed one; got: ${reason}; ${INSTALL}`, {
      cause,
    });
  }
}

/** Its own install script downloads what the CPU does not need, and fails where only a registry can be reached. */
export const INSTALL = "run `npm install --ignore-scripts onnxruntime-node@1.30.0`";

/** Whether onnxruntime-node's install script has put the library of a provider that is not part of the package. */
export function hasLibrary(provider: string): boolean {
  const root = dirname(require.resolve("onnxruntime-node/package.json"));
  return existsSync(
    join(root, "bin/napi-v6", process.platform, process.arch, `libonnxruntime_providers_${provider}.so`),
  );
}
