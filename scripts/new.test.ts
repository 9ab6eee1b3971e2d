// The guide "An adapter" in CONTRIBUTING.md, followed word for word in a copy of the repository.

import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inserted, locked, problemWith, renamed } from "./new.ts";

const root: string = fileURLToPath(new URL("..", import.meta.url));
/** The name the guide uses, and one more. */
const NAME = "recipe";
const UNTOUCHED = "audio";

/** One thing the guide asks for: a command to run, or a file to save. */
type Step = { readonly command: string } | { readonly file: string; readonly text: string };

/** Every fenced block of a section in order; a program is saved where the nearest "Save this as" above it says. */
function stepsOf(document: string, heading: string): Step[] {
  const section = document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  let read = 0;
  return [...section.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(
    ({ 0: block, 1: kind, 2: text = "", index }): Step[] => {
      const above = section.slice(read, index);
      read = index + block.length;
      if (kind === "sh")
        return text
          .trim()
          .split("\n")
          .map((command) => ({ command }));
      const file = above.match(/Save this as\s+`([^`]+)`/)?.[1];
      if (kind !== "ts" || file === undefined)
        throw new Error(`a block of ${kind} that nobody is told what to do with`);
      return [{ file, text }];
    },
  );
}

/** The checkout as it is after the commands of the set-up: installed and built; nothing below leads back into it. */
function copyOf(checkout: string): string {
  const copy = mkdtempSync(join(tmpdir(), "stillpoint-new-"));
  const listed = spawnSync("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: checkout, encoding: "utf8" });
  if (listed.status !== 0) throw new Error(`expected a git checkout; got ${listed.stderr}`);
  for (const file of listed.stdout.split("\0").filter((path) => path !== "" && existsSync(join(checkout, path))))
    cpSync(join(checkout, file), join(copy, file));
  // A folder of links, not a link to the folder, and no link to what tools write: caches and pnpm's own notes.
  mkdirSync(join(copy, "node_modules"));
  const installed = readdirSync(join(checkout, "node_modules")).filter((name) => /^(\.bin|\.pnpm|[^.].*)$/.test(name));
  const made = ["packages", "apps"].flatMap((group) =>
    readdirSync(join(copy, group)).flatMap((name) => [`${group}/${name}/node_modules`, `${group}/${name}/dist`]),
  );
  // What the compiler knows already, where the checkout was checked.
  const known = "tsconfig.tsbuildinfo";
  if (existsSync(join(checkout, known))) cpSync(join(checkout, known), join(copy, known));
  for (const path of [...installed.map((name) => `node_modules/${name}`), ...made, "benchmarks/node_modules"])
    if (existsSync(join(checkout, path))) symlinkSync(join(checkout, path), join(copy, path));
  return copy;
}

describe("the guide to a new adapter", () => {
  let copy = "";
  const run = (command: string): { readonly status: number | null; readonly output: string } => {
    // What this run's own Vitest and pnpm set must not reach those of the copy.
    const env = Object.entries(process.env).filter(
      ([key]) => !/^(VITEST|NODE_ENV|npm_|PNPM_SCRIPT|INIT_CWD)/.test(key),
    );
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
      cwd: copy,
      encoding: "utf8",
      env: { ...Object.fromEntries(env), PATH: `${join(copy, ".bin")}:${process.env.PATH}` },
    });
    return { status, output: `${command}\n${stdout}${stderr}` };
  };
  const green = (command: string): string => {
    const { status, output } = run(command);
    expect(status, output).toBe(0);
    return output;
  };
  const filesOf = (folder: string): string[] =>
    readdirSync(join(copy, folder), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const read = (path: string): string => readFileSync(join(copy, path), "utf8");

  beforeAll(() => {
    copy = copyOf(root);
    if (spawnSync("pnpm", ["--version"]).status === 0) return;
    // "No pnpm?" in AGENTS.md.
    mkdirSync(join(copy, ".bin"));
    writeFileSync(join(copy, ".bin/pnpm"), '#!/bin/sh\nexec npx --yes pnpm@10.34.9 "$@"\n', { mode: 0o755 });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("leads from nothing to a measured sample, every command green", { timeout: 300_000 }, () => {
    const steps = stepsOf(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"), "An adapter");
    expect(steps.map((step) => ("file" in step ? step.file : step.command.split(" ").slice(0, 3).join(" ")))).toEqual([
      "pnpm new adapter",
      "pnpm exec vitest",
      `packages/${NAME}/src/amount.test.ts`,
      `packages/${NAME}/src/adapter.ts`,
      `examples/${NAME}.ts`,
      "pnpm exec tsx",
      "pnpm exec vitest",
      "pnpm check",
    ]);
    // One that stays as it was copied is checked along with it. A vowel and a short name change articles and line breaks.
    green(`pnpm new adapter ${UNTOUCHED}`);
    const outputs = steps.map((step) => {
      if ("file" in step) {
        mkdirSync(dirname(join(copy, step.file)), { recursive: true });
        writeFileSync(join(copy, step.file), step.text);
        return "";
      }
      return green(step.command);
    });
    expect(outputs[5]?.match(/^word \d: ".+", (foreground|background): -?\d+\.\d\d nats$/gm)).toHaveLength(7);
    green(`node_modules/.bin/vitest run packages/${UNTOUCHED}`);
    green("pnpm install --frozen-lockfile --offline --lockfile-only");
  });

  it.each([NAME, UNTOUCHED])("leaves a package %s of under 100 lines, with a test and a changeset", (name) => {
    const sources = filesOf(`packages/${name}/src`).filter((file) => !file.endsWith(".test.ts"));
    expect(sources.sort()).toEqual(["adapter.ts", "index.ts", "modality.ts", "sample.ts"]);
    const lines = sources.flatMap((file) => read(`packages/${name}/src/${file}`).split("\n"));
    expect(lines.filter((line) => line.trim() !== "").length).toBeLessThan(100);
    expect(filesOf(`packages/${name}/src`)).toContain("contract.test.ts");
    expect(read(`.changeset/first-${name}.md`)).toContain(`"@stillpoint/${name}": minor`);
  });

  it("leaves a README whose example runs and says what it prints", () => {
    const program = read(`packages/${UNTOUCHED}/README.md`).match(/```ts run\n(.*?)```/s)?.[1] ?? "";
    writeFileSync(join(copy, "examples/readme.ts"), program);
    const printed = green("node_modules/.bin/tsx --tsconfig tsconfig.json examples/readme.ts")
      .trimEnd()
      .split("\n")
      .at(-1);
    expect(program).toContain(`// ${printed}`);
  });

  it("leaves nothing behind of what it was copied from", () => {
    const files = [...filesOf(`packages/${UNTOUCHED}/src`).map((file) => `src/${file}`), "package.json", "README.md"];
    for (const file of files)
      expect(read(`packages/${UNTOUCHED}/${file}`), file).not.toMatch(/sentiment|sentence|positive|negative|afinn/i);
  });

  it("answers what it cannot do in one line, exit code 2", () => {
    for (const [words, line] of [
      ["", /^pnpm new: expected adapter NAME; got nothing; run for example pnpm new adapter recipe$/],
      ["adapter image", /^name: expected a new one; got image, which is in packages\/image; choose another$/],
    ] as const) {
      const { status, output } = run(`node_modules/.bin/tsx scripts/new.ts ${words}`);
      const [, ...said] = output.trimEnd().split("\n");
      expect([status, said.length], output).toEqual([2, 1]);
      expect(said[0]).toMatch(line);
    }
  });
});

