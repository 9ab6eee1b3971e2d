// What a TensorFlow.js model on disk offers to be measured.

import type { Graph } from "@stillpoint/autodiff";
import type { Inspection } from "@stillpoint/core";
import { inspectTfjs } from "@stillpoint/tfjs";
import { inNetwork } from "../files/model-file.ts";
import { openTensorFlow } from "./tensorflow.ts";
import { openTfjsFile } from "./tfjs-network.ts";

/** A network's inspection, with the graph that data are fitted to. */
export interface InspectedTfjs {
  readonly inspection: Inspection;
  readonly graph: Graph;
}

/** Opens a model.json and tries its layers. Throws `INPUT`, `MODEL` naming the file, `RUNTIME` without TensorFlow.js. */
export async function inspectTfjsFile(file: string): Promise<InspectedTfjs> {
  const backend = await openTensorFlow();
  const own = await openTfjsFile(file, backend);
  try {
    return { inspection: await inspectTfjs(own, backend), graph: own.model.graph };
  } catch (cause) {
    throw inNetwork(file, cause);
  } finally {
    own.network.close();
  }
}
