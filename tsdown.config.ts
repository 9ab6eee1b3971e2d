import { existsSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";
import { recordSources } from "./scripts/source-digest.ts";

const config: UserConfig = defineConfig({
  // The one config serves every package: paths are those of the package that is built.
  cwd: process.cwd(),
  tsconfig: "tsconfig.json",
  entry: ["src/index.ts", "src/worker.ts", "src/main.ts"].filter((file) => existsSync(file)),
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: { oxc: true },
  // Types speak of AsyncDisposable, which a user's target may not have.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  clean: true,
  logLevel: "warn",
  onSuccess: () => recordSources(process.cwd()),
  deps: { neverBundle: [/^node:/] },
});

export default config;
