import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import type { Request } from "./request.ts";
import { openRunFolder } from "./run-folder.ts";

const { at, remove } = scratchFolder();
afterAll(remove);

const open = (name: string, change: { resume?: boolean; overwrite?: boolean; request?: Request } = {}) =>
  openRunFolder({ out: at(name), resume: false, overwrite: false, command: "test", ...change });

describe("an output folder", () => {
  it("with results is refused, and stays as it is", async () => {
    mkdirSync(at("full/shards"), { recursive: true });
    writeFileSync(at("full/report.json"), "{}");
    await expect(open("full")).rejects.toMatchObject({ code: "USAGE" });
    await expect(open("full")).rejects.toThrow(/report\.json, shards.*--resume.*--overwrite/);
    expect(readdirSync(at("full")).sort()).toEqual(["report.json", "shards"]);
  });

  it("is gone on from, or emptied of results and nothing else, on request", async () => {
    mkdirSync(at("mine/shards/a"), { recursive: true });
    for (const name of ["report.html", "entropies.parquet", "analyze-x.json", "notes.txt"])
      writeFileSync(at(`mine/${name}`), "");
    const resumed = await open("mine", { resume: true });
    await resumed.begin();
    resumed[Symbol.dispose]();
    expect(readdirSync(at("mine"))).toHaveLength(5);
    // They might be anybody's: no run says that it left them.
    await expect(open("mine", { overwrite: true })).rejects.toThrow(
      /request\.json; got analyze-x\.json.* may be anything/,
    );
    const request = { command: "bench", options: {} };
    await (await open("mine", { resume: true, request })).begin();
    mkdirSync(at("mine/transfer"));
    writeFileSync(at("mine/transfer/request.json"), "a run of its own");
    const again = await open("mine", { overwrite: true });
    // What fails before the work begins costs nothing.
    expect(readdirSync(at("mine"))).toHaveLength(8);
    await again.begin();
    again[Symbol.dispose]();
    expect(readdirSync(at("mine"))).toEqual(["notes.txt", "transfer"]);
  });

  it("is gone on from with the request its results are of alone", async () => {
    const request = {
      command: "bench",
      options: { seed: 1, tasks: "image", networks: { a: 1, b: [2] }, more: undefined },
    };
    const begun = await open("asked", { resume: true, request });
    await begun.begin();
    begun[Symbol.dispose]();
    // A run that made nothing binds nobody.
    (await open("asked", { resume: true, request: { command: "bench", options: { seed: 2 } } }))[Symbol.dispose]();
    (await open("asked", { request: { command: "bench", options: { seed: 2 } } }))[Symbol.dispose]();
    writeFileSync(at("asked/report.json"), "{}");
    const same = { ...request, options: { tasks: "image", networks: { b: [2], a: 1 }, seed: 1 } };
    (await open("asked", { resume: true, request: same }))[Symbol.dispose]();
    const changes = [
      [
        { command: "transfer", options: same.options },
        /or one of stillpoint transfer; got results of stillpoint bench; /,
      ],
      [{ command: "bench", options: { ...same.options, seed: 2 } }, /got seed 2 for 1; /],
      [
        { command: "bench", options: { ...same.options, networks: { a: 1, b: [3] } } },
        /got networks \{"a":1,"b":\[3\]\} for /,
      ],
      [{ command: "bench", options: { ...same.options, passes: 8 } }, /got passes 8 for none; /],
      [{ command: "bench", options: { seed: 1, tasks: "image" } }, /got networks none for \{/],
    ] as const;
    for (const [other, message] of changes) {
      const opened = open("asked", { resume: true, request: other });
      await expect(opened).rejects.toMatchObject({ code: "USAGE", message: expect.stringMatching(message) });
    }
    expect(existsSync(at("asked/stillpoint.lock"))).toBe(false);
    for (const text of ["{", "[]", '{"schema":"other"}']) {
      writeFileSync(at("asked/request.json"), text);
      await expect(open("asked", { resume: true, request })).rejects.toMatchObject({ code: "INPUT" });
    }
    const anew = await open("asked", { overwrite: true });
    await anew.begin();
    anew[Symbol.dispose]();
    expect(readdirSync(at("asked"))).toEqual([]);
  });

  it("of another command is neither gone on from nor removed", async () => {
    const of = (command: string) => ({ command, options: { seed: 1 } });
    const first = await open("theirs", { request: of("analyze") });
    await first.begin();
    first[Symbol.dispose]();
    writeFileSync(at("theirs/report.json"), "{}");
    const refusal = /expected a new folder or one of stillpoint mechanism; got results of stillpoint analyze; choose/;
    for (const how of [{}, { resume: true }, { overwrite: true }]) {
      const opened = open("theirs", { ...how, request: of("mechanism") });
      await expect(opened).rejects.toMatchObject({ code: "USAGE", message: expect.stringMatching(refusal) });
    }
    expect(readdirSync(at("theirs")).sort()).toEqual(["report.json", "request.json"]);
    // Both kinds of calibration may lie in one folder.
    const again = await open("theirs", { overwrite: true, request: of("analyze --real") });
    await again.begin();
    again[Symbol.dispose]();
    expect(readdirSync(at("theirs"))).toEqual(["request.json"]);
  });

  it("goes again with the folders made for it where a refused run left nothing, and stays where there is something", async () => {
    mkdirSync(at("above"));
    (await open("above/new/run"))[Symbol.dispose]();
    expect(readdirSync(at("above"))).toEqual([]);
    (await open("above"))[Symbol.dispose]();
    expect(existsSync(at("above"))).toBe(true);
    const begun = await open("above/kept/run", { request: { command: "bench", options: {} } });
    await begun.begin();
    begun[Symbol.dispose]();
    expect(readdirSync(at("above/kept/run"))).toEqual(["request.json"]);
  });

  it("is one run's at a time; the lock goes with the run", async () => {
    const first = await open("held");
    const lock = JSON.parse(readFileSync(at("held/stillpoint.lock"), "utf8"));
    expect(lock).toMatchObject({ pid: process.pid, command: "test" });
    // A process that lives and is not this one.
    writeFileSync(at("held/stillpoint.lock"), JSON.stringify({ ...lock, pid: process.ppid }));
    await expect(open("held", { resume: true })).rejects.toThrow(
      new RegExp(`held by process ${process.ppid} on ${hostname()} \\(test, since .*--out`),
    );
    writeFileSync(at("held/stillpoint.lock"), JSON.stringify({ ...lock, host: "elsewhere" }));
    await expect(open("held")).rejects.toMatchObject({ code: "STORAGE" });
    writeFileSync(at("held/stillpoint.lock"), JSON.stringify(lock));
    first[Symbol.dispose]();
    expect(existsSync(at("held/stillpoint.lock"))).toBe(false);
  });

  it("held by a process that is gone, or by half a lock, is taken over", async () => {
    mkdirSync(at("left"));
    const gone = { pid: 2 ** 22 + 1, host: hostname(), command: "test", since: "" };
    for (const text of [JSON.stringify(gone), '{"pid":', ""]) {
      writeFileSync(at("left/stillpoint.lock"), text);
      (await open("left"))[Symbol.dispose]();
    }
    expect(readdirSync(at("left"))).toEqual([]);
  });

  it("that cannot be made is refused by name", async () => {
    writeFileSync(at("file"), "");
    await expect(open("file")).rejects.toMatchObject({ code: "STORAGE" });
    await expect(
      openRunFolder({ out: join(at("file"), "in"), resume: false, overwrite: false, command: "" }),
    ).rejects.toThrow(/a file in the way/);
  });
});
