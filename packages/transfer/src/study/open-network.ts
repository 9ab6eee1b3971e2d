// A network of a study as a probe.

import type { Network, Runtime } from "@stillpoint/onnx";
import { Probe } from "../probe/probe.ts";
import type { StudyNetwork } from "./matter.ts";

/** Whoever asked closes it. `layer` is where the network is asked where it looks, the last one with places by default. */
export function probeOf({ output, row }: StudyNetwork, network: Network, runtime: Runtime, layer?: string): Probe {
  return new Probe({
    ...{ network, runtime },
    ...(output === undefined ? {} : { output }),
    ...(row === undefined ? {} : { row }),
    ...(layer === undefined ? {} : { layer }),
  });
}
