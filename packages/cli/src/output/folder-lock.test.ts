import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { lockFolder } from "./folder-lock.ts";

const { at, remove } = scratchFolder();
afterAll(remove);

/** What others do after every call that the lock makes of the file system. */
let meanwhile: () => void = () => undefined;
afterEach(() => {
  meanwhile = () => undefined;
});
const fs = await vi.importActual<typeof import("node:fs")>("node:fs");
vi.mock("node:fs", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs")>();
  const heard = <A extends unknown[], R>(call: (...given: A) => R) => {
    return (...given: A): R => {
      try {
        return call(...given);
      } finally {
        meanwhile();
      }
    };
  };
  const { linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } = real;
  const calls = { linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync };
  return { ...real, ...Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, heard(call as never)])) };
});

describe("lockFolder", () => {
  it("is never seen half made", () => {
    const file = at("whole/stillpoint.lock");
    const seen: string[] = [];
    meanwhile = () => {
      if (fs.existsSync(file)) seen.push(fs.readFileSync(file, "utf8"));
    };
    lockFolder(at("whole"), "a")[Symbol.dispose]();
    expect(seen.length).toBeGreaterThan(0);
    for (const text of seen) expect(JSON.parse(text)).toMatchObject({ pid: process.pid, command: "a" });
  });

  it("is not taken from who took it over from a dead process first", () => {
    const file = at("raced/stillpoint.lock");
    mkdirSync(at("raced"));
    const holder = (pid: number): string => JSON.stringify({ pid, host: hostname(), command: "b", since: "now" });
    const first = holder(process.ppid);
    // Both see the lock that was left; the other one is quicker, whenever that is.
    let calls = 0;
    const quicker = (at: number): void => {
      writeFileSync(file, holder(2 ** 22 + 7));
      calls = 0;
      meanwhile = () => {
        if (++calls === at) fs.writeFileSync(file, first);
      };
    };
    for (let moment = 1; moment <= 8; moment++) {
      quicker(moment);
      expect(() => lockFolder(at("raced"), "a"), `${moment}`).toThrow(`held by process ${process.ppid} `);
      expect(calls).toBeGreaterThanOrEqual(moment);
      meanwhile = () => undefined;
      expect(readFileSync(file, "utf8"), `${moment}`).toBe(first);
      expect(readdirSync(at("raced"))).toEqual(["stillpoint.lock"]);
    }
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
