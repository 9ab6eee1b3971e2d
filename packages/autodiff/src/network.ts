// A network as everything else sees it: read once, at one target opset, in float32, all constants as weights.

import { StillpointError } from "@stillpoint/core";
import { Emitter } from "./emitter.ts";
import type { LocalFunction, Model, Node } from "./model/graph.ts";
import type { ModelSource } from "./model/model-file.ts";
import { openModel } from "./model/open.ts";
import { readModel } from "./model/read.ts";
import { upgradeNode } from "./opset/upgrade.ts";
import { freePrefix } from "./prefix.ts";
import { withoutConstantNodes } from "./reading/constant-nodes.ts";
import { withoutFunctions } from "./reading/functions.ts";
import { sorted } from "./reading/order.ts";
import { inFloat32 } from "./reading/precision.ts";

/** Nodes of older operator sets are rewritten to this one; newer sets stay as they are. */
export const TARGET_OPSET = 18;
/** The newest operator set ONNX Runtime 1.30 runs. */
const NEWEST_OPSET = 26;
const OLDEST_OPSET = 7;
const SUB_GRAPHS: ReadonlySet<string> = new Set(["If", "Loop", "Scan"]);

/**
 * Reads an ONNX file whose weights are inside and brings its nodes to opset 18 or later, its weights to float32.
 * `notes` of the model says what its user should know of that. Throws `StillpointError MODEL`.
 */
export function readNetwork(bytes: Uint8Array): Model {
  return prepared(readModel(bytes));
}

/**
 * `readNetwork` of a file that is read by ranges, and of models whose weights lie in files beside them: weights are not
 * read before `loadWeights`. Bytes are taken as well. Throws `StillpointError MODEL`, and what the file's `read` throws.
 */
export async function openNetwork(source: ModelSource): Promise<Model> {
  return source instanceof Uint8Array ? readNetwork(source) : prepared(await openModel(source));
}

/** What every network goes through, in this order: functions and branches before types, types before rules. */
function prepared(model: Model): Model {
  const upgraded = upgrade(model);
  const inlined = withoutFunctions(upgraded);
  const ordered = { ...inlined, graph: sorted(inlined.graph) };
  const weighted = withoutConstantNodes(ordered);
  return inFloat32(weighted);
}

/** Rewrites nodes older than opset 18 by rule, those of functions too; weights are not touched. */
export function upgrade(model: Model): Model {
  const opset = checkedOpset(model.opsets.get("") ?? 0);
  const functions = model.functions?.map((each) => {
    const own = checkedOpset(each.opsets.get("") ?? TARGET_OPSET);
    return { ...each, opset: own, old: own < TARGET_OPSET };
  });
  if (opset >= TARGET_OPSET && functions?.some(({ old }) => old) !== true) return model;
  const g = new Emitter(freePrefix(model.graph, `opset${TARGET_OPSET}`));
  const nodes = model.graph.nodes.flatMap((node) => upgraded(node, opset, g));
  const bodies = functions?.map(({ opset: own, old, ...each }) => {
    return old ? upgradedFunction(each, own, freePrefix({ ...model.graph, nodes: each.nodes }, "opset")) : each;
  });
  return {
    ...model,
    irVersion: Math.max(8, model.irVersion),
    opsets: new Map([...model.opsets, ["", Math.max(opset, TARGET_OPSET)]]),
    graph: {
      ...model.graph,
      nodes,
      initializers: new Map([...model.graph.initializers, ...g.constants]),
    },
    ...(bodies === undefined ? {} : { functions: bodies }),
  };
}

/** Constants become nodes: a function sees no weights of the graph. */
function upgradedFunction(each: LocalFunction, opset: number, prefix: string): LocalFunction {
  const g = new Emitter(prefix);
  const nodes = each.nodes.flatMap((node) => upgraded(node, opset, g));
  const constants = [...g.constants.values()].map(
    (value): Node => ({
      op: "Constant",
      domain: "",
      name: value.name,
      inputs: [],
      outputs: [value.name],
      attributes: new Map([["value", { kind: "tensor", value }]]),
    }),
  );
  return { ...each, nodes: [...constants, ...nodes], opsets: new Map([...each.opsets, ["", TARGET_OPSET]]) };
}

function checkedOpset(opset: number): number {
  if (opset >= OLDEST_OPSET && opset <= NEWEST_OPSET) return opset;
  throw new StillpointError(
    "MODEL",
    `model: expected ONNX opset ${OLDEST_OPSET} to ${NEWEST_OPSET}; got ${opset}; export it again at opset 18`,
  );
}

function upgraded(node: Node, opset: number, g: Emitter): Node[] {
  // Sub-graphs stay undecoded; a cut that needs such a node is refused later, one that does not is fine.
  const keep = node.domain !== "" || SUB_GRAPHS.has(node.op);
  return keep ? [node] : upgradeNode(node, opset, g);
}
