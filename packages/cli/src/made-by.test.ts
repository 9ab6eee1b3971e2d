import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Runtime } from "@stillpoint/onnx";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../fixtures/scratch-folder.ts";
import { codeDigest, MEASURING, measuredBy, TRAINING, trainedBy } from "./made-by.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const packages = fileURLToPath(new URL("../..", import.meta.url));

/** Workspace packages that one needs, itself among them, but for those that `stop`. */
function needs(name: string, stop: readonly string[] = [], found = new Set<string>()): Set<string> {
  if (found.has(name) || stop.includes(name)) return found;
  found.add(name);
  const { dependencies = {} } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
  for (const each of Object.keys(dependencies)) {
    if (each.startsWith("@stillpoint/")) needs(each.slice("@stillpoint/".length), stop, found);
  }
  return found;
}

describe("the digest of the code", () => {
  it("changes with every JavaScript file of every package, a worker's too, and with nothing else", () => {
    const from = pathToFileURL(at("app/index.js")).href;
    const lib = (file: string): string => `app/node_modules/@stillpoint/${file}`;
    for (const name of ["a", "b"]) {
      write(lib(`${name}/package.json`), JSON.stringify({ name, exports: "./dist/index.js" }));
      for (const file of ["index.js", "chunk-1.js", "node/worker.js", "index.d.ts"])
        write(lib(`${name}/dist/${file}`), file);
    }
    const before = codeDigest(["a", "b"], from);
    expect(codeDigest(["a", "b"], from)).toBe(before);
    for (const file of ["a/dist/index.js", "a/dist/chunk-1.js", "b/dist/node/worker.js", "b/dist/index.js"]) {
      write(lib(file), "changed");
      expect(codeDigest(["a", "b"], from), file).not.toBe(before);
      write(lib(file), file.replace(/^.\/dist\//, ""));
      expect(codeDigest(["a", "b"], from), file).toBe(before);
    }
    write(lib("b/dist/index.d.ts"), "changed");
    expect(codeDigest(["a", "b"], from)).toBe(before);
    write(lib("b/dist/node/another-worker.js"), "");
    expect(codeDigest(["a", "b"], from)).not.toBe(before);
  });

  it("covers every package that measuring, and training, runs through", () => {
    expect(new Set(MEASURING)).toEqual(needs("onnx"));
    // How results are kept and shown decides none of them.
    expect(new Set(TRAINING)).toEqual(needs("bench", ["experiment", "report"]));
  });

  it("names the runtime, and tells training's code from measuring's", () => {
    const runtime = (name: string): Pick<Runtime, "name"> => ({ name });
    const names = ["onnxruntime-node 1.30.0, cpu", "onnxruntime-node 1.31.0, cpu"].flatMap((name) => {
      return [measuredBy(runtime(name) as Runtime), trainedBy(runtime(name) as Runtime)];
    });
    expect(new Set(names).size).toBe(4);
    expect(names[0]).toMatch(/^onnxruntime-node 1\.30\.0, cpu; [0-9a-f]{32}$/);
  });
});
