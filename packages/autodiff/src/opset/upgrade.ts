// Brings a node of ONNX opset 7 to 17 to the form its operator has at opset 18.

import type { Emitter } from "../emitter.ts";
import type { Node } from "../model/graph.ts";
import { withSubGraphs } from "../sub-graphs.ts";
import { isBatchMajor, timeMajor } from "./batch-major.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { resize, upsample } from "./resize.ts";
import {
  type Conversion,
  floatToInput,
  inconvertible,
  intsAttribute,
  intsToInput,
  withAttributes,
  withInput,
  withoutAttributes,
} from "./rewrite.ts";
import { flattenedAxis } from "./softmax.ts";

const OLDEST_OPSET = 7;
const TARGET_OPSET = 18;

/**
 * The nodes that compute at opset 18 what `node` computes at `fromOpset`; nodes of opset 18 and later, and of other
 * domains, pass unchanged, but recurrent ones with the batch first. Constants are added to `g`, nodes are only returned.
 *
 * Throws `StillpointError MODEL`, naming the node, for a form that opset 18 does not have.
 */
export function upgradeNode(node: Node, fromOpset: number, g: Emitter): Node[] {
  if (isBatchMajor(node)) return timeMajor(node, g);
  if (fromOpset >= TARGET_OPSET || (node.domain !== "" && node.domain !== "ai.onnx")) return [node];
  if (fromOpset < OLDEST_OPSET) return inconvertible(node, fromOpset, `opset ${fromOpset}`);
  return [...(CONVERSIONS.get(node.op)?.(node, fromOpset, g) ?? [node])];
}

/** An integer-list attribute that became input 1 at opset `since`. */
function axesToInput(since: number): Conversion {
  return (node, fromOpset, g) => [fromOpset < since ? intsToInput(node, "axes", 1, g) : node];
}

const slice: Conversion = (node, fromOpset, g) => {
  if (fromOpset >= 10) return [node];
  const cut = intsToInput(intsToInput(node, "starts", 1, g), "ends", 2, g);
  return [intsToInput(cut, "axes", 3, g)];
};

const pad: Conversion = (node, fromOpset, g) => {
  return [fromOpset < 11 ? floatToInput(intsToInput(node, "pads", 1, g), "value", 2, g) : node];
};

const clip: Conversion = (node, fromOpset, g) => {
  return [fromOpset < 11 ? floatToInput(floatToInput(node, "min", 1, g), "max", 2, g) : node];
};

const dropout: Conversion = (node, fromOpset, g) => {
  if (fromOpset < 10 && (node.outputs[1] ?? "") !== "") return inconvertible(node, fromOpset, "a float mask");
  return [fromOpset < 12 ? floatToInput(node, "ratio", 1, g) : node];
};

const split: Conversion = (node, fromOpset, g) => {
  const sized = fromOpset < 13 ? intsToInput(node, "split", 1, g) : node;
  if ((sized.inputs[1] ?? "") !== "") return [sized];
  return [withAttributes(sized, { num_outputs: { kind: "int", value: node.outputs.length } })];
};

const topK: Conversion = (node, fromOpset, g) => {
  const count = intsAttribute(node, "k");
  if (fromOpset >= 10 || count === undefined) return [node];
  return [withInput(withoutAttributes(node, ["k"]), 1, g.int64(count))];
};

const scatter: Conversion = (node) => [{ ...node, op: "ScatterElements" }];

const roiAlign: Conversion = (node, fromOpset) => {
  if (fromOpset >= 16) return [node];
  return [withAttributes(node, { coordinate_transformation_mode: { kind: "string", value: "output_half_pixel" } })];
};

/** Nodes of a sub-graph are converted as those around it are; their constants go to the graph around. */
const subGraph: Conversion = (node, fromOpset, g) => {
  if (node.op === "Scan" && fromOpset < 9) return inconvertible(node, fromOpset, "a Scan over batches");
  return [
    withSubGraphs(node, (graph) => ({
      ...graph,
      nodes: graph.nodes.flatMap((inner) => upgradeNode(inner, fromOpset, g)),
    })),
  ];
};

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ["BatchNormalization", batchNormalization],
  ["Clip", clip],
  ["Dropout", dropout],
  ["Hardmax", flattenedAxis],
  ["If", subGraph],
  ["LogSoftmax", flattenedAxis],
  ["Loop", subGraph],
  ["Pad", pad],
  ["ReduceL1", axesToInput(18)],
  ["ReduceL2", axesToInput(18)],
  ["ReduceLogSum", axesToInput(18)],
  ["ReduceLogSumExp", axesToInput(18)],
  ["ReduceMax", axesToInput(18)],
  ["ReduceMean", axesToInput(18)],
  ["ReduceMin", axesToInput(18)],
  ["ReduceProd", axesToInput(18)],
  ["ReduceSum", axesToInput(13)],
  ["ReduceSumSquare", axesToInput(18)],
  ["Resize", resize],
  ["RoiAlign", roiAlign],
  ["Scan", subGraph],
  ["Scatter", scatter],
  ["SequenceMap", subGraph],
  ["Slice", slice],
  ["Softmax", flattenedAxis],
  ["Split", split],
  ["Squeeze", axesToInput(13)],
  ["TopK", topK],
  ["Unsqueeze", axesToInput(13)],
  ["Upsample", upsample],
]);
