// The last step of a build: the service worker, the page's policy and its build in index.html.

import { join } from "node:path";
import type { HtmlTagDescriptor, Plugin } from "vite";
import { SITE_POLICY } from "../src/offline/site-headers.ts";
import { BUILD_META } from "../src/offline/site-manifest.ts";
import { finishSite, UNKNOWN_BUILD } from "./finish-site.ts";

const TAGS: readonly HtmlTagDescriptor[] = [
  { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: SITE_POLICY }, injectTo: "head-prepend" },
  { tag: "meta", attrs: { name: BUILD_META, content: UNKNOWN_BUILD }, injectTo: "head" },
  { tag: "link", attrs: { rel: "icon", type: "image/svg+xml", href: "./icon.svg" }, injectTo: "head" },
  { tag: "link", attrs: { rel: "manifest", href: "./site.webmanifest" }, injectTo: "head" },
];

/** Makes a build a site that works offline; `vite dev` has none of it. */
export function offline(): Plugin {
  let folder = "";
  return {
    name: "stillpoint:offline",
    apply: "build",
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
    },
    transformIndexHtml: { order: "post", handler: () => [...TAGS] },
    closeBundle: { order: "post", handler: async () => void (await finishSite(folder)) },
  };
}
