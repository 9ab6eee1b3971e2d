// An ONNX file, opened as far as its graph: weights stay in their Blobs until a part is measured.

import { type ModelFile, openNetwork, resolveLayer } from "@stillpoint/autodiff";
import { digest } from "@stillpoint/core";
import { checkCopies, inspectNetwork, loadNetwork, openOutputs, type Runtime } from "@stillpoint/onnx";
import type { HeldNetwork } from "./held-network.ts";

/** Networks above this many bytes are told apart by name and size: they are not read for a digest. */
const LARGE = 2 ** 26;

/** With a runtime it is inspected, which runs it. Throws `MODEL` for one that cannot be read. */
export async function holdOnnx(file: ModelFile, runtime: Runtime | undefined): Promise<HeldNetwork> {
  const { name, size } = file;
  const model = await openNetwork(file);
  return {
    name,
    graph: model.graph,
    inspection: runtime && (await inspectNetwork(model, runtime)),
    size,
    engine: undefined,
    identity: async () => (size > LARGE ? `${name}, ${size} bytes` : digest([await file.read(0, size)])),
    cut: (_, layer, open) => open(name, file, layer),
    outputs: async (tensors, example, place) =>
      openOutputs(await loadNetwork(file, example, place, undefined, tensors), tensors, place),
    tried: async ({ from, to, inputs, sigma0 }, place) => {
      const network = await loadNetwork(file, inputs, place, undefined, [from, to]);
      const { graph } = network.model;
      const cut = { ...network, graph, from: resolveLayer(graph, from), to: resolveLayer(graph, to) };
      // Where a sample is, its readers are.
      const { hasTokenMaximum } = await import("@stillpoint/preprocess");
      const tokenMaximum = hasTokenMaximum(cut);
      const check = { network, runtime: place, from, to, inputs, sigma0, gradients: true };
      return { resolution: await checkCopies(check), tokenMaximum };
    },
    close: () => undefined,
  };
}
