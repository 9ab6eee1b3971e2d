import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer, pathOf, type SiteAnswer } from "./answer.ts";
import { type SiteFile, siteFiles } from "./site-files.ts";

const SCRIPT = "export const numbers = [1, 2, 3];\n".repeat(200);
let folder = "";
let files: ReadonlyMap<string, SiteFile>;

beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), "stillpoint-serve-"));
  folder = join(parent, "site");
  mkdirSync(join(folder, "assets"), { recursive: true });
  mkdirSync(join(folder, "pack"));
  writeFileSync(join(parent, "secret.txt"), "secret");
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "assets/index-B4kZ_9-x.js"), SCRIPT);
  writeFileSync(join(folder, "assets/ort-DcHrbrbl.wasm"), new Uint8Array(4096));
  writeFileSync(join(folder, "pack/net.onnx.gz"), SCRIPT);
  writeFileSync(join(folder, "a name.svg"), "<svg/>");
  files = siteFiles(folder);
});
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

const ask = (target: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<SiteAnswer> =>
  answer(files, { method, target, headers: { host: "127.0.0.1:4000", ...headers } });

describe("an answer", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "no-cache"],
    ["/index.html?view=images", "text/html; charset=utf-8", "no-cache"],
    ["/assets/index-B4kZ_9-x.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["/assets/ort-DcHrbrbl.wasm", "application/wasm", "public, max-age=31536000, immutable"],
    ["/pack/net.onnx.gz", "application/gzip", "no-cache"],
    ["/a%20name.svg", "image/svg+xml; charset=utf-8", "no-cache"],
  ])("to %s has its type, its caching and what threads need", async (target, type, caching) => {
    const { status, headers } = await ask(target);
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([200, type, caching]);
    expect(headers).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
  });

  it("lets nothing leave the browser", async () => {
    const { headers } = await ask("/");
    const policy = new Map(
      (headers["content-security-policy"] ?? "").split("; ").map((rule) => {
        const [name = "", ...sources] = rule.split(" ");
        return [name, sources] as const;
      }),
    );
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("connect-src")).toEqual(["'self'", "blob:", "data:"]);
    expect(policy.get("form-action")).toEqual(["'none'"]);
    for (const sources of policy.values()) expect(sources.join(" ")).not.toMatch(/\*|https?:|'unsafe-eval'/);
  });

  it.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/a/../../secret.txt",
    "/..\\secret.txt",
    "/a%00",
    "/%",
    "http://127.0.0.1/",
    "//../secret.txt",
    "*",
  ])("to %s is a refusal without a word of it", async (target) => {
    const { status, body } = await ask(target);
    expect(status).toBe(400);
    expect(new TextDecoder().decode(body)).toBe("address: expected a path below /; got one that leads elsewhere\n");
  });

  it.each(["/secret.txt", "/assets", "/assets/", "//index.html", "/pack/net.onnx", "/<script>"])(
    "to %s is 404",
    async (target) => {
      expect((await ask(target)).status).toBe(404);
    },
  );

  it.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:80",
    "",
    "192.168.0.7:4000",
    "127.0.0.1:4000@evil",
  ])("under the name %j is a refusal: another page may have led here", async (host) =>
    expect((await ask("/", { host })).status).toBe(421),
  );

  it.each(["127.0.0.1", "localhost:9000", "LOCALHOST", "[::1]:8080"])("under the name %s is given", async (host) => {
    expect((await ask("/", { host })).status).toBe(200);
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])("to %s is a refusal", async (method) => {
    const { status, headers } = await ask("/", {}, method);
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  it("is compressed as the browser takes it, and the same bytes behind that", async () => {
    const target = "/assets/index-B4kZ_9-x.js";
    const [plain, brotli, gzip] = await Promise.all(
      ["identity", "gzip, deflate, br", "gzip;q=1.0, br;q=0"].map((taken) => ask(target, { "accept-encoding": taken })),
    );
    expect([plain, brotli, gzip].map((one) => one?.headers["content-encoding"])).toEqual([undefined, "br", "gzip"]);
    expect(brotliDecompressSync(brotli!.body).toString()).toBe(SCRIPT);
    expect(gunzipSync(gzip!.body).toString()).toBe(SCRIPT);
    for (const one of [plain, brotli, gzip])
      expect(one?.headers).toMatchObject({ "content-length": String(one?.body.length), vary: "accept-encoding" });
  });

  it("is not compressed twice, nor where it is small", async () => {
    for (const target of ["/pack/net.onnx.gz", "/"])
      expect((await ask(target, { "accept-encoding": "br" })).headers["content-encoding"]).toBeUndefined();
  });

  it("is 304 to who holds it, and whole to who holds another", async () => {
    const { headers } = await ask("/");
    const again = await ask("/", { "if-none-match": `"other", ${headers.etag}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await ask("/", { "if-none-match": '"other"' })).status).toBe(200);
  });
});

describe("pathOf", () => {
  it("is what stands between the first / and ? or #", () => {
    expect(pathOf("/a/b%20c?d=/../e")).toBe("a/b c");
    expect(pathOf("/#x")).toBe("");
  });
});

describe("siteFiles", () => {
  it("says how to come by an app that is not built", () => {
    expect(() => siteFiles(join(folder, "assets"))).toThrow(
      /^demo: expected the built app in .*; got no index.html; .* pnpm build/,
    );
  });

  it("tells a file that is gone", async () => {
    const { body } = await ask("/index.html");
    expect(Buffer.from(body).equals(readFileSync(join(folder, "index.html")))).toBe(true);
    const gone = siteFiles(folder);
    rmSync(join(folder, "pack/net.onnx.gz"));
    await expect(gone.get("pack/net.onnx.gz")?.body("plain")).rejects.toThrow(
      /expected a file that can be read; got none/,
    );
  });
});
