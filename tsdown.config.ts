import { existsSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  // The one config serves every package: paths are those of the package that is built.
  cwd: process.cwd(),
  tsconfig: "tsconfig.json",
  entry: ["src/index.ts", "src/worker.ts", "src/main.ts"].filter((file) => existsSync(file)),
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: { oxc: true },
  // Models and pools are async disposable, a type that a user's `lib` may lack.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  clean: true,
  logLevel: "warn",
  deps: { neverBundle: [/^node:/] },
});

export default config;
