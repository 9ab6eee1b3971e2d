// A network as everything else sees it: read once, at one target opset, in float32, all constants as weights.

import { StillpointError } from "@stillpoint/core";
import { decideBranches } from "./branches.ts";
import { Emitter } from "./emitter.ts";
import { writeOutFused } from "./fused/fused.ts";
import type { LocalFunction, Model, Node } from "./model/graph.ts";
import type { ModelSource } from "./model/model-file.ts";
import { openModel } from "./model/open.ts";
import { readModel } from "./model/read.ts";
import { isBatchMajor } from "./opset/batch-major.ts";
import { upgradeNode } from "./opset/upgrade.ts";
import { freePrefix } from "./prefix.ts";
import { withoutConstantNodes } from "./reading/constant-nodes.ts";
import { withoutFunctions } from "./reading/functions.ts";
import { sorted } from "./reading/order.ts";
import { inFloat32 } from "./reading/precision.ts";
import type { Shapes } from "./shapes.ts";

/** Nodes of older operator sets are rewritten to this one; newer sets stay as they are. */
export const TARGET_OPSET = 18;
/** The newest operator set ONNX Runtime 1.30 runs. */
const NEWEST_OPSET = 26;
const OLDEST_OPSET = 7;

/**
 * Reads an ONNX file whose weights are inside: brings its nodes to opset 18 or later and its weights to float32, puts
 * functions in place of their calls, writes fused operators out and takes the branches that constants decide. `notes` of the model says what its user should know of that. Throws `StillpointError MODEL`.
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

/** What is done to a network when it is read, in order: functions before constants, types before fused operators. */
const PASSES: readonly ((model: Model) => Model)[] = [
  upgrade,
  withoutFunctions,
  (model) => ({ ...model, graph: sorted(model.graph) }),
  withoutConstantNodes,
  inFloat32,
  (model) => writeOutFused(model),
  (model) => decideBranches(model),
];

function prepared(model: Model): Model {
  return PASSES.reduce((changed, pass) => pass(changed), model);
}

/**
 * The network with what observed shapes decide done too: fused products whose ranks were not known, and branches.
 * Returns `model` itself where they decide nothing.
 */
export function settleByShapes(model: Model, shapes: Shapes): Model {
  return decideBranches(writeOutFused(model, shapes), shapes);
}

/** Rewrites nodes older than opset 18, and those no runtime takes, by rule, in functions too; weights are not touched. */
export function upgrade(model: Model): Model {
  const opset = checkedOpset(model.opsets.get("") ?? 0);
  const functions = model.functions?.map((each) => {
    const own = checkedOpset(each.opsets.get("") ?? TARGET_OPSET);
    return { ...each, opset: own, old: own < TARGET_OPSET || each.nodes.some(isBatchMajor) };
  });
  if (opset >= TARGET_OPSET && !model.graph.nodes.some(isBatchMajor) && functions?.some(({ old }) => old) !== true)
    return model;
  const g = new Emitter(freePrefix(model.graph, `opset${TARGET_OPSET}`));
  const nodes = model.graph.nodes.flatMap((node) => upgradeNode(node, opset, g));
  const bodies = functions?.map(({ opset: own, old, ...each }) => {
    return old ? upgradedFunction(each, own, freePrefix({ ...model.graph, nodes: each.nodes }, "opset")) : each;
  });
  return {
    ...model,
    irVersion: Math.max(8, model.irVersion),
    opsets: new Map([...model.opsets, ["", Math.max(opset, TARGET_OPSET)]]),
    fileOpset: opset,
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
  const nodes = each.nodes.flatMap((node) => upgradeNode(node, opset, g));
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
  return {
    ...each,
    nodes: [...constants, ...nodes],
    opsets: new Map([...each.opsets, ["", Math.max(opset, TARGET_OPSET)]]),
  };
}

function checkedOpset(opset: number): number {
  if (opset >= OLDEST_OPSET && opset <= NEWEST_OPSET) return opset;
  throw new StillpointError(
    "MODEL",
    `model: expected ONNX opset ${OLDEST_OPSET} to ${NEWEST_OPSET}; got ${opset}; export it again at opset 18`,
  );
}
