import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const readme = readFileSync("README.md", "utf8");

describe("README", () => {
  it("shows the example that is in the repository", () => {
    const code = readme.match(/```ts\n([\s\S]*?)```/)?.[1];
    expect(code).toBe(readFileSync("examples/one-image.ts", "utf8"));
  });

  it("shows an example that runs and prints 64 entropies", () => {
    const command = ["node_modules/tsx/dist/cli.mjs", "--tsconfig", "tsconfig.json", "examples/one-image.ts"];
    const { status, stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Float64Array\(64\) \[\s*-\d/);
  });

  it("says what it measures, shows a picture, the commands and the program in its first 30 lines", () => {
    const head = readme.split("\n").slice(0, 30).join("\n");
    for (const needed of ["entropy", "![", "npm start", "npm test", "measureEntropy(await"])
      expect(head).toContain(needed);
  });
});

describe("links between documents", () => {
  it.each(["README.md", "AGENTS.md", "CONTRIBUTING.md", "REFERENCES.md", "PARITY.md"])(
    "in %s lead somewhere",
    (file) => {
      const links = [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
        ([, target]) => target ?? "",
      );
      for (const target of links) expect(existsSync(join(dirname(file), target)), target).toBe(true);
    },
  );
});
