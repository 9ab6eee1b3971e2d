import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileFault } from "./file-fault.ts";

const folder = mkdtempSync(join(tmpdir(), "stillpoint-fault-"));
writeFileSync(join(folder, "file"), "");
symlinkSync("b", join(folder, "a"));
symlinkSync("a", join(folder, "b"));

function faultOf(run: () => unknown): string {
  try {
    run();
  } catch (cause) {
    return fileFault(cause);
  }
  return "nothing";
}

describe("a file's fault", () => {
  it.each([
    ["none", "none of this name"],
    ["file/below", "a file where a folder above it should be"],
    [".", "a folder"],
    ["x".repeat(300), "a name that is too long"],
    ["a", "links that lead in a circle"],
  ])("of %s is told without a code", (name, words) => {
    expect(faultOf(() => readFileSync(join(folder, name)))).toBe(words);
  });

  it("is its own words where it is no file system's", () => {
    expect(faultOf(() => readdirSync(join(folder, "file")))).toBe("a file where a folder above it should be");
    expect(fileFault(new Error("it is a pipe"))).toBe("it is a pipe");
    expect(fileFault("odd")).toBe("odd");
  });
});
