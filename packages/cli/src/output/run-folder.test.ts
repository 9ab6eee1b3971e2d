import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { OutputFolder } from "./output-folder.ts";

const path = mkdtempSync(join(tmpdir(), "stillpoint-folder-"));
afterAll(() => rmSync(path, { recursive: true, force: true }));

describe("OutputFolder.stream", () => {
  const folder = new OutputFolder(path);

  it("writes the chunks one after the other", async () => {
    const file = await folder.stream("sub/a.bin", async (sink) => {
      sink(Uint8Array.of(1, 2));
      await Promise.resolve();
      sink(Uint8Array.of(3));
    });
    expect([...readFileSync(file)]).toEqual([1, 2, 3]);
  });

  it("leaves the old file alone, and no partial one, when the filling fails", async () => {
    folder.write("b.bin", "old");
    const failure = new Error("no");
    const filling = folder.stream("b.bin", async (sink) => {
      sink(Uint8Array.of(1, 2));
      throw failure;
    });
    await expect(filling).rejects.toBe(failure);
    expect(folder.readText("b.bin")).toBe("old");
    expect(readdirSync(path).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });

  it("refuses a name that is a folder", async () => {
    await folder.stream("taken/c.bin", async () => {});
    await expect(folder.stream("taken", async () => {})).rejects.toMatchObject({ code: "STORAGE" });
  });
});

describe("OutputFolder.each", () => {
  it("reads a file when it is asked for, and leaves out what is not there", () => {
    const folder = new OutputFolder(path);
    folder.write("d.bin", "first");
    folder.write("e.bin", "second");
    const files = folder.each(["d.bin", "none.bin", "e.bin"]);
    expect(Buffer.from(files.next().value ?? []).toString()).toBe("first");
    folder.write("e.bin", "changed");
    expect(Buffer.from(files.next().value ?? []).toString()).toBe("changed");
    expect(files.next().done).toBe(true);
  });
});
