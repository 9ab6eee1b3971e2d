// A network's file, ready to be fitted to and opened.

import type { ModelFile } from "@stillpoint/autodiff";
import type { FittedNetwork } from "@stillpoint/preprocess";
import { networkAt } from "./checkpoint-files.ts";
import { modelFileAt, readNetworkFile } from "./model-file.ts";

export interface NetworkFile extends FittedNetwork {
  /** The file, for `networkOpener`: weights are read when a layer needs them. */
  readonly file: ModelFile;
  /** What reading it changed that one should know, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * An ONNX file, with the data files beside it, or a Hugging Face model folder. Throws `INPUT` for what cannot be read,
 * `MODEL` for what is no network.
 */
export async function networkFile(path: string): Promise<NetworkFile> {
  const name = networkAt(path);
  const { graph, notes = [] } = await readNetworkFile(name);
  return { name, graph, notes, file: modelFileAt(name) };
}
