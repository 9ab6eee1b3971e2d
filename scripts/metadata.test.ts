import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linkComplaints, metadataComplaints, repositoryPage, withMetadata } from "./metadata.ts";
import { publishedPackages, ROOT, readManifest } from "./packages.ts";

const root = readManifest(ROOT);
const packages = publishedPackages();
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

describe("package.json of every published package", () => {
  it.each(packages.map((one) => [one.folder, one] as const))("%s says what it must", (_, one) => {
    expect(metadataComplaints(one, root), "pnpm metadata mends fields that follow from others").toEqual([]);
  });

  it("is what `pnpm metadata` would write", () => {
    for (const { folder, path } of packages) {
      const text = readFileSync(join(path, "package.json"), "utf8");
      expect(withMetadata(text, folder, root)).toBe(text);
    }
  });

  it("goes with the licence of the repository, where a package holds a copy", () => {
    const copies = packages.map(({ path }) => join(path, "LICENSE")).filter((file) => existsSync(file));
    // pnpm adds the root's to every tarball but that of datasets, whose data/licenses it takes for one.
    expect(copies).toContain(join(ROOT, "packages/datasets/LICENSE"));
    for (const file of copies) expect(readFileSync(file, "utf8")).toBe(read("LICENSE"));
  });

  it("lacks nothing after `pnpm metadata`, whatever it lacked before", () => {
    const bare = JSON.stringify({
      name: "@stillpoint/core",
      version: "9.9.9",
      description: "A.",
      engines: {},
      scripts: {},
    });
    const manifest = JSON.parse(withMetadata(bare, "packages/core", root));
    const [folder, path] = ["packages/core", join(ROOT, "packages/core")];
    expect(metadataComplaints({ folder, path, manifest }, root)).toEqual([]);
    expect(metadataComplaints({ folder, path, manifest: JSON.parse(bare) }, root).length).toBeGreaterThan(5);
  });
});

describe("linkComplaints", () => {
  const page = repositoryPage(root);
  const exists = (path: string): boolean => path === "packages/core/README.md";

  it("accepts other sites, anchors, and files of the repository by their address", () => {
    const readme = `[a](https://example.org/x) [b](#b) [c](${page}/blob/main/packages/core/README.md#top)`;
    expect(linkComplaints(readme, page, exists)).toEqual([]);
  });

  it("refuses relative links and addresses of files that are gone", () => {
    expect(linkComplaints("[a](../core/README.md)", page, exists)).toHaveLength(1);
    expect(linkComplaints(`[a](${page}/tree/main/packages/gone)`, page, exists)).toHaveLength(1);
  });
});

describe("releases", () => {
  it("give all packages one version", () => {
    const { fixed } = JSON.parse(read(".changeset/config.json"));
    expect(fixed).toEqual([["@stillpoint/*"]]);
    expect([...new Set(packages.map(({ manifest }) => manifest.version))]).toHaveLength(1);
  });

  it("stay below 1.0 until that is decided: no pending change is major", () => {
    const pending = readdirSync(join(ROOT, ".changeset")).filter((file) => file.endsWith(".md"));
    expect(pending.filter((file) => /^"@stillpoint\/\w+": major$/m.test(read(`.changeset/${file}`)))).toEqual([]);
  });
});

describe("CONTRIBUTING", () => {
  it("shows how a rule is written", () => {
    const [, rule] = read("CONTRIBUTING.md").match(/`packages\/autodiff\/src\/rules\/([a-z-]+\.ts)`:/) ?? [];
    expect(rule).toBeDefined();
    expect(readdirSync(join(ROOT, "packages/autodiff/src/rules"))).toContain(rule);
  });
});
