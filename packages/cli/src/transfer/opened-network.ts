// Where a user's network has its logits and the features before them.

import { trainingFault } from "@stillpoint/autodiff";
import { inNetwork } from "../files/model-file.ts";
import { networkFile } from "../files/network-file.ts";
import { logitOutput } from "../mechanism/logit-output.ts";

/** `layers` are absent where the last layer is no matrix. Throws `MODEL` for networks in training mode or without classes. */
export async function openedNetwork(
  file: string,
): Promise<{ readonly output: string; readonly layers?: readonly string[] }> {
  try {
    const network = await networkFile(file);
    const { logits, last } = await logitOutput(network);
    const fault = trainingFault(network.graph, logits);
    if (fault !== undefined) throw fault;
    return { output: logits, ...(last === undefined ? {} : { layers: [last.features] }) };
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}
