import * as fs from "node:fs/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { type FileSystem, folderStore, type OpenFile } from "./folder-store.ts";
import { readText } from "./store.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
beforeEach(async () => {
  await fs.rm(folder.path, { recursive: true, force: true });
  await folderStore(folder.path, fs).write("a/file", "old");
});

/** The error of a file system. */
function failure(code: string): Error {
  return Object.assign(new Error(`${code}: no ${folder.path}`), { code });
}

/** Node's files, some of them otherwise. */
function files(change: Partial<FileSystem>): FileSystem {
  return {
    mkdir: fs.mkdir,
    readFile: fs.readFile,
    writeFile: fs.writeFile,
    rename: fs.rename,
    rm: fs.rm,
    readdir: fs.readdir,
    open: fs.open,
    ...change,
  };
}

/** Open files that are otherwise. */
function opening(change: (file: OpenFile) => Partial<OpenFile>): Partial<FileSystem> {
  return {
    open: async (path, flags) => {
      const file = await fs.open(path, flags);
      const plain: OpenFile = { write: (data) => file.write(data), close: () => file.close() };
      return { ...plain, ...change(plain) };
    },
  };
}

const left = (): string[] => [...folder.files().keys()];
const old = (): Promise<string | undefined> => readText(folderStore(folder.path, fs), "a/file");
const twice = async (sink: (chunk: Uint8Array) => void): Promise<void> => {
  sink(Uint8Array.of(1, 2));
  await Promise.resolve();
  sink(Uint8Array.of(3));
};

const torn: FileSystem["writeFile"] = async (path, data) => {
  await fs.writeFile(path, data.slice(0, 1));
  throw failure("ENOSPC");
};

describe("a write that fails", () => {
  it.each<[string, Partial<FileSystem>, RegExp]>([
    ["half-way", { writeFile: torn }, /expected to write it; got a full disk; .*--resume/],
    ["when it is moved", { rename: () => Promise.reject(failure("EACCES")) }, /no permission.*--out/],
    ["for want of a folder", { mkdir: () => Promise.reject(failure("EROFS")) }, /read-only.*--out/],
    [
      "for an unknown reason",
      { writeFile: () => Promise.reject(failure("EIO")) },
      /expected to write it; got EIO.*; choose/,
    ],
  ])("%s leaves the old file, nothing beside it, and says what to do", async (_, change, message) => {
    const store = folderStore(folder.path, files(change));
    const writing = store.write("a/file", "new");
    await expect(writing).rejects.toMatchObject({ code: "STORAGE", cause: expect.any(Error) });
    await expect(writing).rejects.toThrow(message);
    await expect(writing).rejects.toThrow(`output ${folder.path}/a/file: `);
    expect(await old()).toBe("old");
    expect(left()).toEqual(["a/file"]);
  });

  it("and cannot be tidied up after tells its own failure", async () => {
    const store = folderStore(folder.path, files({ writeFile: torn, rm: () => Promise.reject(failure("EIO")) }));
    await expect(store.write("a/file", "new")).rejects.toThrow(/a full disk/);
    expect(await old()).toBe("old");
    // What could not be removed is no file of the store.
    expect(await store.list("a")).toEqual(["a/file"]);
  });
});

describe("a stream that fails", () => {
  it.each<[string, Partial<FileSystem>, RegExp]>([
    ["to open", { open: () => Promise.reject(failure("ENOSPC")) }, /a full disk/],
    ["at a chunk", opening(() => ({ write: () => Promise.reject(failure("EDQUOT")) })), /used-up disk quota/],
    ["without a word", opening(() => ({ write: async () => ({ bytesWritten: 0 }) })), /nothing more can be written/],
    [
      "when it is closed",
      opening((file) => ({
        close: async () => {
          await file.close();
          throw failure("ENOSPC");
        },
      })),
      /a full disk/,
    ],
    ["when it is moved", { rename: () => Promise.reject(failure("EIO")) }, /expected to write it; got EIO.*; choose/],
  ])("%s leaves the old file and nothing beside it", async (_, change, message) => {
    const store = folderStore(folder.path, files(change));
    const writing = store.stream("a/file", twice);
    await expect(writing).rejects.toMatchObject({ code: "STORAGE" });
    await expect(writing).rejects.toThrow(message);
    expect(await old()).toBe("old");
    expect(left()).toEqual(["a/file"]);
  });

  it("at its first chunk writes no second, and is closed once, after the last write", async () => {
    const calls: string[] = [];
    const store = folderStore(
      folder.path,
      files(
        opening((file) => ({
          write: async () => {
            calls.push("write");
            await new Promise((resolve) => setTimeout(resolve, 5));
            calls.push("written");
            throw failure("ENOSPC");
          },
          close: async () => {
            calls.push("close");
            await file.close();
          },
        })),
      ),
    );
    const failing = store.stream("a/file", async (sink) => {
      await twice(sink);
      throw new Error("no more rows");
    });
    await expect(failing).rejects.toThrow("no more rows");
    expect(calls).toEqual(["write", "written", "close"]);
  });
});

