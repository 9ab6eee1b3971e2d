// The networks in a folder tree, by what their folders and files are called.

import { join } from "node:path";
import { ROLES, type Role, rolesInName } from "@stillpoint/core";
import { seedInName } from "@stillpoint/experiment";
import { checkpointsAt, type StepFiles } from "../files/checkpoint-files.ts";
import { networkPlaces } from "../files/network-places.ts";
import { type FolderTree, folderOf } from "./folder-tree.ts";

/** A network as a config names it. */
export interface TreeNetwork extends StepFiles {
  readonly role: Role;
  readonly seed: number | undefined;
  /** Of the control's pair. */
  readonly isControl: boolean;
  /** Pattern from the root. */
  readonly pattern: string;
}

export interface TreeNetworks {
  readonly networks: readonly TreeNetwork[];
  /** What was not understood, in sentences. */
  readonly unclear: readonly string[];
}

/** Every group of ONNX files, or of model folders, that its names give a role. */
export function treeNetworks({ root, files }: FolderTree): TreeNetworks {
  const networks: TreeNetwork[] = [];
  const unclear: string[] = [];
  for (const [pattern, path] of patterns(files)) {
    const said = roleOf(path);
    if (said === undefined) unclear.push(`${pattern}: its names tell no role`);
    else if (said.length > 1) unclear.push(`${pattern}: its names tell ${said.join(" and ")}`);
    const [role] = said ?? [];
    if (role === undefined || said?.length !== 1) continue;
    try {
      const [place] = networkPlaces([join(root, pattern)]);
      if (place === undefined) continue;
      const isControl = path.split("/").some((part) => /(^|[^a-z])control/i.test(part));
      networks.push({ role, seed: seedInName(path), isControl, pattern, ...checkpointsAt(place) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      unclear.push(error.message);
    }
  }
  return { networks, unclear };
}

/** Pattern and the path that names it, of each network: a folder, or files of a folder that are told apart by role. */
function patterns(files: readonly string[]): (readonly [string, string])[] {
  const models = files.filter((file) => file.endsWith("/config.json")).map(folderOf);
  const inModel = (path: string): string | undefined => models.find((model) => path.startsWith(`${model}/`));
  const folders = new Map<string, string[]>();
  for (const file of files) {
    if (!/\.onnx$/i.test(file)) continue;
    const model = inModel(file);
    // Checkpoints of one training lie beside each other; another model folder is a network of its own.
    const isStep = model !== undefined && /checkpoint-\d+$/.test(model);
    const folder = model === undefined ? folderOf(file) : isStep ? folderOf(model) : model;
    folders.set(folder, [...(folders.get(folder) ?? []), model ?? file]);
  }
  return [...folders].flatMap(([folder, members]): (readonly [string, string])[] => {
    const names = members.map((path) => path.slice(folder === "" ? 0 : folder.length + 1));
    const roles = names.map((name) => `${rolesInName(name).join()} ${seedInName(name) ?? ""}`);
    const groups = new Set(roles);
    if (groups.size < 2 && (folder !== "" || roles[0] === " ")) return [[folder || ".", `${folder}/${names[0]}`]];
    return [...groups].map((group) => {
      const own = names.filter((_, k) => roles[k] === group);
      const prefix = folder === "" ? "" : `${folder}/`;
      const shared = own.reduce((start, name) => commonStart(start, name));
      return [own.length === 1 ? `${prefix}${own[0]}` : `${prefix}${shared}*.onnx`, `${prefix}${own[0]}`];
    });
  });
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length).replace(/\d+$/, "");
}

/** The roles of the innermost name that tells one. */
function roleOf(path: string): readonly Role[] | undefined {
  for (const part of path.split("/").reverse()) {
    const roles = rolesInName(part.replace(/\.onnx$/i, ""));
    if (roles.length > 0) return ROLES.filter((role) => roles.includes(role));
  }
  return undefined;
}
