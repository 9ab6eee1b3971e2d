// A network cut at a layer and tried on a sample, before its maps are believed.

import { type Runtime, resolutionNote } from "@stillpoint/onnx";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./held-network.ts";
import type { LayerCheck } from "./protocol.ts";

/** Throws `MODEL`, `LAYER`, `OPERATOR`, `SHAPE`. */
export async function checkLayerOf(
  network: HeldNetwork,
  { sample, from, modality }: HeldSample,
  to: string,
  runtime: Runtime,
): Promise<LayerCheck> {
  const { sigma0 } = modality.engine;
  const { resolution, tokenMaximum } = await network.tried({ from, to, inputs: sample.input.inputs, sigma0 }, runtime);
  const note = resolutionNote(to, resolution);
  return {
    behindMaximum: modality.behindMaximum !== undefined && tokenMaximum,
    notes: note === undefined ? [] : [note],
  };
}
