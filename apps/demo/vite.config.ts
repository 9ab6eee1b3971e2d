import { defineConfig, type UserConfig } from "vite";
import { SITE_HEADERS } from "./src/offline/site-headers.ts";
import { offline } from "./vite/offline.ts";

// The page's policy would stop Vite's own scripts and its socket.
const { "content-security-policy": _, ...ISOLATED } = SITE_HEADERS;

const config: UserConfig = defineConfig({
  // Relative addresses: the site works from any folder of any host.
  base: "./",
  plugins: [offline()],
  build: { outDir: "dist/site", target: "es2022", emptyOutDir: true, assetsInlineLimit: 0 },
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { host: "127.0.0.1", headers: ISOLATED },
  preview: { host: "127.0.0.1", headers: { ...SITE_HEADERS } },
});

export default config;
