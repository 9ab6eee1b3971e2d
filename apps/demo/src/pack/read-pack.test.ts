import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { type Fetch, readPack } from "./read-pack.ts";
import { VIEWS, type ViewPack } from "./view-pack.ts";

const committed: string = fileURLToPath(new URL("../../public/pack/", import.meta.url));

/** A server of the committed pack, with other files in place of some. */
function serving(changed: Readonly<Record<string, Uint8Array | string | number>> = {}): Fetch {
  return async (address) => {
    const path = decodeURI(new URL(address).pathname).replace("/pack/", "");
    const other = changed[path];
    if (typeof other === "number") return new Response("gone", { status: other });
    if (other !== undefined) return new Response(typeof other === "string" ? other : other.slice());
    if (!existsSync(`${committed}${path}`)) return new Response("not found", { status: 404 });
    return new Response(readFileSync(`${committed}${path}`));
  };
}

const place = "http://localhost/pack/";
const open = (changed: Readonly<Record<string, Uint8Array | string | number>> = {}) =>
  readPack("images", place, { fetch: serving(changed) });

const text: string = readFileSync(`${committed}images/pack.json`, "utf8");

/** pack.json with one place changed. */
function withChange(change: (pack: Record<string, unknown>) => void): string {
  const pack: Record<string, unknown> = JSON.parse(text);
  change(pack);
  return JSON.stringify(pack);
}

const ONE_SENTENCE = /^embedded run, images\/\S+: expected [^;]+; got [^;]+; [^;]+$/;

