// The checkpoints of one network on disk, as a measurement takes them.

import type { FeatureModel, Role } from "@stillpoint/core";
import type { TaskCheckpoint, TaskNetwork } from "@stillpoint/experiment";
import type { OpenNetwork } from "@stillpoint/onnx";
import { checkpointFiles, type StepFile } from "./checkpoint-files.ts";
import { identifiedModel, modelDigest, modelIdentity } from "./model-file.ts";
import { type FoundPaths, pathsOf } from "./path-file.ts";

export interface NetworkFolderOptions {
  readonly role: Role;
  /** Training seed. */
  readonly seed: number;
  /** Whose weights' path is told beside the whole network's. */
  readonly layer: string;
  readonly open: OpenNetwork;
}

/**
 * A folder of ONNX files, a glob, or Hugging Face model folders: one file a checkpoint, the last number of its name its
 * step. Files are opened when they are measured. How far the weights have moved is read from the record beside them
 * (`path.json`, `path.csv`, `paths.json`), or summed over their weights.
 *
 * Throws `INPUT` for no file, names without a step, two files of one step; `LAYER` where no weight lies behind the layer.
 */
export function networkFolder(
  pattern: string,
  { role, seed, layer, open }: NetworkFolderOptions,
): Promise<TaskNetwork> {
  return taskNetworkOf({ role, seed, files: checkpointFiles(pattern) }, layer, open);
}

/** Files of one network; `steps` are reported instead of the files' own. */
export interface NetworkFiles {
  readonly role: Role;
  readonly seed: number;
  readonly files: readonly StepFile[];
  readonly steps?: readonly number[];
}

/** The network at a layer. The teacher did not train here, so it has no path. Throws `INPUT`, `MODEL`, `LAYER`. */
export function taskNetworkOf(network: NetworkFiles, layer: string, open: OpenNetwork): Promise<TaskNetwork> {
  return taskNetworkWith(network, {
    paths: () => pathsOf(network.files, layer),
    open: async (file, identity, to) => open(identity, await identifiedModel(file, identity), to),
  });
}

/** What an engine does with a network's files. */
export interface FileOpening {
  paths(): Promise<FoundPaths>;
  /** Cuts the file that `identity` names. Throws `INPUT` where it is another by now. */
  open(file: string, identity: string, to: string): Promise<FeatureModel>;
}

/** `taskNetworkOf` for any engine. */
export async function taskNetworkWith(
  { role, seed, files, steps }: NetworkFiles,
  { paths: find, open }: FileOpening,
): Promise<TaskNetwork> {
  const paths = role === "teacher" ? undefined : await find();
  const still = { perStep: Number.NaN, perCheckpoint: Number.NaN };
  const checkpoints: TaskCheckpoint[] = [];
  for (const [k, { step, file }] of files.entries()) {
    const identity = await modelIdentity(file);
    checkpoints.push({
      step: steps?.[k] ?? step,
      path: paths?.steps.get(step) ?? { layer: still, network: still },
      identity,
      digest: () => modelDigest(file, identity),
      open: (to) => open(file, identity, to),
    });
  }
  return { role, seed, checkpoints, ...(paths === undefined ? {} : { origins: paths.origins }) };
}
