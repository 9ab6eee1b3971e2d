// ONNX checkpoints on disk: which files, in which order, at which step.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { isReduced } from "@stillpoint/tokenizer";
import { globSync } from "tinyglobby";
import { folderWith, isModelFolder, modelFolder } from "./model-folder.ts";

export interface StepFile {
  readonly step: number;
  readonly file: string;
}

/**
 * Files of a glob, or the ONNX files of a folder, by increasing step. The step is the last number in the file name. A
 * Hugging Face model folder is one checkpoint, at step 0 unless it is called `checkpoint-N`; a glob of such folders, or
 * a folder of them, is several, the step the last number in their names. Throws `INPUT` for no file, a name without a
 * number among several, two files of one step, and a quantised file of a model folder.
 */
export function checkpointFiles(pattern: string): StepFile[] {
  const found = matches(pattern);
  if (found.length === 0) {
    throw new StillpointError(
      "INPUT",
      `checkpoints ${pattern}: expected ONNX files or model folders; got none; check the path and quote the pattern`,
    );
  }
  const steps = found.map((path) => ({ file: networkAt(path), step: stepOf(path, found.length) }));
  steps.sort((a, b) => a.step - b.step);
  const twin = steps.find(({ step }, index) => steps[index + 1]?.step === step);
  if (twin !== undefined) {
    throw new StillpointError(
      "INPUT",
      `checkpoints ${pattern}: expected one file per step; got two of step ${twin.step}; narrow the pattern`,
    );
  }
  return steps;
}

/** Paths of ONNX files and of model folders. */
function matches(pattern: string): string[] {
  if (isModelFolder(pattern)) return [pattern];
  if (existsSync(pattern) && statSync(pattern).isDirectory()) {
    const files = globSync("*.onnx", { cwd: pattern }).map((name) => join(pattern, name));
    if (files.length > 0) return files;
    return readdirSync(pattern)
      .map((name) => join(pattern, name))
      .filter(isModelFolder);
  }
  // A backslash would escape what follows it; Windows takes both.
  const portable = sep === "\\" ? pattern.replaceAll("\\", "/") : pattern;
  const files = globSync(portable, { expandDirectories: false });
  if (files.length > 0) return files;
  return globSync(portable, { expandDirectories: false, onlyDirectories: true }).filter(isModelFolder);
}

/** The network file at a path: itself, or that of a model folder. Throws `INPUT` for a quantised one. */
export function networkAt(path: string): string {
  if (isModelFolder(path)) return join(path, modelFolder(path).model);
  const folder = folderWith(path, "config.json");
  // Anywhere else a name is only a name.
  if (folder !== undefined && isReduced(path)) modelFolder(folder, relative(folder, path).replaceAll("\\", "/"));
  return path;
}

function stepOf(path: string, files: number): number {
  const folder = isModelFolder(path) ? path : folderWith(path, "config.json");
  const numbers = numbersIn(path) ?? (files > 1 && folder !== undefined ? numbersIn(folder) : null);
  // One folder is one moment, and the number in `bert-v2` is none of a step.
  const named = files > 1 || folder !== path || /checkpoint-\d+[/\\]?$/.test(path);
  if (numbers !== null && named) return Number(numbers.at(-1));
  if (files === 1) return 0;
  throw new StillpointError(
    "INPUT",
    `checkpoint ${path}: expected a step number in its name, such as 00090.onnx; got none; rename the files`,
  );
}

function numbersIn(path: string): RegExpMatchArray | null {
  const name = basename(path.replace(/[/\\]$/, ""));
  return name.replace(/\.onnx$/i, "").match(/\d+/g);
}
