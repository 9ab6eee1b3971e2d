// What a TensorFlow.js model on disk offers to be measured.

import type { Inspection } from "@stillpoint/core";
import { inspectTfjs } from "@stillpoint/tfjs";
import { inNetwork } from "../files/model-file.ts";
import { openTensorFlow } from "./tensorflow.ts";
import { openTfjsFile } from "./tfjs-network.ts";

/** Opens a model.json and tries its layers. Throws `INPUT`, `MODEL` naming the file, `RUNTIME` without TensorFlow.js. */
export async function inspectTfjsFile(file: string): Promise<Inspection> {
  const backend = await openTensorFlow();
  const own = await openTfjsFile(file, backend);
  try {
    return await inspectTfjs(own, backend);
  } catch (cause) {
    throw inNetwork(file, cause);
  } finally {
    own.network.close();
  }
}
