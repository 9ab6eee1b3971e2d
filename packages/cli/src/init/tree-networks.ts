// The networks in a folder tree, by what their folders and files are called.

import { join } from "node:path";
import { ROLES, type Role, rolesInName } from "@stillpoint/core";
import { seedInName } from "@stillpoint/experiment";
import { checkpointsAt, type StepFiles } from "../files/checkpoint-files.ts";
import { networkPlaces } from "../files/network-places.ts";
import { TFJS_MODEL } from "../files/tfjs-files.ts";
import { type FolderTree, folderOf } from "./folder-tree.ts";
import type { NetworkFilesOfTree } from "./network-files.ts";

/** A network as a config names it. */
export interface TreeNetwork extends StepFiles {
  readonly role: Role;
  readonly seed: number | undefined;
  readonly engine: "ONNX" | "TensorFlow.js";
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

/** Every group of ONNX files, of model folders, or of TensorFlow.js models, that its names give a role. */
export function treeNetworks({ root, files }: FolderTree, found: NetworkFilesOfTree): TreeNetworks {
  const networks: TreeNetwork[] = [];
  const unclear = found.other.map((file) => `${file}: no network that TensorFlow.js saved, which it is called like`);
  const all = [
    ...onnxPlaces(files, found.onnx).map((place) => ({ ...place, engine: "ONNX" as const })),
    ...tfjsPlaces(found).map((place) => ({ ...place, engine: "TensorFlow.js" as const })),
  ];
  for (const { pattern, path, engine } of all) {
    const said = roleOf(path);
    if (said === undefined) unclear.push(`${pattern}: its names tell no role`);
    else if (said.length > 1) unclear.push(`${pattern}: its names tell ${said.join(" and ")}`);
    const [role] = said ?? [];
    if (role === undefined || said?.length !== 1) continue;
    try {
      const [place] = networkPlaces([join(root, pattern)]);
      if (place === undefined) continue;
      const isControl = path.split("/").some((part) => /(^|[^a-z])control/i.test(part));
      networks.push({ role, seed: seedInName(path), isControl, engine, pattern, ...checkpointsAt(place) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      unclear.push(error.message);
    }
  }
  return { networks, unclear };
}

/** Where a network's checkpoints lie, and the path whose names tell its role. */
interface Place {
  readonly pattern: string;
  readonly path: string;
}

/** A folder, or files of a folder that are told apart by role. */
function onnxPlaces(files: readonly string[], onnx: readonly string[]): Place[] {
  const models = files.filter((file) => file.endsWith("/config.json")).map(folderOf);
  const inModel = (path: string): string | undefined => models.find((model) => path.startsWith(`${model}/`));
  const folders = new Map<string, string[]>();
  for (const file of onnx) {
    const model = inModel(file);
    // Checkpoints of one training lie beside each other; another model folder is a network of its own.
    const isStep = model !== undefined && /checkpoint-\d+$/.test(model);
    const folder = model === undefined ? folderOf(file) : isStep ? folderOf(model) : model;
    folders.set(folder, [...(folders.get(folder) ?? []), model ?? file]);
  }
  return [...folders].flatMap(([folder, members]) => placesIn(folder, members, { of: "*.onnx", all: folder }));
}

/** Folders with a model.json, and models that were saved as files of other names, side by side. */
function tfjsPlaces({ onnx, tfjs }: NetworkFilesOfTree): Place[] {
  const folders = new Map<string, string[]>();
  const beside = new Map<string, string[]>();
  for (const file of tfjs) {
    const folder = folderOf(file);
    const own = file === `${folder}/${TFJS_MODEL}`;
    const groups = own ? folders : beside;
    const parent = own ? folderOf(folder) : folder;
    groups.set(parent, [...(groups.get(parent) ?? []), own ? folder : file]);
  }
  // What a folder means by itself is decided by what lies in it first: a pattern is clear.
  const networks = new Set([...onnx, ...tfjs].map(folderOf));
  return [
    ...[...folders].flatMap(([folder, members]) =>
      placesIn(folder, members, {
        of: `*/${TFJS_MODEL}`,
        all: networks.has(folder) ? joined(folder, `*/${TFJS_MODEL}`) : folder,
      }),
    ),
    ...[...beside].flatMap(([folder, members]) =>
      placesIn(folder, members, {
        of: "*.json",
        all: members.length === 1 ? `${members[0]}` : joined(folder, "*.json"),
      }),
    ),
  ];
}

/** The networks of a folder: all of it where its names tell no two apart, else those of each role and seed. */
function placesIn(folder: string, members: readonly string[], { of, all }: { of: string; all: string }): Place[] {
  const names = members.map((path) => path.slice(folder === "" ? 0 : folder.length + 1));
  const roles = names.map((name) => `${rolesInName(name).join()} ${seedInName(name) ?? ""}`);
  const groups = new Set(roles);
  if (groups.size < 2 && (folder !== "" || roles[0] === " ")) {
    return [{ pattern: all || ".", path: `${folder}/${names[0]}` }];
  }
  return [...groups].map((group) => {
    const own = names.filter((_, k) => roles[k] === group);
    const shared = own.reduce((start, name) => commonStart(start, name));
    const pattern = joined(folder, own.length === 1 ? `${own[0]}` : `${shared}${of}`);
    return { pattern, path: joined(folder, `${own[0]}`) };
  });
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length).replace(/\d+$/, "");
}

/** The roles of the innermost name that tells one. */
function roleOf(path: string): readonly Role[] | undefined {
  for (const part of path.split("/").reverse()) {
    const roles = rolesInName(part.replace(/\.(onnx|json)$/i, ""));
    if (roles.length > 0) return ROLES.filter((role) => roles.includes(role));
  }
  return undefined;
}
