import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packProblem } from "./prepack.ts";
import { recordSources } from "./source-digest.ts";

const PNPM = "pnpm/10.34.9 npm/? node/v20.20.2 linux x64";

describe("packProblem", () => {
  let folder = "";
  const write = (file: string, text: string): void => {
    const path = join(folder, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stillpoint-prepack-"));
    write("package.json", '{ "name": "one", "devDependencies": { "page": "workspace:^", "zod": "4.6.7" } }');
    write("node_modules/page/package.json", '{ "name": "page", "private": true }');
    write("node_modules/page/dist/page.js", "page");
    write("src/index.ts", "source");
    write("dist/index.js", "built");
    recordSources(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("lets a built package pass", () => expect(packProblem(folder, PNPM)).toBeUndefined());

  it("refuses one that is not built", () => {
    rmSync(join(folder, "dist"), { recursive: true });
    expect(packProblem(folder, PNPM)).toMatch(/^one: expected a built package; got no dist; run pnpm build/);
  });

  it("refuses one whose build left no word", () => {
    rmSync(join(folder, "out"), { recursive: true });
    expect(packProblem(folder, PNPM)).toContain("sources that changed since");
  });

  it.each(["src/deep/new.ts", "src/index.ts", "node_modules/page/dist/page.js"])(
    "refuses one built before %s",
    (file) => {
      write(file, "changed");
      expect(packProblem(folder, PNPM)).toMatch(
        /^one: expected dist built from the sources .* changed since; run pnpm build/,
      );
    },
  );

  it("refuses one built under another version", () => {
    write("package.json", '{ "name": "one", "version": "2.0.0", "devDependencies": { "page": "workspace:^" } }');
    expect(packProblem(folder, PNPM)).toContain("sources that changed since");
  });

  it("minds neither tests nor times of files", () => {
    write("src/index.test.ts", "changed");
    write("src/index.ts", "source");
    expect(packProblem(folder, PNPM)).toBeUndefined();
  });

  it("refuses npm, which would leave workspace: in package.json", () => {
    expect(packProblem(folder, "npm/11.19.1 node/v20.20.2 linux x64")).toContain("run pnpm pack");
  });
});
