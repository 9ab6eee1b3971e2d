// Models as TensorFlow.js saves them: which paths are one, and which files belong to it.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseJson, StillpointError } from "@stillpoint/core";
import { describeModel, isModelJson } from "@stillpoint/tfjs";
import { fileFault } from "./file-fault.ts";
import { ensureRegular } from "./regular-file.ts";

/** What the file with the network is called in a folder. */
export const TFJS_MODEL = "model.json";

/** Bytes of the largest JSON file that is looked into: a model's weights lie beside it. */
const LARGEST = 2 ** 28;

/** Whether a file is a model.json, by whatever name. One that is called so and is no whole JSON is a damaged model. */
export function isTfjsModel(path: string): boolean {
  if (!/\.json$/i.test(path) || !existsSync(path)) return false;
  const found = statSync(path);
  if (!found.isFile() || found.size > LARGEST) return false;
  const bytes = readFileSync(path);
  // Most JSON files are something else, and need not be parsed to know it.
  if (basename(path) !== TFJS_MODEL && !bytes.includes("weightsManifest")) return false;
  const json = parseJson(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  return json === undefined ? basename(path) === TFJS_MODEL : isModelJson(json);
}

/** Whether a folder holds a saved network. */
export function isTfjsFolder(path: string): boolean {
  return isTfjsModel(join(path, TFJS_MODEL));
}

/** The model.json of a folder that holds one. Throws `INPUT` where other networks lie in the folder or right below it. */
export function tfjsFileOf(folder: string): string {
  const names = readdirSync(folder).filter((name) => !name.startsWith("."));
  const others = names.flatMap((name) => {
    if (name !== TFJS_MODEL && (/\.onnx$/i.test(name) || isTfjsModel(join(folder, name)))) return [name];
    return isTfjsFolder(join(folder, name)) ? [`${name}/${TFJS_MODEL}`] : [];
  });
  if (others.length === 0) return join(folder, TFJS_MODEL);
  const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
  throw new StillpointError(
    "INPUT",
    `checkpoints ${folder}: expected one network, or a folder for each step; got ${TFJS_MODEL} beside ${others.slice(0, 3).join(", ")}${more}; name a file, or move ${TFJS_MODEL} and its weights to a folder of their own`,
  );
}

/** The text of a model.json. Throws `INPUT` where it cannot be read. */
export function tfjsText(path: string): string {
  try {
    ensureRegular(path);
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `model.json: expected a readable file; got ${fileFault(cause)}; check the path`,
      {
        cause,
      },
    );
  }
}

/** Files of a model's weights, relative to its model.json. Throws `MODEL` for another JSON and for one that names files elsewhere. */
export function tfjsShards(path: string): readonly string[] {
  return describeModel(tfjsText(path)).shards;
}

/** The model.json and the shards of its weights. Throws as `tfjsShards` does. */
export function tfjsPaths(path: string): string[] {
  return [path, ...tfjsShards(path).map((shard) => join(dirname(path), shard))];
}
