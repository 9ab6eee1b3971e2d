// From a folder of built files to a site: the list of its files, the build in index.html, the service worker.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import {
  BUILD_META,
  type FetchedWhen,
  SITE_SCHEMA,
  type SiteFile,
  type SiteManifest,
} from "../src/offline/site-manifest.ts";
import { firstLoad } from "./first-load.ts";

/** Stands for the build until all files are there, as long as it. */
export const UNKNOWN_BUILD: string = "0".repeat(64);

const WORKER: string = fileURLToPath(new URL("../src/offline/service-worker.ts", import.meta.url));
/** Written here, and no part of the build they speak of. */
const OWN = ["sw.js", "site.json"];
/** ONNX Runtime for graphics processors: large, and many browsers never ask for it. */
const ON_USE = /webgpu|asyncify|jsep|jspi/;
const TEXT = /\.(?:html|m?js|css)$/;
const ORDER: readonly FetchedWhen[] = ["start", "idle", "use"];

/** Finishes a folder whose index.html names a build, any one; a second time changes nothing. */
export async function finishSite(folder: string): Promise<SiteManifest> {
  const page = join(folder, "index.html");
  const unnamed = named(readFileSync(page, "utf8"), UNKNOWN_BUILD);
  writeFileSync(page, unnamed);
  const site = manifestOf(folder);
  writeFileSync(page, named(unnamed, site.build));
  writeFileSync(join(folder, "site.json"), `${JSON.stringify(site)}\n`);
  await bundleWorker(folder, site);
  return site;
}

function named(page: string, build: string): string {
  const meta = new RegExp(`(<meta name="${BUILD_META}" content=")[0-9a-f]{64}"`);
  if (!meta.test(page)) throw new Error(`index.html: expected a meta tag ${BUILD_META}; got none`);
  return page.replace(meta, `$1${build}"`);
}

function manifestOf(folder: string): SiteManifest {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !OWN.includes(path))
    .sort();
  const contents = new Map(paths.map((path) => [path, readFileSync(join(folder, path))]));
  const texts = new Map([...contents].map(([path, bytes]) => [path, TEXT.test(path) ? bytes.toString() : ""]));
  const first = firstLoad("index.html", texts, ON_USE);
  const when = (path: string): FetchedWhen => (first.has(path) ? "start" : ON_USE.test(path) ? "use" : "idle");
  const listed = [...contents].map(
    ([path, bytes]): SiteFile => ({ path, bytes: bytes.length, digest: digestOf(bytes), when: when(path) }),
  );
  const all = digestOf(listed.map(({ path, digest }) => `${path}\0${digest}\n`).join(""));
  const files = listed
    .map((file) => (file.path === "index.html" ? { ...file, digest: all } : file))
    .sort((a, b) => ORDER.indexOf(a.when) - ORDER.indexOf(b.when));
  return { schema: SITE_SCHEMA, build: all, files };
}

function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** One script without imports, which every browser takes as a service worker. */
async function bundleWorker(outDir: string, site: SiteManifest): Promise<void> {
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { SITE: JSON.stringify(site) },
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      lib: { entry: WORKER, formats: ["iife"], name: "worker", fileName: () => "sw.js" },
    },
  });
}
