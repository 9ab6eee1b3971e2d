// A TensorFlow.js network written down as an ONNX graph: what reads graphs and weights need not know the engine. It does
// not compute: operators without a counterpart keep their own names, and pictures keep their channels last.

import {
  type AttributeValue,
  type Dim,
  ElementType,
  encodeTensor,
  type Initializer,
  type Model,
  type Node,
  type Port,
} from "@stillpoint/autodiff";
import type { SavedNetwork } from "./network.ts";
import type { NetworkNode, NetworkPort, NetworkShape } from "./network-names.ts";

/** What the token ids of a text network are called; the one input of a network that takes nothing else gets this name. */
export const ONLY_IDS = "input_ids";

/** Domain of operators that ONNX does not have. */
const DOMAIN = "tfjs";

const TYPES: Readonly<Record<string, number>> = {
  float32: ElementType.FLOAT,
  int32: ElementType.INT32,
  bool: ElementType.BOOL,
};

/** ONNX operators of the same meaning that have a weight first or second. */
const WEIGHTED: Readonly<Record<string, string>> = {
  Conv1D: "Conv",
  Conv2D: "Conv",
  Conv3D: "Conv",
  DepthwiseConv2D: "Conv",
  _FusedConv2D: "Conv",
  DepthwiseConv2dNative: "Conv",
  FusedDepthwiseConv2dNative: "Conv",
  Conv2DTranspose: "ConvTranspose",
  Dense: "Gemm",
  MatMul: "Gemm",
  _FusedMatMul: "Gemm",
  LSTM: "LSTM",
  GRU: "GRU",
  SimpleRNN: "RNN",
  PReLU: "PRelu",
  Prelu: "PRelu",
  LayerNormalization: "LayerNormalization",
  BiasAdd: "Add",
};

/** Operators of the same meaning without weights of their own. */
const PLAIN: Readonly<Record<string, string>> = {
  Add: "Add",
  AddV2: "Add",
  Subtract: "Sub",
  Sub: "Sub",
  Multiply: "Mul",
  Mul: "Mul",
  RealDiv: "Div",
  Identity: "Identity",
  Dropout: "Dropout",
  SpatialDropout1D: "Dropout",
  ReLU: "Relu",
  Relu: "Relu",
  Sigmoid: "Sigmoid",
};

/** Those whose names say what they do to lists of layers, whatever their axes. */
const NAMED: Readonly<Record<string, string>> = {
  Flatten: "Flatten",
  Reshape: "Reshape",
  Permute: "Transpose",
  Transpose: "Transpose",
  Squeeze: "Squeeze",
  Concatenate: "Concat",
  ConcatV2: "Concat",
  Relu6: "Clip",
  LeakyReLU: "LeakyRelu",
  LeakyRelu: "LeakyRelu",
  ELU: "Elu",
  Elu: "Elu",
  Tanh: "Tanh",
  MaxPooling1D: "MaxPool",
  MaxPooling2D: "MaxPool",
  MaxPool: "MaxPool",
  AveragePooling1D: "AveragePool",
  AveragePooling2D: "AveragePool",
  AvgPool: "AveragePool",
  GlobalMaxPooling1D: "GlobalMaxPool",
  GlobalMaxPooling2D: "GlobalMaxPool",
  GlobalAveragePooling1D: "GlobalAveragePool",
  GlobalAveragePooling2D: "GlobalAveragePool",
  Mean: "ReduceMean",
  Max: "ReduceMax",
};

/** Names, shapes and float weights of a network as an ONNX model; shapes of outputs where they are `observed`. */
export function shadowModel(
  network: SavedNetwork,
  producer: string,
  observed: ReadonlyMap<string, NetworkShape> = new Map(),
): Model {
  const initializers = new Map<string, Initializer>();
  const read = network.nodes.flatMap((node) => node.inputs.filter((name) => /:\d+$/.test(name)));
  const [first, ...others] = network.inputs;
  const ids =
    first !== undefined && others.length === 0 && first.type === "int32" && first.shape?.length === 2
      ? first.name
      : undefined;
  const own = (name: string): string => (name === ids ? ONLY_IDS : name);
  const ended = new Set(network.outputs.map(({ name }) => name));
  const nodes = network.nodes.flatMap((node) => {
    const more = read.filter((name) => name.startsWith(`${node.name}:`));
    return translated({ ...node, inputs: node.inputs.map(own) }, network, initializers, ended, [...new Set(more)]);
  });
  const port = ({ name, type, shape }: NetworkPort): Port => {
    const dims = observed.get(name) ?? shape;
    const symbols = dims?.map((size, axis): Dim => size ?? (axis === 0 ? "batch" : `axis ${axis}`));
    return { name: own(name), elementType: TYPES[type] ?? ElementType.UNDEFINED, dims: symbols };
  };
  return {
    irVersion: 8,
    opsets: new Map([
      ["", 18],
      [DOMAIN, 1],
    ]),
    producer,
    metadata: new Map(),
    graph: {
      name: "",
      nodes,
      initializers,
      inputs: network.inputs.map(port),
      outputs: network.outputs.map(port),
      declared: new Map(),
    },
  };
}

