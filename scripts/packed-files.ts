// What must be in a packed package, and what its modules may import.

import { builtinModules } from "node:module";
import type { Manifest } from "./packages.ts";

/** Files every tarball holds, those a later step of its build makes, and those owed to authors of what it carries. */
const ALWAYS = ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"];
const OWED: Readonly<Record<string, readonly string[]>> = {
  "@stillpoint/demo": ["dist/site/index.html", "dist/site/site.json", "dist/site/sw.js"],
  "@stillpoint/datasets": [
    "data/ATTRIBUTION.md",
    "data/furniture.attribution.md",
    "data/licenses/Apache-2.0.txt",
    "data/licenses/MIT-fluent-emoji.txt",
  ],
};
const REFUSED = /(?:^|\/)(?:src|fixtures|node_modules|\.turbo)\/|\.test\.|(?<!\.d)\.ts$|\.env|\.tgz$/;

/** What a tarball lacks, holds too much, or says about files it does not hold. */
export function contentComplaints(manifest: Manifest, files: readonly string[]): string[] {
  const missing = [...ALWAYS, ...(OWED[manifest.name] ?? [])].filter((file) => !files.includes(file));
  const targets = Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === "string" ? [] : [target.types, target.default],
  );
  const named = [...targets, ...Object.values(manifest.bin ?? {})].map((file) => file.replace(/^\.\//, ""));
  const ranges = [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap((group) =>
    Object.entries(group ?? {}),
  );
  return [
    ...missing.map((file) => `expected ${file}; got none`),
    ...named.filter((file) => !files.includes(file)).map((file) => `expected ${file}, named in package.json; got none`),
    ...files.filter((file) => REFUSED.test(file)).map((file) => `expected no ${file}; leave it out of "files"`),
    ...ranges
      .filter(([, range]) => /^(?:workspace|catalog|file|link):/.test(range))
      .map(([name, range]) => `expected a version of ${name}; got ${range}; pack with pnpm`),
  ];
}

/** The package behind an import, or undefined for relative ones and Node's own modules. */
function packageOf(specifier: string): string | undefined {
  if (/^(?:\.|node:|#)/.test(specifier) || builtinModules.includes(specifier)) return undefined;
  return specifier.match(/^(?:@[^/]+\/)?[^/]+/)?.[0];
}

/** Packages that a module imports though its package.json does not name them: they would be missing for a user. */
export function undeclaredImports(manifest: Manifest, code: string): string[] {
  const { name, dependencies, optionalDependencies, peerDependencies } = manifest;
  const declared = [{ [name]: "" }, dependencies, optionalDependencies, peerDependencies].flatMap((group) =>
    Object.keys(group ?? {}),
  );
  // Built code has a statement a line; texts that speak of imports stand inside one.
  const imports = /^(?:import|export)\b[^;"]*"([^"\n]+)"|\bimport\(\s*"([^"\n]+)"/gm;
  const wanted = [...code.matchAll(imports)].flatMap(([, still, called]) => packageOf(still ?? called ?? ".") ?? []);
  return [...new Set(wanted)].filter((used) => !declared.includes(used));
}
