import { describe, expect, it } from "vitest";
import type { Manifest } from "./packages.ts";
import { contentComplaints, undeclaredImports } from "./packed-files.ts";
import { packument } from "./registry.ts";

const exports = { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./data/*": "./data/*" };
const manifest: Manifest = { name: "@stillpoint/image", version: "0.1.0", exports, dependencies: { zod: "4.6.7" } };
const files = ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"];

describe("contentComplaints", () => {
  it("accepts a built package with its licence", () => expect(contentComplaints(manifest, files)).toEqual([]));

  it.each(files)("misses %s", (file) => {
    const rest = files.filter((other) => other !== file);
    expect(contentComplaints(manifest, rest).length).toBeGreaterThan(0);
  });

  it.each(["src/index.ts", "dist/a.test.js", "fixtures/big.json", "data/build.ts", "old.tgz"])("refuses %s", (file) => {
    expect(contentComplaints(manifest, [...files, file])).toEqual([`expected no ${file}; leave it out of "files"`]);
  });

  it("misses the licences of data", () => {
    expect(contentComplaints({ ...manifest, name: "@stillpoint/datasets" }, files)).toHaveLength(4);
  });

  it("misses files that package.json names", () => {
    expect(contentComplaints({ ...manifest, bin: { image: "bin/image.js" } }, files)).toHaveLength(1);
  });

  it.each(["workspace:^", "catalog:", "file:../core"])("refuses the range %s", (range) => {
    expect(contentComplaints({ ...manifest, peerDependencies: { core: range } }, files)).toHaveLength(1);
  });
});

describe("undeclaredImports", () => {
  it("finds packages that package.json does not name, in every form of import", () => {
    const code = `import { a } from "commander";\nimport "sharp/lib";\nexport * from "@scope/a/b"; const b = await import("c");\nconst d = 'taken from "e"';`;
    expect(undeclaredImports(manifest, code)).toEqual(["commander", "sharp", "@scope/a", "c"]);
  });

  it("accepts what is named, itself, relative files and Node", () => {
    const code = `import "zod";\nimport "@stillpoint/image";\nimport "./a.js";\nimport "node:fs";\nimport fs from "fs";`;
    expect(undeclaredImports(manifest, code)).toEqual([]);
  });
});

describe("packument", () => {
  it("gives one version as the latest, with the digest of its bytes", () => {
    const said = JSON.parse(JSON.stringify(packument(manifest, "http://127.0.0.1/a.tgz", new Uint8Array())));
    expect(said["dist-tags"].latest).toBe("0.1.0");
    // sha1 of nothing
    expect(said.versions["0.1.0"].dist.shasum).toBe("da39a3ee5e6b4b0d3255bfef95601890afd80709");
  });
});
