// Graphs after ONNX Runtime's extended optimisation: its own operators, written out in standard ones.

import { Emitter } from "../emitter.ts";
import type { Graph, Model, Node } from "../model/graph.ts";
import { freePrefix } from "../prefix.ts";
import type { Shapes } from "../shapes.ts";
import { readsOf, subGraphs, withSubGraphs } from "../sub-graphs.ts";
import { attention } from "./attention.ts";
import { biasAdd, biasDropout, biasSoftmax } from "./bias.ts";
import { embedLayerNormalization } from "./embed-layer-normalization.ts";
import { fusedConv } from "./fused-conv.ts";
import { fusedGemm } from "./fused-gemm.ts";
import { fusedMatMul } from "./fused-matmul.ts";
import { biasSplitGelu, fastGelu, gelu, quickGelu } from "./gelu.ts";
import {
  simplifiedLayerNormalization,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
} from "./normalization.ts";
import type { FusedContext, WriteOut } from "./write-out.ts";

const DOMAIN = "com.microsoft";

const FUSED: ReadonlyMap<string, WriteOut> = new Map([
  ["Attention", attention],
  ["BiasAdd", biasAdd],
  ["BiasDropout", biasDropout],
  ["BiasGelu", gelu],
  ["BiasSoftmax", biasSoftmax],
  ["BiasSplitGelu", biasSplitGelu],
  ["EmbedLayerNormalization", embedLayerNormalization],
  ["FastGelu", fastGelu],
  ["FusedConv", fusedConv],
  ["FusedGemm", fusedGemm],
  ["FusedMatMul", fusedMatMul],
  ["Gelu", gelu],
  ["QuickGelu", quickGelu],
  ["SimplifiedLayerNormalization", simplifiedLayerNormalization],
  ["SkipLayerNormalization", skipLayerNormalization],
  ["SkipSimplifiedLayerNormalization", skipSimplifiedLayerNormalization],
  ["TransposeMatMul", fusedMatMul],
]);

/** Operators that ONNX Runtime puts into ONNX's own domain, where they are none. */
const UNMARKED: ReadonlySet<string> = new Set(["SimplifiedLayerNormalization"]);

/** Operators that are written out. */
export const WRITTEN_OUT: ReadonlySet<string> = new Set(FUSED.keys());

/**
 * The model in standard operators; fused ones of a form that is not covered, or of a rank that neither the file nor
 * `shapes` tell, stay. Weights are not touched. Returns `model` itself where nothing was written out.
 */
export function writeOutFused(model: Model, shapes: Shapes = new Map()): Model {
  const { graph } = model;
  if (!holdsFused(graph)) return model;
  const g = new Emitter(freePrefix(graph, "unfused"));
  const nodes = written(graph, g, new Map([...dimsIn(graph), ...shapes]));
  if (nodes === graph.nodes) return model;
  return { ...model, graph: { ...graph, nodes, initializers: new Map([...graph.initializers, ...g.constants]) } };
}

function isFused({ op, domain }: Node): boolean {
  return (domain === DOMAIN && FUSED.has(op)) || (domain === "" && UNMARKED.has(op));
}

function holdsFused(graph: Graph): boolean {
  return graph.nodes.some((node) => isFused(node) || subGraphs(node).some(holdsFused));
}

/** Ranks count here, so shapes with axes nothing is known of are in it too. */
function dimsIn({ declared, inputs, outputs, initializers }: Graph): Shapes {
  const ports = [...declared.values(), ...outputs, ...inputs];
  return new Map([
    ...ports.flatMap(({ name, dims }) => (dims === undefined ? [] : [[name, dims] as const])),
    ...[...initializers.values()].map(({ name, dims }) => [name, dims] as const),
  ]);
}

/** The nodes of `graph` itself where none was written out. */
function written(graph: Graph, g: Emitter, shapes: Shapes): readonly Node[] {
  const read = new Set([...graph.outputs.map((port) => port.name), ...graph.nodes.flatMap(readsOf)]);
  const nodes = graph.nodes.flatMap((node) => {
    const inner = withSubGraphs(node, (sub) => {
      const own = written(sub, g, new Map([...shapes, ...dimsIn(sub)]));
      return own === sub.nodes ? sub : { ...sub, nodes: own };
    });
    const start = g.nodes.length;
    if (!isFused(inner) || FUSED.get(inner.op)?.(contextOf(inner, g, read, shapes)) !== true) {
      g.nodes.length = start;
      return [inner];
    }
    const emitted = g.nodes.splice(start);
    return emitted.map((one, index) => (index === emitted.length - 1 ? { ...one, name: inner.name } : one));
  });
  const same = nodes.length === graph.nodes.length && nodes.every((node, index) => node === graph.nodes[index]);
  return same ? graph.nodes : nodes;
}

function contextOf(node: Node, g: Emitter, read: ReadonlySet<string>, shapes: Shapes): FusedContext {
  const unread = new Map<number, string>();
  return {
    node,
    g,
    input: (index) => node.inputs[index] || undefined,
    asked: (index) => read.has(node.outputs[index] || "no output"),
    output: (index) => {
      const name = node.outputs[index] || unread.get(index) || g.fresh(node.op);
      unread.set(index, name);
      return name;
    },
    dims: (tensor) => shapes.get(tensor),
  };
}
