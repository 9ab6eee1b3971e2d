// A network as everything else sees it: read once, at one target opset.

import { StillpointError } from "@stillpoint/core";
import { Emitter } from "./emitter.ts";
import type { Model } from "./model/graph.ts";
import { readModel } from "./model/read.ts";
import { upgradeNode } from "./opset/upgrade.ts";
import { freePrefix } from "./prefix.ts";

/** Nodes of older operator sets are rewritten to this one; newer sets stay as they are. */
export const TARGET_OPSET = 18;
/** The newest operator set ONNX Runtime 1.30 runs. */
const NEWEST_OPSET = 26;
const OLDEST_OPSET = 7;
const SUB_GRAPHS: ReadonlySet<string> = new Set(["If", "Loop", "Scan"]);

/** Reads an ONNX file and brings its nodes to opset 18 or later. Throws `StillpointError MODEL`. */
export function readNetwork(bytes: Uint8Array): Model {
  const model = readModel(bytes);
  const outside = [...model.graph.initializers.values()].find((tensor) => tensor.external);
  if (outside !== undefined) {
    throw new StillpointError(
      "MODEL",
      `weight ${outside.name}: expected its values inside the model file; got a reference to another file; export with external_data=False, or join them with onnx.save`,
    );
  }
  return upgrade(model);
}

/** Rewrites nodes older than opset 18 by rule; weights are not touched. */
export function upgrade(model: Model): Model {
  const opset = model.opsets.get("") ?? 0;
  if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
    throw new StillpointError(
      "MODEL",
      `model: expected ONNX opset ${OLDEST_OPSET} to ${NEWEST_OPSET}; got ${opset}; export it again at opset 18`,
    );
  }
  if (opset >= TARGET_OPSET) return model;
  const g = new Emitter(freePrefix(model.graph, `opset${TARGET_OPSET}`));
  for (const node of model.graph.nodes) {
    // Sub-graphs stay undecoded; a cut that needs such a node is refused later, one that does not is fine.
    const keep = node.domain !== "" || SUB_GRAPHS.has(node.op);
    g.nodes.push(...(keep ? [node] : upgradeNode(node, opset, g)));
  }
  return {
    ...model,
    irVersion: Math.max(8, model.irVersion),
    opsets: new Map([...model.opsets, ["", TARGET_OPSET]]),
    fileOpset: opset,
    graph: {
      ...model.graph,
      nodes: g.nodes,
      initializers: new Map([...model.graph.initializers, ...g.constants]),
    },
  };
}
