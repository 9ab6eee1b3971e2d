// What a network answers to a sample.

import { loadNetwork, openOutputs, type Runtime } from "@stillpoint/onnx";
import { answerReader } from "@stillpoint/preprocess";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./networks.ts";
import type { Answer } from "./protocol.ts";

/** Runs the whole network once. Throws `MODEL`, `RUNTIME`. */
export async function answerOf(
  network: HeldNetwork,
  { sample, question }: HeldSample,
  runtime: Runtime,
): Promise<Answer> {
  const reader = answerReader(network.model.graph, question);
  if (typeof reader === "string") return { kind: "none", why: reader };
  const { inputs } = sample.input;
  const loaded = await loadNetwork(network.file, inputs, runtime, undefined, reader.outputs);
  await using outputs = await openOutputs(loaded, reader.outputs, runtime);
  return reader.read(await outputs.run(inputs));
}
