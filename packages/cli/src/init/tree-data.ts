// The data in a folder tree: pictures, shapes or texts, and masks beside them.

import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { type FolderTree, folderOf } from "./folder-tree.ts";
import type { NetworkFilesOfTree } from "./network-files.ts";

/** Data of one kind as a config names them, from the root. */
export interface TreeData {
  readonly modality: string;
  readonly path: string;
  /** Files in it. */
  readonly count: number;
}

export interface FoundData {
  readonly data: readonly TreeData[];
  readonly masks: readonly string[];
  /** Files of classes, such as labels.csv. */
  readonly labels: readonly string[];
  /** Tokenizers' files, `tokenizer.json` before `vocab.txt`. */
  readonly tokenizers: readonly string[];
}

const PICTURE = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;
const SHAPE = /\.(off|obj|ply|xyz|pts)$/i;
const CLOUD_ROWS = /^(-?[\d.]+(e[-+]?\d+)?[ \t,;]+){2,}-?[\d.]+(e[-+]?\d+)?[ \t]*\r?\n/i;
const MASKS = /^(masks?|segmentations?|annotations?|regions?)$/i;

/** Folders of pictures and of shapes, files of sentences and questions, and folders called masks. */
export function treeData({ root, files }: FolderTree, { onnx, tfjs }: NetworkFilesOfTree): FoundData {
  const networks = [...onnx, ...tfjs];
  const saved = new Set(tfjs);
  const masks = new Set<string>();
  const pictures: string[] = [];
  const shapes: string[] = [];
  const texts: string[] = [];
  const data: TreeData[] = [];
  for (const file of files) {
    const parts = file.split("/");
    const mask = parts.slice(0, -1).findIndex((part) => MASKS.test(part));
    if (mask >= 0) masks.add(parts.slice(0, mask + 1).join("/"));
    else if (PICTURE.test(file)) pictures.push(file);
    else if (SHAPE.test(file)) shapes.push(file);
    else if (parts.length > 1 && /\.txt$/i.test(file)) texts.push(file);
    else if (/\.(h5|hdf5)$/i.test(file)) data.push({ modality: "pointcloud", path: file, count: 1 });
    else if (/\.(tsv|jsonl)$/i.test(file) && !/(^|\/)labels\.tsv$/i.test(file))
      data.push({ modality: "sentiment", path: file, count: 1 });
    else if (/\.json$/i.test(file) && !saved.has(file) && isSquad(join(root, file)))
      data.push({ modality: "qa", path: file, count: 1 });
  }
  // ModelNet40 and ShapeNetPart come as .txt, which much else is called: taken where there is nothing else to take.
  if (pictures.length + shapes.length + data.length === 0) shapes.push(...cloudTexts(root, texts));
  const folders = (modality: string, of: readonly string[]): TreeData[] =>
    tops(of, [...networks, ...masks]).map((path) => ({
      modality,
      path,
      count: of.filter((file) => within(file, path)).length,
    }));
  return {
    data: [...folders("image", pictures), ...folders("pointcloud", shapes), ...data],
    labels: files.filter((file) => /(^|\/)labels\.(csv|tsv)$/i.test(file)),
    tokenizers: ["tokenizer.json", "vocab.txt"].flatMap((name) =>
      files.filter((file) => file.split("/").at(-1) === name),
    ),
    masks: [...masks].filter((path) => networks.every((file) => !within(file, path))),
  };
}

function within(file: string, folder: string): boolean {
  return folder === "" || file.startsWith(`${folder}/`);
}

/** The outermost folders of files that hold nothing else: neither a network nor masks. Folders of classes lie in one of data. */
function tops(of: readonly string[], others: readonly string[]): string[] {
  const mixed = new Set<string>();
  for (const other of others) for (let at = folderOf(other); at !== ""; at = folderOf(at)) mixed.add(at);
  const found = new Set<string>();
  for (const file of of) {
    const parts = folderOf(file).split("/");
    const folders = parts.map((_, k) => parts.slice(0, k + 1).join("/"));
    const top = folders.find((folder) => folder !== "" && !mixed.has(folder));
    if (top !== undefined) found.add(top);
  }
  return [...found].sort();
}

/** Texts of the folders whose first text is rows of three numbers or more. */
function cloudTexts(root: string, texts: readonly string[]): string[] {
  const holds = new Map<string, boolean>();
  return texts.filter((file) => {
    const folder = folderOf(file);
    const isCloud = holds.get(folder) ?? CLOUD_ROWS.test(startOf(join(root, file), 1000));
    holds.set(folder, isCloud);
    return isCloud;
  });
}

/** Whether a JSON file looks like SQuAD's: by its beginning, as it may be large. */
function isSquad(path: string): boolean {
  const start = startOf(path, 20_000);
  return /"paragraphs"/.test(start) && /"data"/.test(start);
}

function startOf(path: string, bytes: number): string {
  const descriptor = openSync(path, "r");
  try {
    const start = new Uint8Array(bytes);
    return new TextDecoder().decode(start.subarray(0, readSync(descriptor, start)));
  } finally {
    closeSync(descriptor);
  }
}
