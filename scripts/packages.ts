// The packages that are published: every folder of packages/ and apps/ whose package.json is not private.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** What scripts read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly repository?: { readonly url: string };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** One published package. */
export interface PublishedPackage {
  /** From the repository's root: `packages/core`; its last part is the package's name behind the scope. */
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
}

/** One module a package offers: `@stillpoint/onnx/node`, and the source it is built from. */
export interface EntryPoint {
  readonly name: string;
  readonly source: string;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** All of them, by folder. */
export function publishedPackages(root: string = ROOT): PublishedPackage[] {
  return ["apps", "packages"]
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .sort()
    .flatMap((folder) => {
      const path = join(root, folder);
      if (!existsSync(join(path, "package.json"))) return [];
      const manifest = readManifest(path);
      return manifest.private === true ? [] : [{ folder, path, manifest }];
    });
}

/** Every module of a package that has types; throws where the source of one cannot be found. */
export function entryPoints({ path, manifest }: PublishedPackage): EntryPoint[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    if (typeof target === "string") return [];
    const stem = target.types.replace(/^\.\/dist\//, "").replace(/\.d\.ts$/, "");
    const candidates = [`src/${stem}.ts`, `src/${stem}/index.ts`].map((file) => join(path, file));
    const source = candidates.find((file) => existsSync(file));
    if (source === undefined) throw new Error(`${manifest.name}: expected ${subpath} from src/${stem}.ts; got no file`);
    return [{ name: manifest.name + subpath.slice(1), source }];
  });
}
