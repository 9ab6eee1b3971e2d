// Where a user's network has its logits and the features before them.

import { trainingFault } from "@stillpoint/autodiff";
import type { Labels } from "@stillpoint/preprocess";
import { inNetwork } from "../files/model-file.ts";
import { networkFile } from "../files/network-file.ts";
import { logitOutput } from "../mechanism/logit-output.ts";
import { beginningOutput } from "./span-answers.ts";

/** As a study's network has them. */
export interface OpenedNetwork {
  readonly output: string;
  /** The row of the logits that is asked for, where they have several. */
  readonly row?: number;
  /** Absent where the last layer is no matrix. */
  readonly layers?: readonly string[];
}

/** Throws `MODEL` for networks in training mode, or without the answers that `labels` are of. */
export async function openedNetwork(file: string, labels: Labels["kind"]): Promise<OpenedNetwork> {
  try {
    const network = await networkFile(file);
    const found = labels === "span" ? beginningOutput(network.graph) : await classOutput(network);
    const fault = trainingFault(network.graph, found.output);
    if (fault !== undefined) throw fault;
    return found;
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}

async function classOutput(network: Awaited<ReturnType<typeof networkFile>>): Promise<OpenedNetwork> {
  const { logits, last } = await logitOutput(network);
  return { output: logits, ...(last === undefined ? {} : { layers: [last.features] }) };
}