function translated(
  node: NetworkNode,
  network: SavedNetwork,
  initializers: Map<string, Initializer>,
  ended: ReadonlySet<string>,
  more: readonly string[],
): Node[] {
  const known = new Map(network.weights.map((weight) => [weight.name, weight]));
  const floats = node.weights.filter((name) => known.get(name)?.type === "float32");
  const store = (name: string, op: string): string => {
    const shape = known.get(name)?.shape ?? [];
    if (initializers.has(name)) return name;
    const { dims, data } =
      op === "Conv" || op === "ConvTranspose"
        ? kernel(shape, network.values(name), node.op)
        : { dims: shape, data: network.values(name) };
    initializers.set(name, encodeTensor(name, ElementType.FLOAT, dims, data));
    return name;
  };
  const moving = node.inputs.filter((name) => !known.has(name));
  const made: Node[] = [];
  const emit = (
    op: string,
    domain: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, number>> = {},
  ): void => {
    const values = Object.entries(attributes).map(([key, value]): [string, AttributeValue] => [
      key,
      { kind: "int", value },
    ]);
    made.push({ op, domain, name: outputs[0] ?? "", inputs, outputs, attributes: new Map(values) });
  };
  // An answer between 0 and 1 is read otherwise than a score.
  const sigmoid = ended.has(node.name) && node.activation === "sigmoid";
  const name = sigmoid ? `${node.name}#score` : node.name;
  const outputs = [name, ...more];
  const weighted = WEIGHTED[node.op];
  if (node.op === "Embedding" || /^(Gather|GatherV2|ResourceGather)$/.test(node.op)) {
    const [table] = floats;
    emit("Gather", "", table === undefined ? moving : [store(table, ""), ...moving], outputs);
  } else if (node.op === "Cast" && node.type === "float32") {
    emit("Cast", "", moving, outputs, { to: ElementType.FLOAT });
  } else if (node.op === "Activation") {
    emit(
      activated(node.activation),
      node.activation === "sigmoid" || node.activation === "relu" ? "" : DOMAIN,
      moving,
      [node.name, ...more],
    );
    return made;
  } else if (/^(BatchNormalization|FusedBatchNorm(V\d)?)$/.test(node.op)) {
    emit(
      "BatchNormalization",
      "",
      [...moving, ...normalisation(floats).map((each) => (each === "" ? "" : store(each, "")))],
      outputs,
    );
  } else if (weighted !== undefined && floats.length > 0) {
    emit(weighted, "", [...moving, ...floats.map((each) => store(each, weighted))], outputs);
  } else if (floats.length > 0 && PLAIN[node.op] !== undefined) {
    emit(
      PLAIN[node.op] ?? node.op,
      "",
      node.inputs
        .filter((each) => moving.includes(each) || floats.includes(each))
        .map((each) => (floats.includes(each) ? store(each, "") : each)),
      outputs,
    );
  } else if (floats.length > 0) {
    // A layer of several matrices, as a separable convolution or one that wraps another: each is used once.
    let at = moving[0] ?? "";
    for (const [k, each] of floats.entries()) {
      const next = k === floats.length - 1 ? outputs : [`${node.name}#${k}`];
      const matrix = (known.get(each)?.shape.length ?? 0) > 1;
      emit(matrix ? "MatMul" : "Add", "", [at, store(each, "")], next);
      at = next[0] ?? "";
    }
  } else {
    const plain = PLAIN[node.op];
    emit(plain ?? NAMED[node.op] ?? node.op, plain === undefined ? DOMAIN : "", moving, outputs);
  }
  if (sigmoid) emit("Sigmoid", "", [name], [node.name]);
  return made;
}

function activated(activation: string | undefined): string {
  if (activation === "sigmoid") return "Sigmoid";
  if (activation === "tanh") return "Tanh";
  return activation === "relu" ? "Relu" : (activation ?? "Identity");
}

/** Scale, shift, mean and variance; "" for one the layer does without. A graph's lie in this order already. */
function normalisation(names: readonly string[]): readonly string[] {
  const ends = ["gamma", "beta", "moving_mean", "moving_variance"].map(
    (end) => names.find((name) => name.endsWith(`/${end}`)) ?? "",
  );
  return ends.some((name) => name !== "") ? ends : names;
}

/** A kernel `[..., in, out]` as ONNX has it, `[out, in, ...]`; a depthwise one has one input and all outputs. */
function kernel(
  shape: readonly number[],
  data: Float32Array,
  op: string,
): { dims: readonly number[]; data: Float32Array } {
  const space = shape.slice(0, -2);
  const [inner = 1, outer = 1] = shape.slice(-2);
  const places = space.reduce((product, size) => product * size, 1);
  const depthwise = /depthwise/i.test(op);
  const turned = new Float32Array(data.length);
  for (let p = 0; p < places; p += 1) {
    for (let i = 0; i < inner; i += 1) {
      for (let o = 0; o < outer; o += 1) {
        const row = depthwise ? i * outer + o : o * inner + i;
        turned[row * places + p] = data[(p * inner + i) * outer + o] ?? 0;
      }
    }
  }
  return { dims: depthwise ? [inner * outer, 1, ...space] : [outer, inner, ...space], data: turned };
}
