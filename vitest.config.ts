import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// Tests read every package from source; only ONNX Runtime's workers and the demo's site are loaded from their build.
const source: string = fileURLToPath(new URL("./packages/$1/src$2/index.ts", import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: { alias: [{ find: /^@stillpoint\/((?!viewer|demo)[a-z]+)((?:\/[a-z]+)?)$/, replacement: source }] },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "apps/*/src/**/*.test.ts",
      "apps/*/scripts/**/*.test.ts",
      "apps/*/e2e/**/*.test.ts",
      "benchmarks/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
