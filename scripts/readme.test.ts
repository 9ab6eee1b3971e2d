import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseReport } from "@stillpoint/report";
import { describe, expect, it } from "vitest";

const readme = readFileSync("README.md", "utf8");

describe("README", () => {
  const program = (file: string) => {
    const command = ["node_modules/tsx/dist/cli.mjs", "--tsconfig", "tsconfig.json", file];
    return spawnSync(process.execPath, command, { encoding: "utf8" });
  };

  it("shows the program that is in the repository", () => {
    const code = readme.match(/```ts\n([\s\S]*?)```/)?.[1];
    expect(code).toBe(readFileSync("examples/one-picture.ts", "utf8"));
  });

  it("shows a program that runs and prints an entropy for each of 36 cells", () => {
    const { status, stdout, stderr } = program("examples/one-picture.ts");
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^Float64Array\(36\) \[\s*-\d/);
  });

  it("names a program of a screenful that goes from two folders of checkpoints to a report, and goes on where it stopped", () => {
    rmSync("out/two-folders", { recursive: true, force: true });
    const first = program("examples/two-folders.ts");
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toContain("18 of 18 maps");
    const report = parseReport(readFileSync("out/two-folders/report.json", "utf8"));
    expect(report.tasks.map(({ id, samples }) => [id, samples])).toEqual([["pictures/own@fc1", 3]]);
    expect(existsSync("out/two-folders/report.html")).toBe(true);
    expect(program("examples/two-folders.ts").stdout).not.toContain("maps");
    expect(readFileSync("examples/two-folders.ts", "utf8").split("\n").length).toBeLessThan(60);
  });

  it("has commands on its own networks that run as they are written, one after the other", () => {
    const lines = readme.replaceAll(/ *\\\n */g, " ").split("\n");
    const start = "    npx --yes pnpm@10.34.9 stillpoint ";
    const commands = lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
    expect(commands.map((command) => command.split(" ")[0])).toEqual([
      "inspect",
      "init",
      "analyze",
      "analyze",
      "mechanism",
      "statement",
    ]);
    const folder = mkdtempSync(join(tmpdir(), "stillpoint-readme-"));
    cpSync("examples", join(folder, "examples"), { recursive: true });
    const outputs = commands.map((command) => {
      const args = command.replace(/#.*/, "").trim().split(/ +/);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [resolve("packages/cli/bin/stillpoint.js"), ...args],
        {
          cwd: folder,
          encoding: "utf8",
        },
      );
      expect(status, `${command}: ${stderr}`).toBe(0);
      return stdout;
    });
    expect(outputs[0]).toContain("fc1");
    for (const out of ["examples/files/stillpoint-report", "out/mine"]) {
      const report = parseReport(readFileSync(join(folder, out, "report.json"), "utf8"));
      expect(report.tasks.length).toBeGreaterThan(0);
      for (const { samples } of report.tasks) expect(samples).toBe(3);
    }
    // one seed: nothing can be told, and it is said what would be needed
    expect(outputs[5]).toMatch(/image\S*: 0 preserved, 0 lost/);
    // students of three seeds share their teacher's order of wrong classes
    expect(outputs[4]).toMatch(
      /distilled students rank the wrong classes .* correlation of 0\.33, .* 0\.15: .* \[told\]/,
    );
    expect(readFileSync(join(folder, "out/statement/statement.md"), "utf8")).toContain("at least three seeds");
    rmSync(folder, { recursive: true });
  });

  it("names scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = [...readme.matchAll(/(?:^ {4}|`)(?:npm run|pnpm) ([a-z:]+)/gm)].map(([, name]) => name ?? "");
    expect(named).toEqual(expect.arrayContaining(["example", "stillpoint", "new", "api"]));
    for (const name of new Set(named)) expect(Object.keys(scripts), name).toContain(name);
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
