// `pnpm new adapter NAME`: a package for one more modality, copied from the smallest adapter there is, green at once.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The adapter that is copied, and the noun its errors use. */
const MODEL = { name: "sentiment", noun: "sentence" } as const;
const COPIED = ["package.json", "tsconfig.json", "src/adapter.ts", "src/sample.ts", "src/contract.test.ts"] as const;
const NAME = /^[a-z]{2,30}$/;

/** Why a name cannot be used, or undefined. */
export function problemWith(name: string | undefined, exists: (path: string) => boolean): string | undefined {
  if (name === undefined || !NAME.test(name))
    return `name: expected 2 to 30 small letters; got ${name ?? "none"}; run pnpm new adapter recipe`;
  if (exists(`packages/${name}`)) return `package ${name}: expected a new name; got one that exists; choose another`;
  return undefined;
}

/** `sentiment` to `recipe` wherever a word holds it, capitals kept. */
export function renamed(text: string, name: string): string {
  const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;
  return text
    .replaceAll(MODEL.name, name)
    .replaceAll(capital(MODEL.name), capital(name))
    .replaceAll(`${MODEL.noun}s`, `${name} samples`)
    .replaceAll(capital(`${MODEL.noun}s`), capital(`${name} samples`))
    .replaceAll(MODEL.noun, name)
    .replaceAll(capital(MODEL.noun), capital(name));
}

/** Puts lines behind the first line that matches; throws where none does, so that a moved anchor is noticed. */
export function inserted(text: string, anchor: RegExp, lines: string): string {
  const at = text.match(anchor);
  if (at?.index === undefined) throw new Error(`new adapter: expected a place like ${anchor}; got none`);
  const end = at.index + at[0].length;
  return text.slice(0, end) + lines + text.slice(end);
}

/** Every file that is written, by its path from the root. */
export function adapterFiles(name: string, read: (path: string) => string): ReadonlyMap<string, string> {
  const home = `packages/${MODEL.name}`;
  const copies = COPIED.map((file) => [`packages/${name}/${file}`, renamed(read(`${home}/${file}`), name)] as const);
  const index = 'export * from "./adapter.ts";\nexport * from "./sample.ts";\n';
  const tree = [
    "```tree",
    `packages/${name}/src/`,
    "  index.ts                  exports",
    `  sample.ts                 one ${name} sample with its annotation, checked`,
    `  adapter.ts                ${name}Adapter: ${name} samples as units`,
    "```",
  ];
  return new Map([
    ...copies,
    [`packages/${name}/src/index.ts`, index],
    [`packages/${name}/README.md`, `# @stillpoint/${name}\n\nWords of a ${name} sample as input units.\n`],
    [`.changeset/new-${name}.md`, `---\n"@stillpoint/${name}": minor\n---\n\nA new modality: ${name}.\n`],
    [
      "scripts/layers.ts",
      inserted(read("scripts/layers.ts"), /^ {2}sentiment: .*\n/m, `  ${name}: ["core", "text"],\n`),
    ],
    [
      "AGENTS.md",
      inserted(read("AGENTS.md"), /^```tree\npackages\/sentiment\/src\/\n(?:.*\n)*?```\n/m, `\n${tree.join("\n")}\n`),
    ],
  ]);
}

function main(): void {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const [kind, name] = process.argv.slice(2);
  const problem =
    kind === "adapter"
      ? problemWith(name, (path) => existsSync(join(root, path)))
      : `pnpm new: expected adapter NAME; got ${kind ?? "nothing"}; run pnpm new adapter recipe`;
  if (problem !== undefined || name === undefined) {
    console.error(problem);
    process.exitCode = 2;
    return;
  }
  for (const [path, text] of adapterFiles(name, (file) => readFileSync(join(root, file), "utf8"))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(path);
  }
  // The workspace has one package more; nothing is downloaded for it.
  const install = ["--yes", "pnpm@10.34.9", "install", "--offline", "--no-frozen-lockfile"];
  const { status } = spawnSync("npx", install, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  console.log(
    status === 0
      ? `\nnext: pnpm exec vitest run packages/${name}`
      : "\nthe lock file could not be brought up to date: run pnpm install once you are online",
  );
}

if (process.argv[1]?.endsWith("new.ts")) main();
