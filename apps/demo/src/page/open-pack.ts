// The embedded run of a view, by way of the lab.

import type { NamedFile, Source } from "../lab/protocol.ts";
import type { PackedNetwork, PackedSample, ViewName, ViewPack } from "../pack/view-pack.ts";
import type { LabClient } from "./lab-client.ts";

/** A pack and the way to its files. */
export interface LabPack {
  readonly pack: ViewPack;
  /** An ONNX file. Throws `INPUT`. */
  network(network: PackedNetwork): Promise<NamedFile>;
  /** Samples as the run named them, so that they meet the run's noise. Throws `INPUT`. */
  source(samples: readonly PackedSample[]): Promise<Source>;
}

/** Throws `INPUT` where it cannot be fetched or is no pack, `RUNTIME` where the lab ended. */
export async function openPack(view: ViewName, client: LabClient): Promise<LabPack> {
  // Beside the page.
  const at = { view, place: new URL("pack/", document.baseURI).href };
  return {
    pack: await client.call("pack", at),
    network: (network) => client.call("packedNetwork", { ...at, network }),
    source: (samples) => client.call("packedSource", { ...at, samples }),
  };
}
