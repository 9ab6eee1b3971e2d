// What dropped files are, by their names.

import { StillpointError } from "@stillpoint/core";
import { networkIn } from "@stillpoint/tokenizer";
import type { NamedFile } from "../lab/protocol.ts";
import { stemOf } from "./file-name.ts";

/** An ONNX file or a model.json with all that may belong to it. */
export interface DroppedNetwork {
  readonly name: string;
  /** The network first, then the files of its folder that may be its weights. */
  readonly files: readonly NamedFile[];
  /** The network and the files of its weights, as far as their names tell. */
  readonly own: readonly string[];
  /** Bytes of them. */
  readonly size: number;
}

export interface SortedFiles {
  readonly networks: readonly DroppedNetwork[];
  readonly pictures: readonly NamedFile[];
  readonly masks: readonly NamedFile[];
  readonly clouds: readonly NamedFile[];
  /** Regions of clouds. */
  readonly regions: readonly NamedFile[];
  readonly sentences: readonly NamedFile[];
  readonly questions: readonly NamedFile[];
  readonly tokenizer: readonly NamedFile[];
  /** A finished run's own files; its checkpoints and samples are among none of the others. */
  readonly run: readonly NamedFile[];
  /** What is wrong with the drop, a sentence each. */
  readonly faults: readonly string[];
}

const PICTURE = /\.(png|jpe?g|webp|gif|bmp|avif|svg)$/i;
const CLOUD = /\.(off|obj|ply|xyz|pts)$/i;
const SENTENCES = /\.(tsv|jsonl|ndjson)$/i;
/** What lies in a Hugging Face folder beside the network. */
const TOKENIZER =
  /(^|\/)(tokenizer\.json|vocab\.(txt|json)|merges\.txt|(tokenizer_config|special_tokens_map|added_tokens|config)\.json)$/i;
/** As TensorFlow.js saves a network, and the shards of its weights. */
const TFJS = /(^|[/._-])model\.json$/i;
const SHARD = /(\.bin|shard\d+of\d+)$/i;
const MASKS = /(^|[/._-])(masks?|annotations?|segmentations?)([/._-]|$)/i;
const HIDDEN = /(^|\/)\./;
/** What a finished run leaves in its folder, and the folders that belong to it. */
const RUN = /^(.*\/)?(report(-partial)?\.(json|html)|entropies\.parquet)$/i;
const OF_RUN =
  /^(report(-partial)?\.(json|html)|entropies\.parquet|analyze-[^/]*\.json|(shards|tasks|checkpoints|data|trials|earlier)\/.*)$/i;
/** JSON of tools that is no questions. */
const SETTINGS =
  /(^|[/._-])(config|settings|index|package|lock|state|args|arguments|results|metrics|manifest|calibration)([._-][^/]*)?\.json$/i;
/** What is never a file of weights, whatever they are called. */
const NO_WEIGHTS =
  /\.(txt|md|html|py|js|ts|map|csv|tsv|jsonl|ndjson|json|ya?ml|xml|log|zip|parquet|h5|pt|pth|safetensors)$/i;

/** Sorts files by name alone, so that nothing of them is read. */
export function sortFiles(all: readonly NamedFile[]): SortedFiles {
  const seen = all.filter(({ name }) => !HIDDEN.test(name));
  const run = runIn(seen);
  const ofRun = new Set(run);
  const files = seen.filter((file) => !ofRun.has(file));
  const named = (pattern: RegExp): NamedFile[] => files.filter(({ name }) => pattern.test(name));
  const pictures = named(PICTURE);
  const others = new Set(pictures.flatMap(({ name }) => (/\.png$/i.test(name) ? [] : [stemOf(name)])));
  // A PNG beside a JPEG of the same name is its mask.
  const isMask = ({ name }: NamedFile): boolean =>
    MASKS.test(name) || (/\.png$/i.test(name) && others.has(stemOf(name)));
  const tokenizer = named(TOKENIZER);
  const texts = new Set(tokenizer);
  const json = files.filter((file) => /\.json$/i.test(file.name) && !texts.has(file));
  const tfjs = json.filter(({ name }) => TFJS.test(name));
  const faults: string[] = [];
  return {
    networks: [...networksIn(files, faults), ...tfjs.map((file) => withBeside(file, files))],
    pictures: pictures.filter((file) => !isMask(file)),
    masks: pictures.filter(isMask),
    clouds: named(CLOUD),
    regions: files.filter((file) => /\.(txt|seg|labels?)$/i.test(file.name) && isMask(file)),
    sentences: named(SENTENCES),
    questions: json.filter(({ name }) => !TFJS.test(name) && !SETTINGS.test(name)),
    tokenizer,
    run,
    faults,
  };
}

function runIn(files: readonly NamedFile[]): NamedFile[] {
  const folders = new Set(
    files.flatMap(
      ({ name }) =>
        RUN.exec(name)
          ?.slice(1, 2)
          .map((folder = "") => folder) ?? [],
    ),
  );
  return files.filter(({ name }) =>
    [...folders].some((folder) => name.startsWith(folder) && OF_RUN.test(name.slice(folder.length))),
  );
}

