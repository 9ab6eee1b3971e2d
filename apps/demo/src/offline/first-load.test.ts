import { describe, expect, it } from "vitest";
import { partOf } from "../../scripts/budget.ts";
import { askedFor, firstLoad } from "../../vite/first-load.ts";
import { contentType } from "./content-type.ts";
import { namesBuild } from "./kept-files.ts";

const names = new Map(["a-1.js", "b-2.js", "c-3.css", "run-4.wasm"].map((name) => [name, `assets/${name}`]));

describe("askedFor", () => {
  it.each([
    ['import{x}from"./a-1.js";import"./b-2.js"', ["assets/a-1.js", "assets/b-2.js"]],
    ["new Worker(new URL(new URL(`b-2.js`,import.meta.url).href))", ["assets/b-2.js"]],
    ['<link href="./assets/c-3.css"><script src="./assets/a-1.js"></script>', ["assets/c-3.css", "assets/a-1.js"]],
    ["new URL(`run-4.wasm`,import.meta.url)", ["assets/run-4.wasm"]],
  ])("finds what %s names", (text, found) => expect(askedFor(text, names)).toEqual(found));

  it("leaves out what waits for a call, with what that needs, and other names", () => {
    const text = 'm.f||(m.f=["./a-1.js","./c-3.css"]);x(()=>import("./a-1.js"),d([0,1]));import(`./b-2.js`);"other.js"';
    expect(askedFor(text, names)).toEqual([]);
  });
});

describe("firstLoad", () => {
  it("goes as far as names lead, in circles too, and not into what is passed over", () => {
    const texts = new Map([
      ["index.html", '"./assets/a.js"'],
      ["assets/a.js", '"./b.js" "./webgpu-c.js" import("./late.js")'],
      ["assets/b.js", '"./a.js" "./d.wasm"'],
      ["assets/d.wasm", ""],
      ["assets/webgpu-c.js", '"./e.wasm"'],
      ["assets/e.wasm", ""],
      ["assets/late.js", ""],
    ]);
    const found = [...firstLoad("index.html", texts, /webgpu/)].sort();
    expect(found).toEqual(["assets/a.js", "assets/b.js", "assets/d.wasm", "index.html"]);
  });
});

describe("the budget", () => {
  it("counts the page, the runtime and the first view, and nothing else", () => {
    expect(partOf({ path: "assets/ort-x.wasm", when: "start" })).toBe("runtime");
    expect(partOf({ path: "index.html", when: "start" })).toBe("page");
    expect(partOf({ path: "pack/images/pack.json", when: "idle" })).toBe("pack of images");
    expect(partOf({ path: "assets/images-12345678.js", when: "idle" })).toBe("view of images");
    expect(partOf({ path: "pack/clouds/pack.json", when: "idle" })).toBeUndefined();
    expect(partOf({ path: "assets/asyncify-x.wasm", when: "use" })).toBeUndefined();
  });
});

describe("namesBuild", () => {
  it("knows a page by its build, whatever a host adds, and by nothing less", () => {
    const page = '<head><script src="stats.js"></script><meta name="stillpoint-build" content="abc"></head>';
    expect(namesBuild(page, "abc")).toBe(true);
    expect(namesBuild(page, "ab")).toBe(false);
    expect(namesBuild("<p>abc</p>", "abc")).toBe(false);
  });
});

describe("contentType", () => {
  it.each([
    ["a/b.wasm", "application/wasm"],
    ["B.JS", "text/javascript; charset=utf-8"],
    ["net.onnx.gz", "application/gzip"],
    ["none", "application/octet-stream"],
    ["x.constructor", "application/octet-stream"],
  ])("of %s is %s", (name, type) => expect(contentType(name)).toBe(type));
});
