// Checkpoints on disk: which files, in which order, at which step.

import { relative } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { stepsFromNames } from "@stillpoint/experiment";
import { isReduced } from "@stillpoint/tokenizer";
import { folderWith, isModelFolder, networkOfFolder } from "./model-folder.ts";
import { type NetworkPlace, networkPlaces } from "./network-places.ts";
import { isTfjsFolder, tfjsFileOf } from "./tfjs-files.ts";
import { ensureTfjsModel } from "./tfjs-shards.ts";

export interface StepFile {
  readonly step: number;
  readonly file: string;
}

/** A network's files by increasing step. */
export interface StepFiles {
  readonly files: readonly StepFile[];
  /** The field of their names that holds the step; undefined where it is the one number that differs. */
  readonly field: string | undefined;
}

/**
 * Files of a glob, or the ONNX files of a folder, by increasing step, read from their names as `stepsFromNames` does. A
 * Hugging Face model folder is one checkpoint, at step 0 unless it is called `checkpoint-N`; a glob of such folders, or
 * a folder of them, is several. Throws `INPUT` for no file, names that tell no step, two files of one step, networks of
 * several seeds, and a quantised file of a model folder.
 */
export function checkpointFiles(pattern: string): readonly StepFile[] {
  const [place, ...others] = networkPlaces([pattern]);
  if (place === undefined || others.length > 0) {
    const names = [place, ...others].map((each) => each?.name).join(", ");
    throw new StillpointError(
      "INPUT",
      `checkpoints ${pattern}: expected one network; got ${1 + others.length}, ${names}; name one of them`,
    );
  }
  return checkpointsAt(place).files;
}

/** The files of a network. Throws `INPUT` as `checkpointFiles` does. */
export function checkpointsAt({ name, paths }: NetworkPlace): StepFiles {
  const place = `checkpoints ${name}`;
  const { steps, field } = stepsIn(paths, place);
  const files = paths.map((path, k) => ({ file: networkAt(path), step: steps[k] ?? 0 }));
  files.sort((a, b) => a.step - b.step);
  const twin = files.findIndex(({ step }, index) => files[index + 1]?.step === step);
  if (twin >= 0) {
    const both = files.slice(twin, twin + 2).map(({ file }) => file);
    throw new StillpointError(
      "INPUT",
      `${place}: expected one file per step; got two of step ${files[twin]?.step}, ${both.join(" and ")}; narrow the pattern`,
    );
  }
  return { files, field };
}

function stepsIn(paths: readonly string[], place: string): { steps: readonly number[]; field: string | undefined } {
  const [first = ""] = paths;
  // One folder is one moment, and the number in `bert-v2` is none of a step.
  if (paths.length === 1 && isModelFolder(first) && !/checkpoint-\d+[/\\]?$/.test(first)) {
    return { steps: [0], field: undefined };
  }
  return stepsFromNames(tellingNames(paths), place);
}

/** Names without `.onnx`, of a `model.json` its folder's; where files of several folders are called alike, the parts of their paths that differ. */
function tellingNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) =>
    path
      .replace(/[/\\]model\.json$|\.(onnx|json)$/i, "")
      .split(/[/\\]/)
      .filter(Boolean),
  );
  const names = parts.map((each) => each.at(-1) ?? "");
  if (new Set(names).size === names.length) return names;
  const depth = Math.max(...parts.map(({ length }) => length));
  const differ = Array.from({ length: depth }, (_, k) => new Set(parts.map((each) => each[k])).size > 1);
  return parts.map((each) => each.filter((_, k) => differ[k]).join("/"));
}

/**
 * The network file at a path: itself, or that of a model folder. Throws `INPUT` for a quantised one and for a model.json
 * beside other networks, `MODEL` for a JSON file that is no model.
 */
export function networkAt(path: string): string {
  if (isTfjsFolder(path)) return tfjsFileOf(path);
  if (isModelFolder(path)) return networkOfFolder(path);
  if (/\.json$/i.test(path)) ensureTfjsModel(path);
  const folder = folderWith(path, ["config.json"]);
  // Anywhere else a name is only a name.
  if (folder !== undefined && isReduced(path)) networkOfFolder(folder, relative(folder, path).replaceAll("\\", "/"));
  return path;
}
