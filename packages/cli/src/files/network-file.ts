// A network's file, ready to be fitted to and opened.

import type { FittedNetwork } from "@stillpoint/preprocess";
import { networkAt } from "./checkpoint-files.ts";
import { readModelFile, readNetworkFile } from "./model-file.ts";

export interface NetworkFile extends FittedNetwork {
  /** The file's bytes, read anew each time: large networks must not pile up in memory. */
  read(): Promise<Uint8Array>;
}

/** An ONNX file or a Hugging Face model folder. Throws `INPUT` for what cannot be read, `MODEL` for what is no network. */
export function networkFile(path: string): NetworkFile {
  const name = networkAt(path);
  return { name, graph: readNetworkFile(name).graph, read: async () => readModelFile(name) };
}
