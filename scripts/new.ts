// `pnpm new adapter NAME`: a package for one more modality, copied from the smallest adapter there is, green at once.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The adapter that is copied, the noun it uses for a sample, and what is true of its own samples only. */
const MODEL = { name: "sentiment", noun: "sentence", own: ", such as 0 negative and 1 positive" } as const;
const COPIED = [
  "package.json",
  "tsconfig.json",
  "src/adapter.ts",
  "src/modality.ts",
  "src/sample.ts",
  "src/contract.test.ts",
] as const;
const NAME = /^[a-z]{2,30}$/;
const BIOME = "node_modules/@biomejs/biome/bin/biome";
const EXAMPLE = "run for example pnpm new adapter recipe";

/** Why the words behind `pnpm new` cannot be used, or undefined. */
export function problemWith(words: readonly string[], exists: (path: string) => boolean): string | undefined {
  const [kind, name, ...rest] = words;
  if (kind !== "adapter") return `pnpm new: expected adapter NAME; got ${kind ?? "nothing"}; ${EXAMPLE}`;
  if (name === undefined) return `pnpm new adapter: expected a name; got none; ${EXAMPLE}`;
  if (rest.length > 0) return `pnpm new adapter: expected one name; got ${[name, ...rest].join(" ")}; ${EXAMPLE}`;
  if (!NAME.test(name)) return `name: expected 2 to 30 small letters; got "${name}"; ${EXAMPLE}`;
  const taken = [`packages/${name}`, `apps/${name}`].find(exists);
  if (taken !== undefined) return `name: expected a new one; got ${name}, which is in ${taken}; choose another`;
  return undefined;
}

/** `sentiment` to `recipe` wherever a word holds it and a sentence to a recipe, capitals and articles kept right. */
export function renamed(text: string, name: string): string {
  const article = /^[aeiou]/.test(name) ? "an" : "a";
  const words = new RegExp(`(\\b[Aa] )?(${MODEL.name}|${MODEL.noun}s?)`, "gi");
  return text.replaceAll(MODEL.own, "").replace(words, (_, before: string | undefined, word: string) => {
    const plural = word.toLowerCase() === `${MODEL.noun}s` ? " samples" : "";
    const start = /^[A-Z]/.test(word) ? name[0]?.toUpperCase() : name[0];
    const front = before === undefined ? "" : `${before[0]}${article.slice(1)} `;
    return `${front}${start}${name.slice(1)}${plural}`;
  });
}

/** Puts lines behind the first place that matches; throws where none does, so that a moved anchor is noticed. */
export function inserted(text: string, anchor: RegExp, lines: string): string {
  const at = text.match(anchor);
  if (at?.index === undefined) throw new Error(`new adapter: expected a place like ${anchor}; got none; mend new.ts`);
  const end = at.index + at[0].length;
  return text.slice(0, end) + lines + text.slice(end);
}

/** A lock file with the model's entry a second time, in pnpm's order: it has the same dependencies, none is new. */
export function locked(lock: string, name: string): string {
  const entries = [...lock.matchAll(/^ {2}packages\/([a-z]+):\n(?: {4}.*\n)+\n/gm)];
  const model = entries.find(([, other]) => other === MODEL.name);
  const before = entries.findLast(([, other]) => other !== undefined && other < name) ?? entries[0];
  if (model === undefined || before === undefined) throw new Error("new adapter: expected pnpm-lock.yaml; got another");
  const entry = model[0].replace(`packages/${MODEL.name}:`, `packages/${name}:`);
  const end = before.index + (before[1] !== undefined && before[1] < name ? before[0].length : 0);
  return lock.slice(0, end) + entry + lock.slice(end);
}

/** Every file that is written, by its path from the root. */
export function adapterFiles(name: string, read: (path: string) => string): ReadonlyMap<string, string> {
  const home = `packages/${MODEL.name}`;
  const sample = `${name[0]?.toUpperCase()}${name.slice(1)}Sample`;
  const tree = [
    "```tree",
    `packages/${name}/src/`,
    "  index.ts                  exports",
    `  sample.ts                 ${renamed("one sentence with its annotation, checked", name)}`,
    `  adapter.ts                ${renamed("sentimentAdapter: sentences as units", name)}`,
    `  modality.ts               what they are called and how they are measured`,
    "```",
  ];
  return new Map([
    ...COPIED.map((file) => [`packages/${name}/${file}`, renamed(read(`${home}/${file}`), name)] as const),
    [
      `packages/${name}/src/index.ts`,
      `export * from "./adapter.ts";\nexport * from "./modality.ts";\nexport type { ${sample} } from "./sample.ts";\n`,
    ],
    [`packages/${name}/README.md`, renamed(README, name)],
    [`.changeset/first-${name}.md`, `---\n"@stillpoint/${name}": minor\n---\n\nA new modality: ${name}.\n`],
    [
      "scripts/layers.ts",
      inserted(read("scripts/layers.ts"), /^ {2}sentiment: .*\n/m, `  ${name}: ["core", "text"],\n`),
    ],
    [
      "AGENTS.md",
      inserted(
        read("AGENTS.md"),
        /^```tree\n(?:(?!```).*\n)*?packages\/sentiment\/src\/.*\n(?:.*\n)*?```\n/m,
        `\n${tree.join("\n")}\n`,
      ),
    ],
    ["pnpm-lock.yaml", locked(read("pnpm-lock.yaml"), name)],
  ]);
}

const README = `# @stillpoint/sentiment

Words of a sentence as input units, with one noise level for all sub-words of a word.

\`\`\`ts run
import { sentimentAdapter } from "@stillpoint/sentiment";
import { type Token, wordsOf } from "@stillpoint/text";

const text = "A quiet, clear night.";
const tokens = wordsOf(text).map((word, id): Token => ({ ...word, id, source: 0 }));
const encoding = { tokens, attention: tokens.map(() => 1), types: tokens.map(() => 0) };
const { units } = sentimentAdapter().toUnits({ id: "one", text, encoding, foreground: [[9, 14]] });
console.log(units[3]); // { label: 'word 3: "clear"', region: 'foreground' }
\`\`\`
`;

function main(): void {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const words = process.argv.slice(2);
  const problem = problemWith(words, (path) => existsSync(join(root, path)));
  const [, name] = words;
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
  // Another name sorts and wraps differently.
  const { status } = spawnSync(process.execPath, [BIOME, "check", "--write", `packages/${name}`], { cwd: root });
  console.log(
    status === 0
      ? `\nnext: pnpm exec vitest run packages/${name}, then "An adapter" in CONTRIBUTING.md`
      : "\nnext: pnpm install, then pnpm format",
  );
}

if (process.argv[1]?.endsWith("new.ts")) main();
