// The licences of what is built into the page: their terms ask that the notices go with every copy.

import { existsSync, readdirSync, readFileSync } from "node:fs";

const PLACE = "/node_modules/";

/** The folder of the package that a module belongs to; undefined for our own. */
function packageFolder(module: string): string | undefined {
  const at = module.lastIndexOf(PLACE);
  if (at < 0) return undefined;
  const [first = "", second = ""] = module.slice(at + PLACE.length).split("/");
  return module.slice(0, at + PLACE.length) + (first.startsWith("@") ? `${first}/${second}` : first);
}

function field(folder: string, name: string): string {
  const data: unknown = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  return String(typeof data === "object" && data !== null ? Object.getOwnPropertyDescriptor(data, name)?.value : "");
}

function licence(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  // a page without the notice must not be built
  if (file === undefined) throw new Error(`${folder}: expected a licence file; got none; take another package`);
  return readFileSync(`${folder}/${file}`, "utf8").trim();
}

/** Name, version and licence of every package among the modules of a bundle, by name. */
export function notices(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((module) => packageFolder(module.replaceAll("\\", "/")) ?? []));
  const texts = [...folders]
    .filter((folder) => existsSync(`${folder}/package.json`))
    .map((folder) => `${field(folder, "name")} ${field(folder, "version")}\n\n${licence(folder)}`);
  return texts.sort().join("\n\n\n");
}
