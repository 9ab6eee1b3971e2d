// ONNX checkpoints on disk: which files, in which order, at which step.

import { existsSync, statSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { globSync } from "tinyglobby";
import { readModelFile } from "../commands/inspect.ts";

export interface StepFile {
  readonly step: number;
  readonly file: string;
}

/**
 * Files of a glob, or the ONNX files of a folder, by increasing step. The step is the last number in the file name.
 * Throws `INPUT` for no file, a name without a number among several, or two files of one step.
 */
export function checkpointFiles(pattern: string): StepFile[] {
  const isFolder = existsSync(pattern) && statSync(pattern).isDirectory();
  const files = isFolder
    ? globSync("*.onnx", { cwd: pattern }).map((name) => join(pattern, name))
    : // A backslash would escape what follows it; Windows takes both.
      globSync(sep === "\\" ? pattern.replaceAll("\\", "/") : pattern, { expandDirectories: false });
  if (files.length === 0) {
    throw new StillpointError(
      "INPUT",
      `checkpoints ${pattern}: expected ONNX files; got none; check the path and quote the pattern`,
    );
  }
  const steps = files.map((file) => ({ file, step: stepOf(file, files.length) })).sort((a, b) => a.step - b.step);
  const twin = steps.find(({ step }, index) => steps[index + 1]?.step === step);
  if (twin !== undefined) {
    throw new StillpointError(
      "INPUT",
      `checkpoints ${pattern}: expected one file per step; got two of step ${twin.step}; narrow the pattern`,
    );
  }
  return steps;
}

function stepOf(file: string, files: number): number {
  const numbers = basename(file)
    .replace(/\.onnx$/i, "")
    .match(/\d+/g);
  if (numbers !== null) return Number(numbers.at(-1));
  if (files === 1) return 0;
  throw new StillpointError(
    "INPUT",
    `checkpoint ${file}: expected a step number in its name, such as 00090.onnx; got none; rename the files`,
  );
}

/** Bytes of a checkpoint, read each time: large networks must not pile up in memory. */
export function readCheckpoint({ file }: StepFile): Uint8Array {
  return readModelFile(file);
}
