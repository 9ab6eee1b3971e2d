import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { folderFiles } from "./folder-files.ts";
import { isWhole, modelFileAt } from "./model-file.ts";
import { pictureFolder } from "./picture-folder.ts";
import { readTextFile, readTokenizerJson } from "./text-file.ts";

const { at, remove } = scratchFolder();
afterAll(remove);

describe("what is no file", () => {
  mkdirSync(at("pictures"), { recursive: true });
  mkdirSync(at("folder.onnx"));
  symlinkSync("circle.onnx", at("circle.onnx"));
  writeFileSync(at("pictures/whole.txt"), "1 2 3");
  const posix = process.platform !== "win32";
  if (posix) execFileSync("mkfifo", [at("pictures/pipe.png")]);
  const pipe = at("pictures/pipe.png");

  it.runIf(posix)("but a pipe nobody writes to is refused at once, whoever reads", async () => {
    const expected = /expected a readable file; got a pipe; check/;
    expect(() => readTextFile(pipe)).toThrow(expected);
    expect(() => readTokenizerJson(pipe)).toThrow(expected);
    expect(() => modelFileAt(pipe)).toThrow(expected);
    expect(() => isWhole(pipe)).toThrow(expected);
    await expect(folderFiles(at("pictures")).read("pipe.png")).rejects.toThrow(expected);
    await expect(pictureFolder(at("pictures")).decode("pipe.png")).rejects.toThrow(/expected an image file.*a pipe/);
  });

  it("but a folder or a circle of links is told with what to do", () => {
    expect(() => modelFileAt(at("folder.onnx"))).toThrow(/expected a readable file; got a folder; check the path/);
    expect(() => modelFileAt(at("circle.onnx"))).toThrow(
      /expected a readable file; got links that lead in a circle.*; check the path/,
    );
  });
});
