import { existsSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: ["src/index.ts", "src/worker.ts", "src/main.ts"].filter((file) => existsSync(file)),
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: { oxc: true },
  clean: true,
  logLevel: "warn",
  deps: { neverBundle: [/^node:/] },
});

export default config;
