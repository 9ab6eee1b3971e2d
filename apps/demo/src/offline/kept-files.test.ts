import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { KeptFiles } from "./kept-files.ts";
import type { SiteFile } from "./site-manifest.ts";

const SCOPE = "https://host/site/";
const CONTENT = "what the host has";
const file: SiteFile = {
  path: "assets/part-12345678.js",
  bytes: CONTENT.length,
  digest: createHash("sha256").update(CONTENT).digest("hex"),
  when: "idle",
};
const files = new KeptFiles({ schema: "stillpoint.site/1", build: "0".repeat(64), files: [file] }, SCOPE);
const full = new DOMException("no room", "QuotaExceededError");

afterEach(() => void vi.unstubAllGlobals());

describe.each([
  ["has no room", { open: async () => ({ match: async () => undefined, put: () => Promise.reject(full) }) }],
  ["is refused", { open: () => Promise.reject(full) }],
])("where storage %s", (_, caches) => {
  it("the page still gets its files from the host, each fetched once, and whoever keeps them is told", async () => {
    const fetch = vi.fn(async () => new Response(CONTENT));
    vi.stubGlobal("caches", caches);
    vi.stubGlobal("fetch", fetch);
    const [one, other] = await Promise.all([files.get(file), files.get(file)]);
    expect([await one?.text(), await other?.text()]).toEqual([CONTENT, CONTENT]);
    expect(fetch).toHaveBeenCalledOnce();
    await expect(files.keep(file)).rejects.toBe(full);
  });
});
