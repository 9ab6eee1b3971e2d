// What a TensorFlow.js network offers to be measured, found by running it on zeros.

import { perturbable, suggestLayers } from "@stillpoint/autodiff";
import {
  type InspectedLayer,
  type InspectedPort,
  type InspectedShape,
  type Inspection,
  StillpointError,
  type Tensor,
} from "@stillpoint/core";
import type { Backend } from "./backend.ts";
import type { NetworkNode, NetworkPort, NetworkShape } from "./network-names.ts";
import { ONLY_IDS } from "./shadow-model.ts";
import type { TfjsNetwork } from "./tfjs-network.ts";

/** What an axis that varies is tried with: enough for every stride of a network of pictures. */
const PICTURE = 224;
const OTHERS = 16;

/**
 * Lists every layer behind the tensor that noise is added to, in the order they are computed, and says of each whether its
 * gradient can be had. Axes that vary are tried at sizes of their own. Throws `MODEL`, `OPERATOR` for a network that does
 * not run.
 */
export async function inspectTfjs(own: TfjsNetwork, backend: Pick<Backend, "name">): Promise<Inspection> {
  const { network, model, producer } = own;
  const { graph } = model;
  const from = perturbable(graph);
  const example = Object.fromEntries(
    network.inputs.map((port, k) => [graph.inputs[k]?.name ?? port.name, zerosFor(port)]),
  );
  const moving = from === undefined ? [] : behind(network.nodes, from);
  const shapes = new Map<string, NetworkShape>();
  for (const { name, shape } of network.nodes) if (shape !== undefined) shapes.set(name, shape);
  const refused = from === undefined ? new Map<string, string>() : await tried(own, from, moving, example, shapes);
  const dims = (name: string): InspectedShape | undefined => named(shapes.get(name));
  const free = new Set(moving.flatMap(({ name }) => (refused.has(name) ? [] : [name])));
  const sizes = new Map(Array.from(shapes, ([name, shape]) => [name, named(shape) ?? []] as const));
  const suggested = suggestLayers({ graph, measurable: free, shapes: sizes, names: new Map() }).map(
    ({ tensor, reason }) => ({ layer: tensor, tensor, reason, shape: dims(tensor) }),
  );
  const fixed = network.inputs.filter(({ shape }) => typeof shape?.[0] === "number");
  return {
    format: `TensorFlow.js ${network.format} model, run on ${backend.name}`,
    producer,
    weights: network.weights.reduce((sum, { shape, type }) => {
      return type === "float32" ? sum + shape.reduce((product, dim) => product * dim, 1) : sum;
    }, 0),
    inputs: network.inputs.map((port, k) => ({ ...inspectedPort(port), ...meaningOf(port, graph.inputs[k]?.name) })),
    outputs: network.outputs.map((port) => inspectedPort({ ...port, shape: port.shape ?? shapes.get(port.name) })),
    ...(from === undefined ? {} : { from }),
    ...modalityOf(network.inputs, graph.inputs[0]?.name),
    layers: moving.map(({ name, op }): InspectedLayer => {
      const obstacle = refused.get(name);
      const group = name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : "";
      const layer = { name, modules: [], group, op, shape: dims(name) };
      return obstacle === undefined ? layer : { ...layer, obstacle };
    }),
    suggested,
    warnings: [
      ...(from === undefined
        ? ["no float input and no embedding to add noise to; name an inner layer with --input"]
        : []),
      ...(fixed.length === 0
        ? []
        : [
            `the batch is fixed: ${fixed.map(({ name, shape }) => `${name} takes ${shape?.[0]}`).join(", ")}; copies are run one by one, which is slow; save it with a batch that varies`,
          ]),
      ...own.notes,
    ],
  };
}

