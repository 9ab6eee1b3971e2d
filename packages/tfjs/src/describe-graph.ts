// A converted graph as names: what each node reads and holds.

import { isRecord } from "@stillpoint/core";
import type * as tfjs from "@tensorflow/tfjs";
import type { ModelDescription } from "./model-files.ts";
import type { NamedNetwork, NetworkNode, NetworkShape } from "./network-names.ts";

const TYPES: Readonly<Record<string, string>> = {
  DT_FLOAT: "float32",
  DT_HALF: "float32",
  DT_INT32: "int32",
  DT_INT64: "int32",
  DT_UINT8: "int32",
  DT_INT8: "int32",
  DT_BOOL: "bool",
  DT_STRING: "string",
  "1": "float32",
  "3": "int32",
  "9": "int32",
  "10": "bool",
};

/** Every node that computes something, and the constants. */
export function describeGraph({ topology, signature }: ModelDescription, model: tfjs.GraphModel): NamedNetwork {
  const all = "node" in topology && Array.isArray(topology.node) ? topology.node.filter(isRecord) : [];
  const constants = new Set(all.flatMap((node) => (node.op === "Const" ? [String(node.name)] : [])));
  const nodes = all.map((node) => nodeOf(node, constants));
  const byName = new Map(all.map((node) => [String(node.name), node]));
  const inputNames = new Set(model.inputNodes);
  const declared = isRecord(signature)
    ? [signature.inputs, signature.outputs].flatMap((of) => (isRecord(of) ? Object.values(of) : []))
    : [];
  const signed = new Map(
    declared.flatMap((port) => (isRecord(port) ? [[String(port.name).replace(/:0$/, ""), port]] : [])),
  );
  const shapeIn = (name: string): NetworkShape | undefined => {
    const attributes = byName.get(name)?.attr;
    const own = isRecord(attributes) && isRecord(attributes.shape) ? attributes.shape.shape : undefined;
    return shapeOf(own) ?? shapeOf(signed.get(name)?.tensorShape);
  };
  const typeIn = (name: string): string | undefined => {
    const attributes = byName.get(name)?.attr;
    const own = isRecord(attributes) && isRecord(attributes.dtype) ? attributes.dtype.type : undefined;
    return TYPES[String(own)] ?? TYPES[String(signed.get(name)?.dtype)];
  };
  const stored = new Map(
    Object.entries(model.weights).flatMap(([name, [tensor]]) =>
      tensor === undefined ? [] : [[name, tensor] as const],
    ),
  );
  return {
    inputs: model.inputNodes.map((name) => ({ name, type: typeIn(name) ?? "float32", shape: shapeIn(name) })),
    outputs: model.outputNodes.map((name) => ({
      name,
      type: TYPES[String(signed.get(name)?.dtype)] ?? "float32",
      shape: shapeOf(signed.get(name)?.tensorShape),
    })),
    nodes: sorted(nodes.filter(({ name }) => !inputNames.has(name) && !constants.has(name))),
    weights: Array.from(stored, ([name, { shape, dtype }]) => ({ name, shape, type: dtype })),
    stored,
  };
}

function nodeOf(
  { name, op, input, attr }: Readonly<Record<string, unknown>>,
  constants: ReadonlySet<string>,
): NetworkNode {
  const inputs = (Array.isArray(input) ? input : [])
    .map((each) => String(each))
    // Nodes that are only to run before.
    .filter((each) => !each.startsWith("^"))
    .map((each) => each.replace(/:0$/, ""));
  const fused =
    isRecord(attr) && isRecord(attr.fused_ops) && isRecord(attr.fused_ops.list) ? attr.fused_ops.list.s : undefined;
  const last = Array.isArray(fused) ? fused.at(-1) : undefined;
  const activation = last === undefined ? undefined : ACTIVATIONS[decoded(String(last))];
  return {
    name: String(name),
    op: String(op),
    inputs,
    weights: inputs.filter((each) => constants.has(each)),
    shape: undefined,
    type: op === "Cast" && isRecord(attr) && isRecord(attr.DstT) ? TYPES[String(attr.DstT.type)] : undefined,
    ...(activation === undefined ? {} : { activation }),
  };
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  Relu: "relu",
  Relu6: "relu6",
  Elu: "elu",
  Sigmoid: "sigmoid",
  Prelu: "prelu",
};

/** Texts of a graph's attributes are base64 in most files, and plain in some. */
function decoded(text: string): string {
  if (text in ACTIVATIONS || text === "BiasAdd") return text;
  try {
    return atob(text);
  } catch {
    return text;
  }
}

function shapeOf(value: unknown): NetworkShape | undefined {
  if (!isRecord(value) || value.unknownRank === true) return undefined;
  const dims = Array.isArray(value.dim) ? value.dim : [];
  return dims.map((dim) => {
    const size = isRecord(dim) ? Number(dim.size) : Number.NaN;
    return size >= 0 ? size : null;
  });
}

/** Each behind those it reads; converters mostly write them so. A circle, as of a loop, comes last. */
function sorted(nodes: readonly NetworkNode[]): NetworkNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<NetworkNode>();
  const open = new Set<NetworkNode>();
  for (const first of nodes) {
    const pending = [first];
    while (pending.length > 0) {
      const node = pending.at(-1)!;
      const before = node.inputs.flatMap((name) => byName.get(name.replace(/:\d+$/, "")) ?? []);
      const waiting = open.has(node) ? [] : before.filter((each) => !done.has(each) && !open.has(each));
      open.add(node);
      if (waiting.length > 0) pending.push(...waiting);
      else {
        pending.pop();
        done.add(node);
      }
    }
  }
  return [...done];
}
