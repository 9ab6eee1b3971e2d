// The files of a folder tree that hold networks.

import { join } from "node:path";
import { isTfjsModel, TFJS_MODEL } from "../files/tfjs-files.ts";
import type { FolderTree } from "./folder-tree.ts";

/** Networks by the engine that runs them, paths from the root. */
export interface NetworkFilesOfTree {
  readonly onnx: readonly string[];
  /** JSON files that TensorFlow.js saved, damaged ones called model.json too. */
  readonly tfjs: readonly string[];
  /** Files called model.json that hold something else. */
  readonly other: readonly string[];
}

/** Every ONNX file and every model that TensorFlow.js saved, by whatever name. */
export function networkFilesOf({ root, files }: FolderTree): NetworkFilesOfTree {
  const json = files.filter((file) => /\.json$/i.test(file));
  const tfjs = json.filter((file) => isTfjsModel(join(root, file)));
  return {
    onnx: files.filter((file) => /\.onnx$/i.test(file)),
    tfjs,
    other: json.filter((file) => file.split("/").at(-1) === TFJS_MODEL && !tfjs.includes(file)),
  };
}