describe("a write", () => {
  it.each(["mkdir", "writeFile", "rename", "nothing"] as const)(
    "killed at %s leaves the old file or the new one, whole",
    async (stop) => {
      // What comes after the kill never happens.
      const never = new Promise<never>(() => undefined);
      let dead = false;
      const kill = (at: typeof stop): boolean => {
        dead ||= at === stop;
        return dead;
      };
      const killed = folderStore(
        folder.path,
        files({
          mkdir: async (path, options) => (kill("mkdir") ? never : fs.mkdir(path, options)),
          writeFile: async (path, data) => {
            if (!kill("writeFile")) return fs.writeFile(path, data);
            await fs.writeFile(path, data.slice(0, 1));
            return never;
          },
          rename: async (from, to) => (kill("rename") ? never : fs.rename(from, to)),
          rm: async (path, options) => (dead ? never : fs.rm(path, options)),
        }),
      );
      const writing = killed.write("a/file", "new").then(() => "written");
      const end = await Promise.race([writing, new Promise((resolve) => setTimeout(() => resolve("killed"), 30))]);
      expect(end).toBe(stop === "nothing" ? "written" : "killed");
      expect(await old()).toBe(stop === "nothing" ? "new" : "old");
      const store = folderStore(folder.path, fs);
      expect(await store.list("a")).toEqual(["a/file"]);
      // What the dead one left is not in the way of the next.
      await store.write("a/file", "newer");
      expect(await old()).toBe("newer");
      expect(left()).toEqual(["a/file"]);
    },
  );
});

describe("a stream", () => {
  it("is written whole by a system that takes a few bytes at a time", async () => {
    const store = folderStore(
      folder.path,
      files(opening((file) => ({ write: (data) => file.write(data.subarray(0, 3)) }))),
    );
    const bytes = Uint8Array.from({ length: 100 }, (_, k) => k);
    await store.stream("a/file", async (sink) => {
      sink(bytes.subarray(0, 41));
      sink(bytes.subarray(41));
    });
    expect(await store.read("a/file")).toEqual(bytes);
  });
});

describe("reading", () => {
  it("tells what is in the way instead of calling it missing", async () => {
    const store = folderStore(folder.path, fs);
    await expect(store.read("a")).rejects.toMatchObject({ code: "STORAGE", message: /a folder in the way/ });
    await expect(store.write("a/file/below", "x")).rejects.toMatchObject({ code: "STORAGE" });
    const denied = folderStore(folder.path, files({ readFile: () => Promise.reject(failure("EACCES")) }));
    await expect(denied.read("a/file")).rejects.toThrow(/expected to read it; got no permission/);
    const unlisted = folderStore(folder.path, files({ readdir: () => Promise.reject(failure("EACCES")) }));
    await expect(unlisted.list("a")).rejects.toMatchObject({ code: "STORAGE" });
    const kept = folderStore(folder.path, files({ rm: () => Promise.reject(failure("EPERM")) }));
    await expect(kept.remove("a")).rejects.toThrow(/expected to remove it/);
  });

  it("finds files below a path with or without a slash at its end, and below the root", () => {
    expect(folderStore("out/", fs).locate("report.html")).toBe("out/report.html");
    expect(folderStore("out", fs).locate("report.html")).toBe("out/report.html");
    expect(folderStore("/", fs).locate("report.html")).toMatch(/^\/\/?report\.html$/);
  });
});
