// What a pattern on the command line or in a config means on disk: one network per seed.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { seedInName } from "@stillpoint/experiment";
import { globSync } from "tinyglobby";
import { isModelFolder } from "./model-folder.ts";
import { isTfjsFolder, isTfjsModel, TFJS_MODEL } from "./tfjs-files.ts";
import { ensureTfjsModel } from "./tfjs-shards.ts";

/** The checkpoints of one network: ONNX files, model.json files, or folders of Hugging Face or TensorFlow.js models. */
export interface NetworkPlace {
  /** A folder, or a pattern where its files lie in several: for messages, and for the seed in it. */
  readonly name: string;
  readonly paths: readonly string[];
}

/**
 * The networks that patterns of one role name, one per seed:
 *
 * - a folder of ONNX files or of model folders, or a model folder, is one network; a folder of such folders that name
 *   seeds is one for each;
 * - a glob is one network for each folder it matches, or for each seed named in what it matches, else a single one;
 * - several files, as a shell hands an unquoted pattern on, are one network for each seed or folder.
 *
 * Throws `INPUT` for a pattern that matches nothing.
 */
export function networkPlaces(patterns: readonly string[]): NetworkPlace[] {
  const single = patterns.filter(isCheckpoint);
  if (single.length > 1) {
    return [...grouped(single, ownGroup), ...networkPlaces(patterns.filter((each) => !single.includes(each)))];
  }
  return patterns.flatMap(placesOf);
}

function placesOf(pattern: string): NetworkPlace[] {
  if (isCheckpoint(pattern)) return [{ name: pattern, paths: [pattern] }];
  if (isFolder(pattern)) return inFolder(pattern);
  const { base, files, folders } = globbed(pattern);
  if (files.length > 0) {
    const onnx = files.filter((file) => /\.onnx$/i.test(file));
    // Beside a model.json lie its weights.
    const saved = files.filter((file) => /\.json$/i.test(file) && isTfjsModel(file));
    return seededOrOne(pattern, base, onnx.length > 0 ? onnx : saved.length > 0 ? saved : files);
  }
  const models = folders.filter(isMoment);
  if (models.length > 0) return seededOrOne(pattern, base, models);
  const places = folders.flatMap((folder) => {
    const paths = checkpointsIn(folder);
    return paths.length > 0 ? [{ name: folder, paths }] : [];
  });
  return places.length > 0 ? places : nothing(pattern);
}

/** A file or a model folder: something that is a single moment. */
function isCheckpoint(path: string): boolean {
  return isMoment(path) || (existsSync(path) && !statSync(path).isDirectory());
}

/** A folder that holds one model: of Hugging Face, or as TensorFlow.js saves it. */
function isMoment(path: string): boolean {
  return isModelFolder(path) || isTfjsFolder(path);
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function inFolder(folder: string): NetworkPlace[] {
  const paths = checkpointsIn(folder);
  if (paths.length > 0) return [{ name: folder, paths }];
  const seeds = readdirSync(folder)
    .sort()
    .filter((name) => seedInName(name) !== undefined)
    .map((name) => ({ name: join(folder, name), paths: checkpointsIn(join(folder, name)) }))
    .filter((place) => place.paths.length > 0);
  if (seeds.length === 0 && existsSync(join(folder, TFJS_MODEL))) ensureTfjsModel(join(folder, TFJS_MODEL));
  return seeds.length > 0 ? seeds : nothing(folder);
}

/** ONNX files of a folder, else model folders in it, else models that TensorFlow.js saved as files of their own. */
export function checkpointsIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  const names = readdirSync(folder).sort();
  // What macOS leaves beside a file is none.
  const files = names.filter((name) => /\.onnx$/i.test(name) && !name.startsWith("._"));
  if (files.length > 0) return files.map((name) => join(folder, name));
  const paths = names.map((name) => join(folder, name));
  const folders = paths.filter(isMoment);
  return folders.length > 0 ? folders : paths.filter(isTfjsModel);
}

/** Folders that a glob matches; a folder is itself. */
export function foldersAt(pattern: string): string[] {
  return isFolder(pattern) ? [pattern] : globbed(pattern).folders;
}

/** Matches by path; what exists as it is written, brackets and all, is no pattern. */
function globbed(pattern: string): { base: string; files: string[]; folders: string[] } {
  // A backslash would escape what follows it; Windows takes both.
  const parts = portable(pattern).split("/");
  let known = 0;
  while (known < parts.length - 1 && isFolder(parts.slice(0, known + 1).join("/") || "/")) known += 1;
  const base = known === 0 ? "." : parts.slice(0, known).join("/") || "/";
  const rest = parts.slice(known).join("/");
  const found = (onlyDirectories: boolean): string[] =>
    globSync(rest, { cwd: base, expandDirectories: false, onlyDirectories, onlyFiles: !onlyDirectories })
      .map((name) => (known === 0 ? name : join(base, name)).replace(/[/\\]$/, ""))
      .sort();
  return { base: known === 0 ? "" : base, files: found(false), folders: found(true) };
}

/** One network for each seed that the matched parts name, where every one of them names one. */
function seededOrOne(pattern: string, base: string, paths: readonly string[]): NetworkPlace[] {
  const seedOf = (path: string): number | undefined => seedInName(portable(path).slice(portable(base).length));
  const seeds = new Set(paths.map(seedOf));
  if (seeds.has(undefined) || seeds.size < 2) return [{ name: pattern, paths }];
  return grouped(paths, (path) => String(seedOf(path)));
}

/** What files that were given one by one belong to. */
function ownGroup(path: string): string {
  const seed = seedInName(portable(path));
  if (isMoment(path) && !/checkpoint-\d+$/.test(portable(path).replace(/\/$/, ""))) return path;
  return `${seed ?? ""} ${dirname(path)}`;
}

function grouped(paths: readonly string[], groupOf: (path: string) => string): NetworkPlace[] {
  const groups = new Map<string, string[]>();
  for (const path of paths) groups.set(groupOf(path), [...(groups.get(groupOf(path)) ?? []), path]);
  return [...groups.values()].map((members) => {
    const [first = ""] = members;
    const shared = members.every((path) => dirname(path) === dirname(first));
    // A file's name may hold the seed that its folder does not.
    const named = members.length === 1 || seedInName(basename(first)) !== undefined || !shared;
    return { name: named ? first : dirname(first), paths: members };
  });
}

function portable(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}

function nothing(pattern: string): never {
  throw new StillpointError(
    "INPUT",
    `checkpoints ${pattern}: expected ONNX files, model.json files or model folders; got none; check the path and quote the pattern`,
  );
}