describe("pnpm new adapter", () => {
  it.each([
    [["metric", "speed"], /^pnpm new: expected adapter NAME; got metric; run for example pnpm new adapter recipe$/],
    [["adapter"], /^pnpm new adapter: expected a name; got none;/],
    [["adapter", "Sound"], /^name: expected 2 to 30 small letters; got "Sound";/],
    [["adapter", "a"], /small letters; got "a"/],
    [["adapter", "point-cloud"], /small letters; got "point-cloud"/],
    [["adapter", "../up"], /small letters/],
    [["adapter", "sound", "video"], /expected one name; got sound video/],
    [["adapter", "viewer"], /got viewer, which is in apps\/viewer/],
  ])("refuses %j", (words, message) => expect(problemWith(words, (path) => path === "apps/viewer")).toMatch(message));

  it("accepts a new name in small letters", () =>
    expect(problemWith(["adapter", "sound"], () => false)).toBeUndefined());

  it("renames in one pass, so that a name may hold the old one", () => {
    expect(renamed("SentimentSample of a sentence. Sentences, sentiment", "sentences")).toBe(
      "SentencesSample of a sentences. Sentences samples, sentences",
    );
  });

  it("keeps articles right", () => expect(renamed("A sentence and a sentence", "essay")).toBe("An essay and an essay"));

  it("puts a package where pnpm sorts it", () => {
    const entry = (name: string): string => `  packages/${name}:\n    dependencies: {}\n\n`;
    const lock = (...names: string[]): string => `importers:\n\n${names.map(entry).join("")}packages:\n`;
    for (const name of ["audio", "recipe", "zoo"])
      expect(locked(lock("core", "sentiment"), name)).toBe(lock(...["core", "sentiment", name].sort()));
  });

  it("says which place has moved", () => expect(() => inserted("a\n", /^b$/m, "c")).toThrow(/a place like .*\^b/));
});
