// A network as everything else sees it: read once, at one target opset.

import { StillpointError } from "@stillpoint/core";
import { decideBranches } from "./branches.ts";
import { Emitter } from "./emitter.ts";
import { writeOutFused } from "./fused/fused.ts";
import type { Model } from "./model/graph.ts";
import { readModel } from "./model/read.ts";
import { isBatchMajor } from "./opset/batch-major.ts";
import { upgradeNode } from "./opset/upgrade.ts";
import { freePrefix } from "./prefix.ts";
import type { Shapes } from "./shapes.ts";

/** Nodes of older operator sets are rewritten to this one; newer sets stay as they are. */
export const TARGET_OPSET = 18;
/** The newest operator set ONNX Runtime 1.30 runs. */
const NEWEST_OPSET = 26;
const OLDEST_OPSET = 7;

/** What is done to a network when it is read, in order. */
const PASSES: readonly ((model: Model) => Model)[] = [
  upgrade,
  (model) => writeOutFused(model),
  (model) => decideBranches(model),
];

/** Reads an ONNX file brings its nodes to opset 18 or later, writes fused operators out and takes the branches that constants decide. Throws `StillpointError MODEL`. */
export function readNetwork(bytes: Uint8Array): Model {
  const model = readModel(bytes);
  const outside = [...model.graph.initializers.values()].find((tensor) => tensor.external);
  if (outside !== undefined) {
    throw new StillpointError(
      "MODEL",
      `weight ${outside.name}: expected its values inside the model file; got a reference to another file; export with external_data=False, or join them with onnx.save`,
    );
  }
  return PASSES.reduce((changed, pass) => pass(changed), model);
}

/**
 * The network with what observed shapes decide done too: fused products whose ranks were not known, and branches.
 * Returns `model` itself where they decide nothing.
 */
export function settleByShapes(model: Model, shapes: Shapes): Model {
  return decideBranches(writeOutFused(model, shapes), shapes);
}

/** Rewrites nodes older than opset 18, and those no runtime takes, by rule; weights are not touched. */
export function upgrade(model: Model): Model {
  const opset = model.opsets.get("") ?? 0;
  if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
    throw new StillpointError(
      "MODEL",
      `model: expected ONNX opset ${OLDEST_OPSET} to ${NEWEST_OPSET}; got ${opset}; export it again at opset 18`,
    );
  }
  if (opset >= TARGET_OPSET && !model.graph.nodes.some(isBatchMajor)) return model;
  const g = new Emitter(freePrefix(model.graph, `opset${TARGET_OPSET}`));
  g.nodes.push(...model.graph.nodes.flatMap((node) => upgradeNode(node, opset, g)));
  return {
    ...model,
    irVersion: Math.max(8, model.irVersion),
    opsets: new Map([...model.opsets, ["", Math.max(opset, TARGET_OPSET)]]),
    fileOpset: opset,
    graph: {
      ...model.graph,
      nodes: g.nodes,
      initializers: new Map([...model.graph.initializers, ...g.constants]),
    },
  };
}
