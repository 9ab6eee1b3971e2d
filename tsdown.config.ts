import { existsSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";
import { recordSources } from "./scripts/source-digest.ts";

/** What a package may offer, or start as a worker, each built under its own name. */
function entries(names: readonly string[]): Record<string, string> {
  const files = names.map((name) => [name, `src/${name}.ts`] as const);
  return Object.fromEntries(files.filter(([, file]) => existsSync(file)));
}

const config: UserConfig = defineConfig({
  // The one config serves every package: paths are those of the package that is built.
  cwd: process.cwd(),
  tsconfig: "tsconfig.json",
  entry: entries([
    "index",
    "schema/index",
    "tables/index",
    "files/index",
    "main",
    "node/index",
    "node/worker",
    "node/wasm-worker",
    "web/index",
    "web/wasm-worker",
    "web/webgpu-worker",
    "web/webgpu-jspi-worker",
  ]),
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: { oxc: true },
  // Bundling drops the directive of the source, and readers without Node's types would not know Symbol.asyncDispose.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  clean: true,
  logLevel: "warn",
  onSuccess: () => recordSources(process.cwd()),
  deps: { neverBundle: [/^node:/] },
});

export default config;
