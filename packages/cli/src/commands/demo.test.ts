import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { demoSite } from "@stillpoint/demo";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { start } from "../../fixtures/process.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const SITE: string = fileURLToPath(demoSite);
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replace(/^\//, ""))
    .sort();

describe("stillpoint demo", () => {
  it("serves the app until Ctrl-C, which is no failure", async () => {
    const served = start("demo", "--json");
    const said = new Promise<string>((resolve) => served.child.stdout.once("data", (chunk) => resolve(String(chunk))));
    const { event, address, port } = JSON.parse(await said);
    expect([event, address]).toEqual(["serving", `http://127.0.0.1:${port}/`]);
    const page = await fetch(address);
    expect([page.status, page.headers.get("cross-origin-embedder-policy")]).toEqual([200, "require-corp"]);
    expect(await page.text()).toBe(readFileSync(join(SITE, "index.html"), "utf8"));
    // One connection is still open, kept alive by fetch.
    served.child.kill("SIGINT");
    expect(await served.end).toMatchObject({ code: 0, signal: null, error: "" });
    await expect(fetch(address)).rejects.toThrow();
  });

  it("prints the address alone to standard output, and opens it where asked", async () => {
    // Stands for the program that opens addresses; on other systems it has another name.
    const opener = process.platform === "darwin" ? "open" : "xdg-open";
    write(`bin/${opener}`, `#!/bin/sh\necho "$1" > "${at("opened")}"\n`);
    chmodSync(at(`bin/${opener}`), 0o755);
    const before = process.env.PATH;
    process.env.PATH = `${at("bin")}:${before}`;
    const served = start("demo", "--open");
    process.env.PATH = before;
    await served.said(/Ctrl-C ends it/);
    await expect.poll(() => existsSync(at("opened")) && readFileSync(at("opened"), "utf8").length).toBeGreaterThan(0);
    served.child.kill("SIGTERM");
    const { code, out } = await served.end;
    expect([code, out]).toEqual([0, readFileSync(at("opened"), "utf8")]);
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  });

  it("says in a sentence that a port is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const place = taken.address();
    const port = typeof place === "object" ? place?.port : undefined;
    const { code, out, error } = await run("demo", "--port", String(port));
    taken.close();
    expect([code, out]).toEqual([1, ""]);
    expect(error).toBe(
      `stillpoint: port ${port}: expected a free one; got one that another program listens on; choose another with --port, or leave it out for a free one\n`,
    );
  });

  it.each(["0", "65536", "-1", "80.5", "eighty", "0x50", "1e3", " 80"])("refuses the port %j", async (port) => {
    const { code, error } = await run("demo", `--port=${port}`);
    expect(code).toBe(2);
    expect(error).toContain("expected a port from 1 to 65535");
  });

  it("teaches in its help", async () => {
    const { code, out } = await run("demo", "--help");
    expect(code).toBe(0);
    for (const taught of ["--port", "--open", "--build", "--overwrite", "ssh -L", "Ctrl-C"])
      expect(out).toContain(taught);
  });
});

describe("stillpoint demo --build", () => {
  it("writes every file as it is, and says how far it is", async () => {
    const { code, error } = await run("demo", "--build", at("public/demo"));
    expect(code, error).toBe(0);
    expect(error).toMatch(/^writing files: (\d+)\nwriting files: \1\/\1 in 0 s\napp: .*public\/demo, \1 files/);
    expect(filesIn(at("public/demo"))).toEqual(filesIn(SITE));
    for (const name of ["index.html", "sw.js", "site.json"])
      expect(readFileSync(at(`public/demo/${name}`)).equals(readFileSync(join(SITE, name))), name).toBe(true);
  });

  it("refuses a folder that holds anything, and touches nothing", async () => {
    write("mine/notes.txt", "mine");
    const { code, error } = await run("demo", "--build", at("mine"));
    expect(code).toBe(2);
    expect(error).toMatch(
      /^stillpoint: --build .*mine: expected an empty or new folder; got one with notes\.txt; .*--overwrite/,
    );
    expect(filesIn(at("mine"))).toEqual(["notes.txt"]);
  });

  it("with --overwrite replaces an earlier build and leaves other files alone, whatever a list says", async () => {
    write("again/notes.txt", "mine");
    write("outside.txt", "mine");
    write("again/assets/old-AAAAAAAA.js", "old");
    write("again/assets/own.js", "mine");
    const files = [
      "assets/old-AAAAAAAA.js",
      "../outside.txt",
      "/etc/hostname",
      "a/../../outside.txt",
      "",
      ".",
      // Names of other files, not of these with something behind.
      "notes.txt?x",
      "assets/own.js#x",
    ];
    write(
      "again/site.json",
      JSON.stringify({ schema: "stillpoint.site/1", build: "", files: files.map((path) => ({ path })) }),
    );
    const { code, error } = await run("demo", "--build", at("again"), "--overwrite");
    expect(code, error).toBe(0);
    expect(filesIn(at("again"))).toEqual([...filesIn(SITE), "assets/own.js", "notes.txt"].sort());
    expect(existsSync(at("outside.txt"))).toBe(true);
  });

  it("refuses a file in the folder's place, and a folder that cannot be written to", async () => {
    write("file", "mine");
    expect(await run("demo", "--build", at("file"))).toMatchObject({ code: 2 });
    mkdirSync(at("blocked"));
    // A file where the build has a folder.
    writeFileSync(at("blocked/assets"), "mine");
    const { code, error } = await run("demo", "--build", at("blocked"), "--overwrite");
    expect(code).toBe(1);
    expect(error).toMatch(/stillpoint: --build .*blocked: expected a folder that can be written to; got: /);
  });

  it("prints events as lines of JSON", async () => {
    const { code, out } = await run("demo", "--build", at("events"), "--json");
    expect(code).toBe(0);
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).event);
    expect(events[0]).toBe("phase");
    expect(new Set(events)).toEqual(new Set(["phase", "phase-done", "note"]));
  });
});
