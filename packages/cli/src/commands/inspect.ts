// `stillpoint inspect`: what a network offers to be measured.

import { join } from "node:path";
import {
  type Dim,
  ElementType,
  embeddingSum,
  type Graph,
  isConstantForGradient,
  type Model,
  missingRule,
  obstacleBetween,
  tensorNames,
} from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import { probeShapes, zeros } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { readNetworkFile } from "../files/model-file.ts";
import { isModelFolder, modelFolder } from "../files/model-folder.ts";
import type { Terminal } from "../session.ts";

export interface LayerRow {
  readonly name: string;
  readonly op: string;
  readonly shape: readonly Dim[] | undefined;
  /** Why the layer cannot be measured from the first float input; absent when it can. */
  readonly obstacle?: string;
}

export interface Inspection {
  readonly opset: number;
  readonly producer: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly type: string;
    readonly shape: readonly Dim[] | undefined;
  }[];
  readonly outputs: readonly { readonly name: string; readonly shape: readonly Dim[] | undefined }[];
  readonly weights: number;
  readonly layers: readonly LayerRow[];
}

/** Shapes of inner tensors, by running zeros; empty for a network whose sizes are not fixed or that does not run. */
async function observedShapes(model: Model): Promise<ReadonlyMap<string, readonly Dim[]>> {
  const example = model.graph.inputs.map(({ name, elementType, dims }) => {
    const shape = dims?.map((dim, axis) => (axis === 0 ? 1 : dim)) ?? [];
    const sizes = shape.filter((dim): dim is number => typeof dim === "number");
    const type =
      elementType === ElementType.FLOAT ? "float32" : elementType === ElementType.INT64 ? "int64" : undefined;
    if (type === undefined || sizes.length === 0 || sizes.length < shape.length) return undefined;
    return [name, zeros(type, sizes)] as const;
  });
  if (example.includes(undefined)) return new Map();
  try {
    await using runtime = nodeRuntime({ workers: 1 });
    return await probeShapes(model, Object.fromEntries(example.filter((entry) => entry !== undefined)), runtime);
  } catch (error) {
    // What keeps the network from running is told by `analyze`; here it only costs the shapes.
    if (error instanceof StillpointError) return new Map();
    throw error;
  }
}

/** Lists every tensor that could be a layer, in graph order; `shapes` adds what the file does not declare. */
export function inspectModel(model: Model, shapes: ReadonlyMap<string, readonly Dim[]> = new Map()): Inspection {
  const { graph } = model;
  const from = perturbable(graph);
  const layers = graph.nodes.flatMap((node) =>
    node.outputs.filter(Boolean).flatMap((name): LayerRow[] => {
      if (isConstantForGradient(node.op, node.domain)) return [];
      const shape =
        shapes.get(name) ?? graph.declared.get(name)?.dims ?? graph.outputs.find((port) => port.name === name)?.dims;
      const why =
        from === undefined ? "the network has no float input; name an inner tensor" : obstacle(model, from, name);
      return why === "unrelated" ? [] : [{ name, op: node.op, shape, ...(why === undefined ? {} : { obstacle: why }) }];
    }),
  );
  return {
    opset: model.opsets.get("") ?? 0,
    producer: model.producer,
    inputs: graph.inputs.map((input) => ({ name: input.name, type: typeName(input.elementType), shape: input.dims })),
    outputs: graph.outputs.map((output) => ({ name: output.name, shape: output.dims })),
    weights: [...graph.initializers.values()].reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    layers,
  };
}

/** What noise is added to unless the user says otherwise: the first float input, or the embedding sum of a text network. */
function perturbable(graph: Graph): string | undefined {
  const input = graph.inputs.find(({ elementType }) => elementType === ElementType.FLOAT)?.name;
  if (input !== undefined) return input;
  try {
    return embeddingSum(graph);
  } catch (error) {
    if (error instanceof StillpointError && error.code === "LAYER") return undefined;
    throw error;
  }
}

/** Why there is no gradient from `to` to `from`; "unrelated" where there is nothing to measure. */
function obstacle(model: Model, from: string, to: string): string | undefined {
  try {
    const blocked = obstacleBetween(model.graph, from, to);
    if (blocked === undefined) return "unrelated";
    return blocked === "none" ? undefined : missingRule(blocked).message;
  } catch (error) {
    if (error instanceof StillpointError && error.code === "LAYER") return "unrelated";
    throw error;
  }
}

function typeName(elementType: number): string {
  return (
    Object.entries(ElementType)
      .find(([, number]) => number === elementType)?.[0]
      .toLowerCase() ?? `type ${elementType}`
  );
}

/** The command. */
export async function inspect(given: string, options: { readonly json: boolean }, terminal: Terminal): Promise<void> {
  const path = isModelFolder(given) ? join(given, modelFolder(given).model) : given;
  const model = await readNetworkFile(path);
  const found = inspectModel(model, await observedShapes(model));
  if (options.json) {
    terminal.out(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const shape = (dims: readonly Dim[] | undefined): string => (dims === undefined ? "" : `[${dims.join(", ")}]`);
  terminal.out(
    `${path}: opset ${found.opset}, ${found.weights.toLocaleString("en")} weights, by ${found.producer || "unknown"}\n`,
  );
  for (const input of found.inputs) terminal.out(`input   ${input.name} ${input.type} ${shape(input.shape)}\n`);
  for (const output of found.outputs) terminal.out(`output  ${output.name} ${shape(output.shape)}\n`);
  for (const note of model.notes ?? []) terminal.out(`note    ${note}\n`);
  const width = Math.max(8, ...found.layers.map((layer) => layer.name.length));
  terminal.out("\nlayers (measure with --layer NAME)\n");
  for (const layer of found.layers) {
    const verdict = layer.obstacle === undefined ? "" : `  not differentiable: ${layer.obstacle}`;
    terminal.out(`  ${layer.name.padEnd(width)}  ${layer.op.padEnd(20)} ${shape(layer.shape)}${verdict}\n`);
  }
  if (found.layers.length === 0) terminal.out(`  none of the ${tensorNames(model.graph).length} tensors\n`);
}
