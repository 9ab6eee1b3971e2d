// A network cut at a layer and tried on a sample, before its maps are believed.

import { resolveLayer } from "@stillpoint/autodiff";
import { checkCopies, loadNetwork, type Runtime, resolutionNote } from "@stillpoint/onnx";
import { hasTokenMaximum } from "@stillpoint/preprocess";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./networks.ts";
import type { LayerCheck } from "./protocol.ts";

/** Throws `MODEL`, `LAYER`, `OPERATOR`, `SHAPE`. */
export async function checkLayerOf(
  { file }: HeldNetwork,
  { sample, from, modality }: HeldSample,
  to: string,
  runtime: Runtime,
): Promise<LayerCheck> {
  const { inputs } = sample.input;
  const network = await loadNetwork(file, inputs, runtime, undefined, [from, to]);
  const { graph } = network.model;
  const cut = { ...network, graph, from: resolveLayer(graph, from), to: resolveLayer(graph, to) };
  const behindMaximum = modality.behindMaximum !== undefined && hasTokenMaximum(cut);
  const { sigma0 } = modality.engine;
  const resolution = await checkCopies({ network, runtime, from, to, inputs, sigma0, gradients: true });
  const note = resolutionNote(to, resolution);
  return { behindMaximum, notes: note === undefined ? [] : [note] };
}
