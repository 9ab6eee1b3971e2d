// A network as saved on disk, described and open for measuring, whichever of the two kinds it is.

import { ensure, type FeatureModel, StillpointError, type Tensor } from "@stillpoint/core";
import type * as tfjs from "@tensorflow/tfjs";
import { describeGraph } from "./describe-graph.ts";
import { describeLayers } from "./describe-layers.ts";
import { failureOf } from "./failure.ts";
import { type CutNetwork, featureModelOf } from "./feature-model.ts";
import { graphCut } from "./graph-model.ts";
import { layersCut } from "./layers-model.ts";
import { modelArtifacts } from "./model-artifacts.ts";
import type { ModelDescription, ModelFormat, ReadShard } from "./model-files.ts";
import type { NamedNetwork, NetworkNode, NetworkPort, NetworkWeight } from "./network-names.ts";
import { type FullTensorFlow, fullTensorFlow, type TensorFlow, toTensorFlow } from "./tensorflow.ts";

export interface SavedNetwork {
  readonly format: ModelFormat;
  readonly inputs: readonly NetworkPort[];
  readonly outputs: readonly NetworkPort[];
  /** Each behind those it reads. */
  readonly nodes: readonly NetworkNode[];
  readonly weights: readonly NetworkWeight[];
  /** Values of a float32 weight, row-major. Throws `MODEL` for another one. */
  values(weight: string): Float32Array;
  /** Cuts the network between two tensors; its `close` leaves the network open. Throws `LAYER` for a name it does not have. */
  cut(options: { readonly from: string; readonly to: string; readonly id: string }): FeatureModel;
  /** Values of tensors on one sample's inputs (batch axis 1). Throws `MODEL`, `LAYER`, `OPERATOR`. */
  run(names: readonly string[], inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  /** Frees its weights. */
  close(): void;
}

/**
 * Loads a saved network into a TensorFlow.js. Inputs are fed in the type the network declares; one whose inputs have a
 * batch of fixed size gets every copy by itself. Whoever opens a network closes it.
 *
 * Throws `MODEL` for files that are none, and for layers and operators that TensorFlow.js does not have.
 */
export async function openSavedNetwork(
  description: ModelDescription,
  read: ReadShard,
  options: { readonly tf: TensorFlow },
): Promise<SavedNetwork> {
  const tf = fullTensorFlow(options.tf);
  const artifacts = await modelArtifacts(description, read);
  try {
    if (description.format === "layers") {
      const model = await tf.loadLayersModel({ load: async () => artifacts });
      const own = describeLayers(model);
      return networkOf(tf, {
        ...own,
        format: "layers",
        cut: (from, to) => layersCut(model, from, to),
        close: () => void model.dispose(),
      });
    }
    const model = await tf.loadGraphModel({ load: async () => artifacts });
    const own = describeGraph(description, model);
    return networkOf(tf, {
      ...own,
      format: "graph",
      cut: (from, to) => graphCut(model, from, to),
      close: () => model.dispose(),
    });
  } catch (cause) {
    throw failureOf(tf, "network", cause);
  }
}

interface Parts extends NamedNetwork, Pick<SavedNetwork, "format" | "close"> {
  cut(from: string, to: string): CutNetwork;
}

/** Numbers of one sample's input that a network may declare: more fit no array. */
const MOST_NUMBERS = 2 ** 30;

/** TensorFlow.js takes sizes as the file says them, and derives others from them. */
function ensureSizes({ inputs, nodes }: Pick<Parts, "inputs" | "nodes">): void {
  for (const { name, shape = [] } of [...inputs, ...nodes])
    ensure(
      shape.every((size) => size === null || (Number.isSafeInteger(size) && size >= 0)),
      "MODEL",
      () =>
        `tensor ${name.slice(0, 80)}: expected a shape of whole numbers; got [${shape.map((size) => size ?? "any").join(", ")}]; save the network again`,
    );
  for (const { name, shape = [] } of inputs) {
    const count = shape.slice(1).reduce<number>((product, size) => product * (size ?? 1), 1);
    ensure(
      count <= MOST_NUMBERS,
      "MODEL",
      () =>
        `input ${name.slice(0, 80)}: expected at most ${MOST_NUMBERS} numbers a sample; got [${shape.map((size) => size ?? "any").join(", ")}]; save the network again`,
    );
  }
}

function networkOf(tf: FullTensorFlow, { cut, stored, close, ...parts }: Parts): SavedNetwork {
  ensureSizes(parts);
  let closed = false;
  const types = new Map(parts.inputs.map(({ name, type }) => [name, type]));
  const fixed = batchOf(parts.inputs);
  const fed = (inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(inputs).flatMap(([name, tensor]) => {
        const type = types.get(name);
        return type === undefined ? [] : [[name, typed(tensor, type)] as const];
      }),
    );
  return {
    ...parts,
    // TensorFlow.js refuses to free a network twice.
    close: () => {
      if (!closed) close();
      closed = true;
    },
    values: (name) => {
      const tensor = stored.get(name);
      ensure(
        tensor?.dtype === "float32",
        "MODEL",
        () => `weight ${name}: expected float32; got ${tensor?.dtype ?? "none"}; choose another weight`,
      );
      return Float32Array.from(tensor.dataSync());
    },
    cut: ({ from, to, id }) => {
      const model = featureModelOf(id, tf, cut(from, to), fixed);
      return { ...model, bind: (inputs) => model.bind(fed(inputs)) };
    },
    run: async (names, inputs) => {
      const [first = ""] = parts.inputs.map(({ name }) => name);
      const given = fed(inputs);
      const found: [string, Tensor][] = [];
      for (const name of names) {
        const tensor = attempt(tf, `tensor ${name}`, () => {
          const raw = Object.fromEntries(
            Object.entries(given).map(([input, value]) => {
              const one = toTensorFlow(tf, value, input);
              return [input, fixed === undefined ? one : tf.tile(one, [fixed, ...one.shape.slice(1).map(() => 1)])];
            }),
          );
          const all = raw[name] ?? cut(first, name).perturbedAt(name, raw);
          return fixed === undefined || all.shape[0] !== fixed ? all.clone() : tf.slice(all, 0, 1);
        });
        const data = await tensor.data();
        const { shape, dtype } = tensor;
        tensor.dispose();
        if (dtype === "float32") found.push([name, { type: "float32", shape, data: Float32Array.from(data) }]);
        else found.push([name, { type: "int32", shape, data: Int32Array.from(data) }]);
      }
      return Object.fromEntries(found);
    },
  };
}

function attempt<Result extends tfjs.TensorContainer>(tf: FullTensorFlow, subject: string, work: () => Result): Result {
  try {
    return tf.tidy(work);
  } catch (cause) {
    throw failureOf(tf, subject, cause);
  }
}

/** The batch that an export fixed; undefined where it varies. Throws `MODEL` where inputs differ. */
function batchOf(inputs: readonly NetworkPort[]): number | undefined {
  const sizes = new Set(inputs.flatMap(({ shape }) => (typeof shape?.[0] === "number" ? [shape[0]] : [])));
  if (sizes.size <= 1) return [...sizes][0];
  throw new StillpointError(
    "MODEL",
    `inputs: expected one batch size for all; got ${[...sizes].join(", ")}; save them with the same batch axis`,
  );
}

/** Numbers in the type that the network declares for its input: ids may be floats there. */
function typed(tensor: Tensor, type: string): Tensor {
  const { shape, data } = tensor;
  if (type === "float32" && tensor.type !== "float32") {
    return { type: "float32", shape, data: Float32Array.from(Array.from(data, Number)) };
  }
  if (type === "int32" && tensor.type === "float32") {
    return { type: "int32", shape, data: Int32Array.from(Array.from(data, Number)) };
  }
  if (type === "bool" && tensor.type !== "bool") {
    return { type: "bool", shape, data: Uint8Array.from(Array.from(data, Number), (value) => (value === 0 ? 0 : 1)) };
  }
  return tensor;
}