function zerosFor({ type, shape = [] }: NetworkPort): Tensor {
  const picture = shape.length === 4;
  const sizes = shape.map((size, axis) => (axis === 0 ? 1 : (size ?? (picture ? PICTURE : OTHERS))));
  const count = sizes.reduce((product, size) => product * size, 1);
  if (type === "int32") return { type, shape: sizes, data: new Int32Array(count) };
  if (type === "bool") return { type, shape: sizes, data: new Uint8Array(count) };
  return { type: "float32", shape: sizes, data: new Float32Array(count) };
}

/** Nodes that depend on a tensor, itself left out. */
function behind(nodes: readonly NetworkNode[], from: string): NetworkNode[] {
  const moving = new Set([from]);
  return nodes.filter(({ name, inputs }) => {
    if (!inputs.some((input) => moving.has(input.replace(/:\d+$/, "")) || moving.has(input))) return false;
    moving.add(name);
    return true;
  });
}

/**
 * Layers that cannot be measured, with the reason, by their gradients on zeros: from the last layer back, since a layer
 * whose gradient works shows that of every layer before it.
 */
async function tried(
  own: TfjsNetwork,
  from: string,
  moving: readonly NetworkNode[],
  example: Readonly<Record<string, Tensor>>,
  shapes: Map<string, NetworkShape>,
): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  const fine = new Set<string>();
  const inputs = new Map(moving.map((node) => [node.name, node.inputs]));
  for (const { name } of moving.toReversed()) {
    if (!fine.has(name)) {
      const reason = await obstacleAt(own, from, name, example);
      if (reason === undefined) fine.add(name);
      else refused.set(name, reason);
    }
    if (fine.has(name)) for (const input of inputs.get(name) ?? []) fine.add(input.replace(/:\d+$/, ""));
  }
  for (const { name } of moving) {
    if (shapes.has(name)) continue;
    try {
      const [found] = Object.values(await own.network.run([name], own.feeds(example)));
      const free = own.network.inputs.every(({ shape }) => typeof shape?.[0] !== "number");
      if (found !== undefined)
        shapes.set(name, [free && found.shape[0] === 1 ? null : (found.shape[0] ?? 1), ...found.shape.slice(1)]);
      // A gradient may pass whole numbers by on its way; they are no layer themselves.
      if (found !== undefined && found.type !== "float32")
        refused.set(name, `tensor ${name}: expected float32; got ${found.type}; choose another layer`);
    } catch (cause) {
      if (!(cause instanceof StillpointError)) throw cause;
      refused.set(name, cause.message);
    }
  }
  return refused;
}

async function obstacleAt(
  own: TfjsNetwork,
  from: string,
  to: string,
  example: Readonly<Record<string, Tensor>>,
): Promise<string | undefined> {
  try {
    const layer = await own.cut(from, to, `layer ${to}`).bind(example);
    await layer.vjp(layer.x0, new Float32Array(layer.featureSize), 1);
    return undefined;
  } catch (cause) {
    if (cause instanceof StillpointError) return cause.message;
    throw cause;
  }
}

function named(shape: NetworkShape | undefined): InspectedShape | undefined {
  return shape?.map((size, axis) => size ?? (axis === 0 ? "batch" : "?"));
}

function inspectedPort({ name, type, shape }: NetworkPort): InspectedPort {
  return { name, type, shape: named(shape) };
}

function meaningOf({ shape, type }: NetworkPort, known: string | undefined): { readonly meaning?: string } {
  if (known === ONLY_IDS) return { meaning: "token ids [batch, tokens]" };
  if (shape?.length === 4)
    return { meaning: `pictures [batch, height, width, channels]${type === "int32" ? ", bytes" : ""}` };
  if (shape?.length === 3 && shape.slice(1).includes(3)) {
    return { meaning: `points [batch, ${shape[1] === 3 ? "3, points" : "points, 3"}]` };
  }
  return {};
}

function modalityOf([first]: readonly NetworkPort[], known: string | undefined): { readonly modality?: string } {
  if (known === ONLY_IDS) return { modality: "sentiment" };
  if (first?.shape?.length === 4) return { modality: "image" };
  return first?.shape?.length === 3 && first.shape.slice(1).includes(3) ? { modality: "pointcloud" } : {};
}
