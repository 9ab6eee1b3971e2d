// Networks as files, opened as far as their graph: weights stay in their Blobs until a part is measured.

import { type Model, type ModelFile, modelFile, openNetwork } from "@stillpoint/autodiff";
import { type Inspection, StillpointError } from "@stillpoint/core";
import { inspectNetwork, type Runtime } from "@stillpoint/onnx";
import type { NamedFile } from "./protocol.ts";

/** A network the lab holds. */
export interface HeldNetwork {
  readonly name: string;
  readonly file: ModelFile;
  readonly model: Model;
  readonly inspection: Inspection | undefined;
  /** Files that came with it. */
  readonly beside: readonly NamedFile[];
}

/**
 * With a runtime each is inspected, which runs it. Every ONNX file among `files`, with the weights beside it. Throws `INPUT` where there is none, `MODEL` for one that
 * cannot be read.
 */
export async function holdNetworks(files: readonly NamedFile[], runtime: Runtime | undefined): Promise<HeldNetwork[]> {
  const networks = files.filter(({ name }) => /\.onnx$/i.test(name));
  if (networks.length === 0) {
    const names = files.map(({ name }) => name).join(", ") || "nothing";
    throw new StillpointError(
      "INPUT",
      `networks: expected an ONNX file; got ${names.slice(0, 200)}; drop a file that ends in .onnx`,
    );
  }
  const opened: HeldNetwork[] = [];
  for (const { name, content } of networks) {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    const beside = files.filter((other) => other.name !== name && other.name.startsWith(folder));
    const siblings = Object.fromEntries(beside.map((other) => [other.name.slice(folder.length), other.content]));
    const file = modelFile(name, content, siblings);
    const model = await openNetwork(file);
    opened.push({ name, file, model, beside, inspection: runtime && (await inspectNetwork(model, runtime)) });
  }
  return opened;
}
