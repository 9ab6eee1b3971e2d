import { mkdirSync, symlinkSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { filesBelow } from "./files-below.ts";

const { at, remove, write } = scratchFolder();
afterAll(remove);

const below = (folder: string): string[] => filesBelow(at(folder)).sort();

describe("files below a folder", () => {
  it("are all of them, by their path from there", () => {
    for (const name of ["plain/a.png", "plain/cats/b.png", "plain/cats/tabby/c.png"]) write(name, "");
    mkdirSync(at("plain/empty"));
    expect(below("plain")).toEqual(["a.png", "cats/b.png", "cats/tabby/c.png"]);
  });

  it("are those behind links too, of files and of folders", () => {
    write("linked/own.png", "");
    symlinkSync(at("plain/cats"), at("linked/others"));
    symlinkSync(at("plain/a.png"), at("linked/one.png"));
    expect(below("linked")).toEqual(["one.png", "others/b.png", "others/tabby/c.png", "own.png"]);
    symlinkSync(at("linked"), at("door"));
    expect(below("door")).toEqual(below("linked"));
  });

  it("are each told once where a link leads back, and one that leads nowhere is told too", () => {
    write("loop/a.png", "");
    write("loop/cats/b.png", "");
    symlinkSync(".", at("loop/again"));
    symlinkSync("..", at("loop/cats/up"));
    symlinkSync("itself", at("loop/itself"));
    symlinkSync("nowhere.png", at("loop/gone.png"));
    expect(below("loop")).toEqual(["a.png", "cats/b.png", "gone.png", "itself"]);
  });

  it("of what is no folder are none", () => {
    expect(() => filesBelow(at("plain/a.png"))).toThrow(/ENOTDIR/);
    expect(() => filesBelow(at("nowhere"))).toThrow(/ENOENT/);
  });
});