function networksIn(files: readonly NamedFile[], faults: string[]): DroppedNetwork[] {
  const networks = files.filter(({ name }) => /\.onnx$/i.test(name));
  const found: DroppedNetwork[] = [];
  const folders = new Set(networks.map(({ name }) => modelFolder(name, files)));
  for (const folder of folders) {
    const own = networks.filter(({ name }) => modelFolder(name, files) === folder);
    for (const file of folder === undefined ? own : chosenIn(folder, own, faults)) found.push(withBeside(file, files));
  }
  return found;
}

/** The Hugging Face folder that a network lies in, with `/` at its end; undefined where it lies in none. */
function modelFolder(name: string, files: readonly NamedFile[]): string | undefined {
  const own = name.slice(0, name.lastIndexOf("/") + 1);
  const outer = own.replace(/onnx\/$/, "");
  return [outer, own].find((folder) =>
    files.some((file) => file.name === `${folder}config.json` || file.name === `${folder}tokenizer.json`),
  );
}

/** The fp32 network of a folder that holds it in several precisions. */
function chosenIn(folder: string, networks: readonly NamedFile[], faults: string[]): readonly NamedFile[] {
  const below = networks.map(({ name }) => name.slice(folder.length));
  // Checkpoints of one training share a tokenizer.
  if (!below.every((name) => /^(onnx\/)?[^/]*model[^/]*\.onnx$/.test(name))) return networks;
  try {
    const chosen = networkIn(below);
    return networks.filter(({ name }) => name === folder + chosen);
  } catch (error) {
    if (!(error instanceof StillpointError)) throw error;
    faults.push(error.message);
    return [];
  }
}

function isNetwork(name: string): boolean {
  return /\.onnx$/i.test(name) || TFJS.test(name);
}

function mayBeWeights(name: string): boolean {
  return !isNetwork(name) && ![PICTURE, CLOUD, NO_WEIGHTS].some((pattern) => pattern.test(name));
}

function withBeside(file: NamedFile, files: readonly NamedFile[]): DroppedNetwork {
  const folder = file.name.slice(0, file.name.lastIndexOf("/") + 1);
  const beside = files.filter(({ name }) => name.startsWith(folder) && mayBeWeights(name));
  const weights = beside.filter(({ name }) => (TFJS.test(file.name) ? SHARD.test(name) : name.startsWith(file.name)));
  return {
    name: file.name,
    files: [file, ...beside],
    own: [file, ...weights].map(({ name }) => name),
    size: [file, ...weights].reduce((sum, { content }) => sum + content.size, 0),
  };
}

/** The tokenizer's files by the paths they have in their folder: those of the network's own folder, else all. */
export function tokenizerOf(network: string, sorted: Pick<SortedFiles, "tokenizer">): NamedFile[] {
  const own = ownTokenizerOf(network, sorted);
  return own.length > 0 ? own : sorted.tokenizer.map(inFolder);
}

/** The tokenizer's files in the network's own folder, by the paths they have there. */
export function ownTokenizerOf(network: string, { tokenizer }: Pick<SortedFiles, "tokenizer">): NamedFile[] {
  const own = network.slice(0, network.lastIndexOf("/") + 1).replace(/onnx\/$/, "");
  return tokenizer.filter(({ name }) => name.slice(0, name.lastIndexOf("/") + 1) === own).map(inFolder);
}

function inFolder({ name, content }: NamedFile): NamedFile {
  return { name: name.slice(name.lastIndexOf("/") + 1), content };
}

/**
 * What a network is called where there is little room: its file's name, with as many folders as tell it from `others`;
 * with its folder where all are called alike.
 */
export function shortName(name: string, others: readonly string[] = []): string {
  const parts = name.split("/");
  let from = parts.length - (/^model\.json$/i.test(parts.at(-1) ?? "") ? 2 : 1);
  const last = (): string => parts.slice(Math.max(0, from)).join("/");
  while (from > 0 && others.some((other) => other !== name && `/${other}`.endsWith(`/${last()}`))) from -= 1;
  return last();
}

/** Why networks are not compared, in a sentence; undefined where they can be. */
export function mixedNetworks(networks: readonly { readonly name: string }[]): string | undefined {
  const saved = networks.find(({ name }) => TFJS.test(name));
  const other = networks.find(({ name }) => !TFJS.test(name));
  if (saved === undefined || other === undefined) return undefined;
  return `networks: expected all as ONNX or all as TensorFlow.js; got ${other.name} and ${saved.name}; remove one, or export them alike`;
}

/** Files under their newest contents: a name that comes again replaces what it was. */
export function together(before: readonly NamedFile[], more: readonly NamedFile[]): NamedFile[] {
  const names = new Set(more.map(({ name }) => name));
  return [...before.filter(({ name }) => !names.has(name)), ...more];
}
