import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { lockFolder } from "./folder-lock.ts";

const { at, remove } = scratchFolder();
afterAll(remove);

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const script = fileURLToPath(new URL("../../fixtures/lock-race.ts", import.meta.url));

describe("lockFolder", () => {
  it("lets one process in at a time, however they meet, whatever dead ones left", async () => {
    mkdirSync(at("raced"));
    const begin = String(Date.now() + 4000);
    const runs = [0, 1].map(() => {
      const args = ["--import", "tsx", script, at("raced"), begin];
      return promisify(execFile)(process.execPath, args, { cwd: root });
    });
    const counts = (await Promise.all(runs)).map(({ stdout }) => Number(stdout));
    for (const count of counts) expect(count).toBeGreaterThan(10);
    expect(readdirSync(at("raced")).filter((name) => name !== "stillpoint.lock")).toEqual([]);
  });

  it("says who holds the folder from the moment it is held", () => {
    using lock = lockFolder(at("mine"), "stillpoint bench");
    expect(lock).toBeDefined();
    const said = JSON.parse(readFileSync(at("mine/stillpoint.lock"), "utf8"));
    expect(said).toMatchObject({ pid: process.pid, host: hostname(), command: "stillpoint bench" });
    expect(Date.parse(said.since)).not.toBeNaN();
    expect(readdirSync(at("mine"))).toEqual(["stillpoint.lock"]);
  });

  it("leaves another's lock alone when it goes", () => {
    const lock = lockFolder(at("lost"), "a");
    const other = JSON.stringify({ pid: process.ppid, host: hostname(), command: "b", since: "now" });
    writeFileSync(at("lost/stillpoint.lock"), other);
    lock[Symbol.dispose]();
    expect(readFileSync(at("lost/stillpoint.lock"), "utf8")).toBe(other);
  });

  it("goes twice as well as once, and with the folder", () => {
    const lock = lockFolder(at("gone"), "a");
    lock[Symbol.dispose]();
    expect(existsSync(at("gone/stillpoint.lock"))).toBe(false);
    lock[Symbol.dispose]();
    const other = lockFolder(at("gone"), "a");
    rmSync(at("gone"), { recursive: true });
    other[Symbol.dispose]();
    expect(existsSync(at("gone"))).toBe(false);
  });
});