describe("readPack", () => {
  it("opens every view's pack, and unpacks every network to the file its name says", async () => {
    for (const view of VIEWS) {
      const { pack, network } = await readPack(view, place, { fetch: serving() });
      expect(pack.view).toBe(view);
      for (const each of pack.networks) {
        const { name, content } = await network(each);
        expect(name).toBe(`${each.role}-${String(each.step).padStart(5, "0")}.onnx`);
        // An ONNX file begins with its IR version.
        expect(new Uint8Array(await content.slice(0, 1).arrayBuffer())).toEqual(Uint8Array.of(8));
      }
    }
  });

  it("takes a network that its host has unpacked already", async () => {
    const { pack, network } = await open();
    const [first] = pack.networks;
    if (first === undefined) return expect.fail("no network");
    const { content } = await network(first);
    const plain = new Uint8Array(await content.arrayBuffer());
    const unpacked = await open({ [`images/${first.file}`]: plain });
    const found = new Uint8Array(await (await unpacked.network(first)).content.arrayBuffer());
    expect(Buffer.compare(found, plain)).toBe(0);
  });

  it("gives samples as the lab takes them, named after the run's ids", async () => {
    const images = await open();
    const source = await images.source(images.pack.samples.slice(0, 2));
    const names = images.pack.samples.slice(0, 2).map(({ id }) => `${id}.png`);
    if (source.kind !== "pictures") return expect.fail(source.kind);
    expect(source.pictures.map(({ name }) => name)).toEqual(names);
    expect(source.masks?.map(({ name }) => name)).toEqual(names);
    for (const view of ["sentences", "questions"] as const) {
      const { pack, source: give } = await readPack(view, place, { fetch: serving() });
      const all = await give(pack.samples);
      if (all.kind !== view) return expect.fail(all.kind);
      expect(all.tokenizer.map(({ name }) => name)).toEqual(["tokenizer.json", "tokenizer_config.json"]);
      const written = await all.file.content.text();
      for (const { id } of pack.samples) expect(written).toContain(JSON.stringify(id));
      if (view === "questions") expect(JSON.parse(written).data).toHaveLength(pack.samples.length);
      else expect(written.split("\n").filter(Boolean)).toHaveLength(pack.samples.length);
    }
  });

  it("refuses in one sentence what cannot be fetched, and says what to do", async () => {
    const offline: Fetch = async () => {
      throw new TypeError("Failed to fetch");
    };
    await expect(readPack("images", place, { fetch: offline })).rejects.toThrow(
      "embedded run, images/pack.json: expected a file beside the page; got Failed to fetch; check the connection and reload the page",
    );
    await expect(open({ "images/pack.json": 404 })).rejects.toThrow(/got HTTP status 404; check/);
    const { pack, source, network } = await open({ "images/samples/01.png": 500 });
    await expect(source(pack.samples)).rejects.toThrow(/^embedded run, images\/samples\/01\.png: .*500/);
    const [first] = pack.networks;
    if (first === undefined) return expect.fail("no network");
    await expect(network({ ...first, file: `${"0".repeat(32)}.bin` })).rejects.toThrow(ONE_SENTENCE);
  });

  it("refuses a damaged network: cut, changed, or the host's own page in its place", async () => {
    const { pack } = await open();
    const [first] = pack.networks;
    if (first === undefined) return expect.fail("no network");
    const bytes = new Uint8Array(readFileSync(`${committed}images/${first.file}`));
    const changed = bytes.slice();
    changed[1000] = (changed[1000] ?? 0) ^ 4;
    for (const content of [bytes.slice(0, 5000), changed, "<!doctype html>", gzipSync("other")]) {
      const { network } = await open({ [`images/${first.file}`]: content });
      await expect(network(first)).rejects.toThrow(ONE_SENTENCE);
    }
  });

  it("refuses what unpacks to more than any network", async () => {
    const { pack } = await open();
    const [first] = pack.networks;
    if (first === undefined) return expect.fail("no network");
    const { network } = await open({ [`images/${first.file}`]: gzipSync(new Uint8Array(2 ** 26 + 1)) });
    await expect(network(first)).rejects.toThrow(/more than 67108864 bytes/);
  });

  it("refuses a hostile or damaged pack.json in one sentence that names the place", async () => {
    const first = (pack: Record<string, unknown>, list: "samples" | "networks"): Record<string, unknown> =>
      (pack[list] as Record<string, unknown>[])[0]!;
    const cases: readonly (readonly [string, RegExp])[] = [
      ["<!doctype html><title>page not found</title>", /no JSON/],
      ["[]", /the file/],
      [text.slice(0, 1000), /no JSON/],
      [withChange((pack) => Object.assign(pack, { schema: "stillpoint.demo/2" })), /schema/],
      [withChange((pack) => Object.assign(pack, { view: "clouds" })), /view/],
      [withChange((pack) => Object.assign(pack, { layer: "fc9" })), /layers/],
      [withChange((pack) => Object.assign(pack, { networks: [] })), /networks/],
      [withChange((pack) => Object.assign(first(pack, "networks"), { role: "king" })), /networks\.0\.role/],
      [withChange((pack) => Object.assign(first(pack, "networks"), { step: -1 })), /networks\.0\.step/],
      [withChange((pack) => Object.assign(first(pack, "networks"), { file: "../../secret.bin" })), /networks\.0\.file/],
      [withChange((pack) => Object.assign(first(pack, "samples"), { file: "https://a.b/c.png" })), /samples\.0\.file/],
      [withChange((pack) => Object.assign(first(pack, "samples"), { file: "//a.b/c.png" })), /samples\.0\.file/],
      [withChange((pack) => Object.assign(first(pack, "samples"), { file: "a/../../b.png" })), /samples\.0\.file/],
      [withChange((pack) => Object.assign(first(pack, "samples"), { file: "a.png?x=1#y" })), /samples\.0\.file/],
      [withChange((pack) => Object.assign(first(pack, "samples"), { title: 7 })), /samples\.0\.title/],
      [withChange((pack) => Object.assign(pack, { report: { schema: "stillpoint.report/1" } })), /report/],
    ];
    for (const [content, names] of cases) {
      const found = await open({ "images/pack.json": content }).then(
        () => "nothing refused",
        (error: Error) => error.message,
      );
      expect(found).toMatch(names);
      expect(found).toMatch(ONE_SENTENCE);
    }
  });

  it("ends when it is cancelled", async () => {
    const signal = AbortSignal.abort();
    const stopping: Fetch = async (_, options) => {
      options.signal?.throwIfAborted();
      return new Response();
    };
    const failed = await readPack("images", place, { fetch: stopping, signal }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StillpointError);
    expect(failed).toMatchObject({ code: "INTERRUPTED" });
  });

  it("drops what it does not know", async () => {
    const { pack } = await open({ "images/pack.json": withChange((each) => Object.assign(each, { extra: 1 })) });
    expect(pack satisfies ViewPack).not.toHaveProperty("extra");
  });
});
