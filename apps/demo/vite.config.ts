import { defineConfig, type UserConfig } from "vite";

// Threads of WebAssembly need a page that shares nothing with other origins.
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
} as const;

const config: UserConfig = defineConfig({
  // Relative addresses: the site works from any folder of any host.
  base: "./",
  build: { target: "es2022", emptyOutDir: true, assetsInlineLimit: 0 },
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { host: "127.0.0.1", headers: ISOLATED },
  preview: { host: "127.0.0.1", headers: ISOLATED },
});

export default config;
