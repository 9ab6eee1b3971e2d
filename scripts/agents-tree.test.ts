// The tree in AGENTS.md against the files on disk, so that neither can rot.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root: string = fileURLToPath(new URL("..", import.meta.url));

interface Entry {
  /** From the repository's root; folders end in `/`. */
  readonly path: string;
  readonly description: string;
  /** A folder without lines of its own below it speaks for everything inside. */
  readonly whole: boolean;
}

/**
 * Lines of the fenced `tree` blocks of a document: a path, at least two spaces, a description. A line belongs to the
 * nearest folder above that is indented less.
 */
function entriesOf(document: string): Entry[] {
  return [...document.matchAll(/^```tree\n(.*?)^```$/gms)].flatMap(([, block = ""]) => {
    const lines = block.split("\n").flatMap((line) => {
      const [, indent = "", name, description = ""] = line.match(/^( *)(\S+)(?: {2,}(.*))?$/) ?? [];
      return name === undefined ? [] : [{ depth: indent.length, name, description }];
    });
    const above: { readonly depth: number; readonly path: string }[] = [];
    return lines.map(({ depth, name, description }, index) => {
      while (above.length > 0 && above.at(-1)!.depth >= depth) above.pop();
      const path = `${above.at(-1)?.path ?? ""}${name}`;
      if (name.endsWith("/")) above.push({ depth, path });
      const hasLines = (lines[index + 1]?.depth ?? 0) > depth;
      return { path, description, whole: name.endsWith("/") && !hasLines };
    });
  });
}

/** Files that no line names and no whole folder speaks for. */
function unlisted(files: readonly string[], entries: readonly Entry[]): string[] {
  const listed = new Set(entries.map(({ path }) => path));
  const folders = entries.filter(({ whole }) => whole).map(({ path }) => path);
  return files.filter((file) => !listed.has(file) && !folders.some((folder) => file.startsWith(folder)));
}

function sources(group: "packages" | "apps"): string[] {
  return readdirSync(join(root, group)).flatMap((name) => {
    const folder = join(root, group, name, "src");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  });
}

const document: string = readFileSync(join(root, "AGENTS.md"), "utf8");

describe("the tree in AGENTS.md", () => {
  const entries = entriesOf(document);

  it("lists every source file, or the folder that holds it", () => {
    expect(unlisted([...sources("packages"), ...sources("apps")], entries)).toEqual([]);
  });

  it("lists nothing that does not exist", () => {
    expect(entries.map(({ path }) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("lists nothing twice", () => {
    const paths = entries.map(({ path }) => path);
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  });

  it("says what every file and every whole folder is", () => {
    const files = entries.filter(({ path, whole }) => whole || !path.endsWith("/"));
    expect(files.filter(({ description }) => description === "")).toEqual([]);
  });
});

describe("entriesOf", () => {
  const tree = [
    "```tree",
    "lib/",
    "  a.ts  one",
    "  deep/  two",
    "    b.ts  three",
    "  rest/  four",
    "c.ts  five",
    "```",
  ];
  const entries = entriesOf(["text", ...tree, "lib/d.ts  not in a tree"].join("\n"));

  it("joins a line with the folders it is indented under", () => {
    expect(entries.map(({ path }) => path)).toEqual([
      "lib/",
      "lib/a.ts",
      "lib/deep/",
      "lib/deep/b.ts",
      "lib/rest/",
      "c.ts",
    ]);
  });

  it("lets a folder without lines of its own speak for its files, and no other folder", () => {
    const files = ["lib/a.ts", "lib/deep/b.ts", "lib/deep/new.ts", "lib/rest/x/y.ts", "lib/rest.ts", "c.ts"];
    expect(unlisted(files, entries)).toEqual(["lib/deep/new.ts", "lib/rest.ts"]);
  });
});
