// `stillpoint inspect`: what a network offers to be measured.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { InspectedLayer, InspectedShape, Inspection } from "@stillpoint/core";
import { inspectNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { inspectTfjsFile } from "../engines/tfjs-inspection.ts";
import { inNetwork, readNetworkFile } from "../files/model-file.ts";
import { isModelFolder, networkOfFolder } from "../files/model-folder.ts";
import { isTfjsFolder, TFJS_MODEL, tfjsFileOf } from "../files/tfjs-files.ts";
import type { Terminal } from "../session.ts";

export interface InspectOptions {
  readonly json: boolean;
  /** Every layer instead of one for each part of the network. */
  readonly all: boolean;
}

/** Operators that only arrange what others computed. */
const ARRANGING = /^(Cast|Concat|Expand|Flatten|Gather|Identity|Reshape|Slice|Split|Squeeze|Transpose|Unsqueeze)$/;

/** Rows of a list that is not folded. */
const SHORT = 24;

/** Reads and runs an ONNX file, the network of a model folder, or a model.json. Errors name the file. */
async function inspectFile(path: string): Promise<Inspection> {
  if (/\.json$/i.test(path)) return (await inspectTfjsFile(path)).inspection;
  const model = await readNetworkFile(path);
  try {
    await using runtime = nodeRuntime({ workers: 1 });
    return await inspectNetwork(model, runtime);
  } catch (cause) {
    throw inNetwork(path, cause);
  }
}

/** The command. */
export async function inspect(given: string, options: InspectOptions, terminal: Terminal): Promise<void> {
  const path = networkIn(given);
  const found = await inspectFile(path);
  const text = options.json
    ? `${JSON.stringify({ file: path, ...found, command: commandFor(given, found) }, null, 2)}\n`
    : described(path, found, options.all, commandFor(given, found));
  terminal.out(text);
}

/** A folder's network; a model.json that is none is read as one, which says what it holds. */
function networkIn(given: string): string {
  if (isTfjsFolder(given)) return tfjsFileOf(given);
  if (isModelFolder(given)) return networkOfFolder(given);
  const inside = join(given, TFJS_MODEL);
  return existsSync(inside) ? inside : given;
}

/** What a terminal shows of any engine's inspection. */
export function described(path: string, found: Inspection, all: boolean, command: string): string {
  const ports = [
    ...found.inputs.map((port) => ["input", port] as const),
    ...found.outputs.map((port) => ["output", port] as const),
  ].map(([kind, { name, type, shape, meaning }]) => {
    const noise = kind === "input" && name === found.from ? "noise is added here" : undefined;
    const says = [meaning, noise].filter((text) => text !== undefined).join("; ");
    return `${kind.padEnd(7)} ${name} ${type} ${shaped(shape)}${says === "" ? "" : `  ${says}`}\n`;
  });
  const inner = found.from !== undefined && !found.inputs.some(({ name }) => name === found.from);
  return [
    `${path}: ${found.format}, ${found.weights.toLocaleString("en")} weights, by ${found.producer || "unknown"}\n`,
    ...ports,
    ...(inner ? [`noise is added to ${found.from}\n`] : []),
    ...found.warnings.map((warning) => `warning ${warning}\n`),
    ...suggestions(found),
    ...list(found, all),
    ...(command === "" ? [] : [`\nmeasure\n  ${command}\n`]),
  ].join("");
}

function suggestions({ suggested }: Inspection): string[] {
  if (suggested.length === 0) return [];
  const width = Math.max(...suggested.map(({ layer }) => layer.length));
  const rows = suggested.map(({ layer, tensor, shape, reason }) => {
    const which = tensor === layer ? "" : `, tensor ${tensor}`;
    return `  ${layer.padEnd(width)}  ${reason} ${shaped(shape)}${which}\n`;
  });
  return ["\nsuggested layers\n", ...rows];
}

/** Layers by the part of the network they belong to: all of them, or of each part its output. */
function list({ layers }: Inspection, all: boolean): string[] {
  const shown = all || layers.length <= SHORT ? layers : folded(layers);
  const names = shown.map(({ modules, name }) => modules[0] ?? name);
  const width = Math.max(8, ...names.map((name) => name.length));
  let group = "";
  let reason: string | undefined;
  const rows = shown.flatMap((layer, k) => {
    const { op, shape, obstacle, modules, name } = layer;
    const also = [...modules.slice(1, 3), ...(modules.length > 0 ? [`tensor ${name}`] : [])];
    const again = obstacle === reason ? ", as above" : `: ${obstacle}`;
    const verdict = obstacle === undefined ? "" : `  not measurable${again}`;
    reason = obstacle;
    const row = `  ${(names[k] ?? "").padEnd(width)}  ${op.padEnd(20)} ${shaped(shape)}${also.length > 0 ? `  ${also.join(", ")}` : ""}${verdict}\n`;
    const head = all && layer.group !== group ? [` ${layer.group === "" ? "outside all modules" : layer.group}\n`] : [];
    group = layer.group;
    return [...head, row];
  });
  const more = layers.length - shown.length;
  return [
    "\nlayers (measure with --layer NAME)\n",
    ...rows,
    ...(layers.length === 0 ? ["  none\n"] : []),
    ...(shown.length === 0 && layers.length > 0 ? [`  none can be measured: ${layers[0]?.obstacle}\n`] : []),
    ...(more > 0 ? [`  … ${more} more, --all lists them\n`] : []),
  ];
}

/** The output of each part that can be measured, or where no parts are known the first layers. */
function folded(layers: readonly InspectedLayer[]): readonly InspectedLayer[] {
  const ends = new Map<string, InspectedLayer>();
  for (const layer of layers) {
    if (layer.obstacle === undefined && layer.modules.includes(layer.group)) ends.set(layer.group, layer);
  }
  const plain = layers.filter(({ obstacle, op }) => obstacle === undefined && !ARRANGING.test(op));
  return (ends.size > 0 ? [...ends.values()] : plain).slice(0, SHORT);
}

function shaped(shape: InspectedShape | undefined): string {
  return shape === undefined ? "" : `[${shape.join(", ")}]`;
}

const DATA: Readonly<Record<string, string>> = {
  image: "--data PICTURES --masks MASKS",
  pointcloud: "--data CLOUDS",
  sentiment: "--data SENTENCES.tsv",
  qa: "--data SQUAD.json",
};

/** The command that measures the suggested layers; "" where none is suggested. */
function commandFor(given: string, { suggested, modality, format }: Inspection): string {
  if (suggested.length === 0) return "";
  const layers = suggested.map(({ layer }) => layer).join(",");
  const data = DATA[modality ?? ""] ?? "--data DATA";
  const quoted = (text: string): string => (/^[\w.,:/#-]+$/.test(text) ? text : `'${text}'`);
  return `stillpoint analyze --distilled ${quoted(given)} --scratch BASELINE${/onnx/i.test(format) ? ".onnx" : ""} --modality ${modality ?? "MODALITY"} --layer ${quoted(layers)} ${data}`;
}
