// Networks as files: ONNX, and TensorFlow.js where there is a model.json.

import { modelFile } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import type { Runtime } from "@stillpoint/onnx";
import type { HeldNetwork } from "./held-network.ts";
import { holdOnnx } from "./onnx-network.ts";
import type { NamedFile } from "./protocol.ts";
import type { OpenTensorFlow } from "./tensorflow.ts";

/** The file of a network that TensorFlow.js saved: its name, or one that ends in it. */
const TFJS = /(^|[/._-])model\.json$/i;

/**
 * Every ONNX file and every model.json among `files`, with the weights beside it. With a runtime each is inspected, which
 * runs it. Throws `INPUT` where there is none, or weights are missing, `MODEL` for one that cannot be read, `RUNTIME`
 * where TensorFlow.js cannot be had.
 */
export async function holdNetworks(
  files: readonly NamedFile[],
  runtime: Runtime | undefined,
  tensorFlow: OpenTensorFlow,
): Promise<HeldNetwork[]> {
  const networks = files.filter(({ name }) => /\.onnx$/i.test(name) || TFJS.test(name));
  if (networks.length === 0) {
    const names = files.map(({ name }) => name).join(", ") || "nothing";
    throw new StillpointError(
      "INPUT",
      `networks: expected an ONNX file or a model.json; got ${names.slice(0, 200)}; drop a file that ends in .onnx, or a network of TensorFlow.js`,
    );
  }
  const opened: HeldNetwork[] = [];
  try {
    for (const network of networks) opened.push(await held(network, files, runtime, tensorFlow));
  } catch (cause) {
    for (const network of opened) network.close();
    throw cause;
  }
  return opened;
}

async function held(
  file: NamedFile,
  files: readonly NamedFile[],
  runtime: Runtime | undefined,
  tensorFlow: OpenTensorFlow,
): Promise<HeldNetwork> {
  const { name, content } = file;
  const folder = name.slice(0, name.lastIndexOf("/") + 1);
  const beside = files
    .filter((other) => other.name !== name && other.name.startsWith(folder))
    .map((other) => [other.name.slice(folder.length), other.content] as const);
  if (!TFJS.test(name)) return holdOnnx(modelFile(name, content, Object.fromEntries(beside)), runtime);
  // Large, and few visitors have such a network.
  const { holdTfjs } = await import("./tfjs-network.ts");
  return holdTfjs(file, new Map(beside), { backend: await tensorFlow(), inspect: runtime !== undefined });
}
