// What a first visit costs: the page, the runtime and the first view, in bytes as they lie in the build and as `stillpoint
// demo` sends them. Fails where page and runtime as they lie, or everything as sent, is above the budget. Run at the end of
// every build.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { contentType } from "../src/offline/content-type.ts";
import type { SiteFile, SiteManifest } from "../src/offline/site-manifest.ts";
import { VIEWS } from "../src/pack/view-pack.ts";

const SITE: string = fileURLToPath(new URL("../dist/site/", import.meta.url));
const LIMIT = 15_000_000;
/** As the server compresses. */
const QUALITY = 4;
const [FIRST] = VIEWS;

/** Which part of a visit a file belongs to; undefined where the first view does not ask for it. */
export function partOf({ path, when }: Pick<SiteFile, "path" | "when">): string | undefined {
  if (path.endsWith(".wasm") && when === "start") return "runtime";
  if (when === "start" || /\.(?:svg|webmanifest)$/.test(path)) return "page";
  if (path.startsWith(`pack/${FIRST}/`)) return `pack of ${FIRST}`;
  return path.startsWith(`assets/${FIRST}-`) ? `view of ${FIRST}` : undefined;
}

function sent(path: string): number {
  const bytes = readFileSync(join(SITE, path));
  if (!/^text|json|javascript|svg|wasm/.test(contentType(path))) return bytes.length;
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }).length;
}

function main(): void {
  const { files }: SiteManifest = JSON.parse(readFileSync(join(SITE, "site.json"), "utf8"));
  const parts = new Map<string, { raw: number; sent: number }>();
  const add = (name: string, raw: number, less: number): void => {
    const { raw: before = 0, sent: beforeLess = 0 } = parts.get(name) ?? {};
    parts.set(name, { raw: before + raw, sent: beforeLess + less });
  };
  for (const file of files) {
    const part = partOf(file);
    if (part === undefined) continue;
    const less = sent(file.path);
    add(part, file.bytes, less);
    add("in all", file.bytes, less);
  }
  const all = parts.get("in all") ?? { raw: 0, sent: 0 };
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  parts.delete("in all");
  const rows = [...parts].map(([name, { raw, sent: less }]) => `${name} ${megabytes(raw)} (${megabytes(less)})`);
  console.log(`first visit: ${megabytes(all.raw)}, ${megabytes(all.sent)} as sent: ${rows.join(", ")}`);
  const load = (parts.get("page")?.raw ?? 0) + (parts.get("runtime")?.raw ?? 0);
  if (load <= LIMIT && all.sent <= LIMIT) return;
  console.error(
    `first visit: expected at most ${megabytes(LIMIT)} for page and runtime, and as sent with the first view; got ${megabytes(load)} and ${megabytes(all.sent)}`,
  );
  process.exitCode = 1;
}

if (process.argv[1]?.endsWith("budget.ts")) main();
