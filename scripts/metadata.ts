// What every published package.json says alike: where it comes from, how it is packed. `pnpm metadata` writes it.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Manifest, type PublishedPackage, publishedPackages, ROOT, readManifest } from "./packages.ts";

/** Every package carries these words; its own come behind them. */
const KEYWORDS = ["knowledge-distillation", "explainability"];

/** The address of the repository's pages, from the one place that says it: the root's package.json. */
export function repositoryPage(root: Manifest): string {
  const page = root.repository?.url.match(/^git\+(https:\/\/.+)\.git$/)?.[1];
  if (page === undefined)
    throw new Error('package.json: expected repository.url like "git+https://….git"; got another');
  return page;
}

/** The version all packages share: `fixed` in .changeset/config.json. */
function sharedVersion(): string {
  return readManifest(join(ROOT, "packages/core")).version;
}

/** The fields that follow from a package's folder and the root's package.json. */
export function derivedFields(folder: string, root: Manifest): Readonly<Record<string, unknown>> {
  const page = repositoryPage(root);
  return {
    homepage: `${page}/tree/main/${folder}#readme`,
    bugs: `${page}/issues`,
    repository: { type: "git", url: root.repository?.url, directory: folder },
    license: "MIT",
    publishConfig: { access: "public" },
  };
}

/** The script that runs before a package is packed. */
export const PREPACK = "tsx ../../scripts/prepack.ts";

/** What is wrong with the package.json and the README of one package; nothing when all is well. */
export function metadataComplaints({ folder, path, manifest }: PublishedPackage, root: Manifest): string[] {
  const found: string[] = [];
  const fields = new Map<string, unknown>(Object.entries(manifest));
  const expected = {
    ...derivedFields(folder, root),
    name: `@stillpoint/${basename(folder)}`,
    version: sharedVersion(),
  };
  for (const [field, value] of Object.entries(expected)) {
    const got = JSON.stringify(fields.get(field));
    if (got !== JSON.stringify(value)) found.push(`${field}: expected ${JSON.stringify(value)}; got ${got}`);
  }
  if (manifest.scripts?.prepack !== PREPACK) found.push(`scripts.prepack: expected "${PREPACK}"`);
  for (const word of KEYWORDS) if (!manifest.keywords?.includes(word)) found.push(`keywords: expected ${word}`);
  if (new Set(manifest.keywords).size !== manifest.keywords?.length) found.push("keywords: expected each once");
  if (!manifest.description?.endsWith(".")) found.push("description: expected a sentence");
  const readme = join(path, "README.md");
  if (!existsSync(readme)) return [...found, "README.md: expected one; got none"];
  return [...found, ...linkComplaints(readFileSync(readme, "utf8"), repositoryPage(root))];
}

/**
 * Links of a package's README that lead nowhere from a registry's page: relative ones, because the README is shown
 * alone, and those into the repository whose file does not exist.
 */
export function linkComplaints(
  readme: string,
  page: string,
  exists: (path: string) => boolean = (path) => existsSync(join(ROOT, path)),
): string[] {
  const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.flatMap((target) => {
    if (target.startsWith("#")) return [];
    if (!/^https?:/.test(target)) return [`README.md: expected ${page}/blob/main/… or tree/main/…; got ${target}`];
    const [, inside] = target.startsWith(page) ? (target.match(/\/(?:blob|tree)\/main\/([^#]+)/) ?? []) : [];
    return inside !== undefined && !exists(inside) ? [`README.md: expected a file; got none for ${target}`] : [];
  });
}

/** A package.json with every derived field right and what it had; fields that are new lie in npm's usual order. */
export function withMetadata(text: string, folder: string, root: Manifest): string {
  const { name, version: _, description, keywords, scripts, ...rest }: Manifest = JSON.parse(text);
  const { homepage, bugs, repository, license, publishConfig } = derivedFields(folder, root);
  const others = Object.entries(rest).filter(
    ([key]) => !/^(homepage|bugs|repository|license|publishConfig)$/.test(key),
  );
  const at = others.findIndex(([key]) => key === "engines") + 1;
  const manifest = {
    name,
    version: sharedVersion(),
    description,
    keywords: [...new Set([...KEYWORDS, ...(keywords ?? [])])],
    homepage,
    bugs,
    repository,
    license,
    ...Object.fromEntries(others.slice(0, at)),
    publishConfig,
    scripts: { ...scripts, prepack: PREPACK },
    ...Object.fromEntries(others.slice(at)),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function main(): void {
  const root = readManifest(ROOT);
  for (const { folder, path } of publishedPackages()) {
    const file = join(path, "package.json");
    const text = readFileSync(file, "utf8");
    const mended = withMetadata(text, folder, root);
    if (mended === text) continue;
    writeFileSync(file, mended);
    console.log(`${folder}/package.json`);
  }
}

if (process.argv[1]?.endsWith("metadata.ts")) main();
