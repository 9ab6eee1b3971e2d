// Every `ts` block of every package's README is a program: it compiles against the sources, and where its fence says
// `ts run` it runs, in a folder that holds student.onnx, and prints what its comments say.
//
// A block that only shows a place in a larger program names what it takes for granted in a comment before it, which
// readers do not see: `<!-- setup` on a line, declarations, `-->`.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishedPackages, ROOT } from "./packages.ts";

interface Program {
  readonly name: string;
  /** The file it is written to, inside its package, so that it may import what a reader's program may. */
  readonly file: string;
  readonly code: string;
  readonly runs: boolean;
}

const BLOCK = /(?:^<!-- setup\n(.*?)^-->\n+)?^```ts( run)?\n(.*?)^```$/gms;

function programsOf(home: string): Program[] {
  const readme = join(ROOT, home, "README.md");
  if (!existsSync(readme)) return [];
  return [...readFileSync(readme, "utf8").matchAll(BLOCK)].map(([, setup = "", run, code = ""], index) => ({
    name: `${home === "" ? "README" : home}, program ${index + 1}`,
    file: join(ROOT, home, "out/readme", `program-${index + 1}.ts`),
    code: setup + code,
    runs: run !== undefined,
  }));
}

const CALL = /console\.log\((.*?)\);(?: *\/\/ ([^\n]*)|\n *\/\/ ([^\n]*))?/gs;

/** What the comment at or below each `console.log` says it prints, by the order of the calls. */
function promised(code: string): (string | undefined)[] {
  return [...code.matchAll(CALL)].map(([, , beside, below]) => beside ?? below);
}

/** What a program printed, by the order of the calls, or what it failed with. */
interface Told {
  readonly prints: readonly (readonly [call: number, text: string])[];
  readonly error?: string;
}

/** The program with every `console.log` telling which call it was; one line of JSON each. */
function observed(code: string): string {
  let count = -1;
  const calls = code.replaceAll(CALL, (call) => {
    count += 1;
    return call.replace("console.log(", `print(${count}, `);
  });
  const print = "(call: number, ...said: unknown[]): void => console.log(JSON.stringify([call, format(...said)]));";
  return `import { format } from "node:util";\nconst print = ${print}\n${calls}`;
}

/** One program that runs these files one after the other and writes a list of what each told to `told`. */
function inTurn(files: readonly string[], told: string): string {
  return `import { writeFileSync } from "node:fs";
const all = [];
for (const file of ${JSON.stringify(files)}) {
  const prints = [];
  console.log = (line) => void prints.push(JSON.parse(line));
  const error = await import(file).then(() => undefined, (thrown) => String(thrown?.stack ?? thrown));
  all.push({ prints, error });
  writeFileSync(${JSON.stringify(told)}, JSON.stringify(all));
}
`;
}

/** Whether a comment begins with what was printed; line breaks of long arrays are no difference. */
function tells(comment: string, printed: string): boolean {
  const flat = (text: string): string =>
    text
      .replace(/\s+/g, " ")
      .replace(/([[{]) /g, "$1")
      .replace(/ ([\]}])/g, "$1");
  const [said, got] = [flat(comment), flat(printed)];
  return said.startsWith(got) && !/^[\w.]/.test(said.slice(got.length));
}

const programs: readonly Program[] = ["", ...publishedPackages().map(({ folder }) => folder)].flatMap(programsOf);

const running: readonly (Program & { readonly observing: string })[] = programs
  .filter(({ runs }) => runs)
  .map((program) => ({ ...program, observing: program.file.replace(/\.ts$/, ".observed.ts") }));

describe("programs in READMEs", () => {
  let complaints = "";
  let told: readonly Told[] = [];
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "stillpoint-readme-"));
    copyFileSync(join(ROOT, "packages/datasets/data/teacher-vgg.onnx"), join(folder, "student.onnx"));
    for (const { file, code } of programs) {
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, code);
    }
    const config = {
      extends: join(ROOT, "tsconfig.json"),
      files: programs.map(({ file }) => file),
      include: [join(ROOT, "packages/*/src/**/*.d.ts")],
      compilerOptions: { moduleDetection: "force", typeRoots: [join(ROOT, "node_modules/@types")] },
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compiler = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"];
    complaints = spawnSync(process.execPath, compiler, { cwd: ROOT, encoding: "utf8" }).stdout;
    // In one process: starting and reading the sources takes longer than most programs.
    for (const { observing, code } of running) writeFileSync(observing, observed(code));
    const [all, list] = [join(folder, "all.mts"), join(folder, "told.json")];
    const files = running.map(({ observing }) => observing);
    writeFileSync(all, inTurn(files, list));
    const tsx = [join(ROOT, "node_modules/tsx/dist/cli.mjs"), "--tsconfig", join(ROOT, "tsconfig.json"), all];
    const { status, stderr } = spawnSync(process.execPath, tsx, { cwd: folder, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    told = JSON.parse(readFileSync(list, "utf8"));
  }, 300_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const { file } of programs) rmSync(join(file, ".."), { recursive: true, force: true });
  });

  it.each(programs)("$name compiles", ({ file }) => {
    const own = relative(ROOT, file).replaceAll("\\", "/");
    expect(complaints.split("\n").filter((line) => line.startsWith(`${own}(`))).toEqual([]);
  });

  it("compile without another complaint", () => {
    const outside = complaints
      .split("\n")
      .filter((line) => line !== "" && !/^(?:packages\/\w+\/)?out\/readme\/|^ /.test(line));
    expect(outside).toEqual([]);
  });

  it.each(running.map((program, index) => ({ ...program, index })))("$name prints what it says", ({ code, index }) => {
    const { prints, error } = told[index] ?? { prints: [], error: "the process ended before it" };
    expect(error).toBeUndefined();
    for (const [call, comment] of promised(code).entries()) {
      if (comment === undefined) continue;
      const texts = prints.flatMap(([index, text]) => (index === call ? [text] : []));
      expect(texts, comment).not.toEqual([]);
      for (const text of texts) expect(tells(comment, text), `${text} is not ${comment}`).toBe(true);
    }
  });
});

describe("what a README says is printed", () => {
  it("is the beginning of the comment, whole numbers and words at that", () => {
    expect(tells("64 32", "64 32")).toBe(true);
    expect(tells("1.386 nats = ln 4", "1.386")).toBe(true);
    expect(tells("[1, 1, 0]: padding", "[\n  1, 1,\n  0\n]")).toBe(true);
    expect(tells("64", "6")).toBe(false);
    expect(tells("1.386 nats", "1")).toBe(false);
    expect(tells("false", "true")).toBe(false);
  });

  it("stands beside the call or below it", () => {
    const code = 'console.log(1); // 1\nconsole.log("a");\nfoo();\nconsole.log([2]);\n// [ 2 ]\n';
    expect(promised(code)).toEqual(["1", undefined, "[ 2 ]"]);
    expect(observed(code)).toContain("print(2, [2]);");
  });
});
