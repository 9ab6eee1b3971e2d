// `stillpoint inspect`: what a network offers to be measured.

import { readFileSync } from "node:fs";
import {
  cutBetween,
  type Dim,
  ElementType,
  isConstantForGradient,
  type Model,
  missingRule,
  readNetwork,
  ruleFor,
  tensorNames,
} from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
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

/** Reads a model file's bytes. Throws `INPUT` when it cannot be opened. */
export function readModelFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `model ${path}: expected a readable file; got ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

/** Reads a network file. Throws `INPUT` or `MODEL` naming the file. */
export function readNetworkFile(path: string): Model {
  const bytes = readModelFile(path);
  try {
    return readNetwork(bytes);
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError(cause.code, `network ${path}: ${cause.message}`, { cause });
  }
}

/** Lists every tensor that could be a layer, in graph order. */
export function inspectModel(model: Model): Inspection {
  const { graph } = model;
  const from = graph.inputs.find((input) => input.elementType === ElementType.FLOAT)?.name;
  const layers = graph.nodes.flatMap((node) =>
    node.outputs.filter(Boolean).flatMap((name): LayerRow[] => {
      if (isConstantForGradient(node.op, node.domain)) return [];
      const shape = graph.declared.get(name)?.dims ?? graph.outputs.find((port) => port.name === name)?.dims;
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

function obstacle(model: Model, from: string, to: string): string | undefined {
  try {
    const blocked = [...cutBetween(model.graph, from, to).between].find((node) => {
      return ruleFor(node.op, node.domain) === undefined && !isConstantForGradient(node.op, node.domain);
    });
    return blocked === undefined ? undefined : missingRule(blocked).message;
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
export function inspect(path: string, options: { readonly json: boolean }, terminal: Terminal): void {
  const found = inspectModel(readNetworkFile(path));
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
  const width = Math.max(8, ...found.layers.map((layer) => layer.name.length));
  terminal.out("\nlayers (measure with --layer NAME)\n");
  for (const layer of found.layers) {
    const verdict = layer.obstacle === undefined ? "" : `  not differentiable: ${layer.obstacle}`;
    terminal.out(`  ${layer.name.padEnd(width)}  ${layer.op.padEnd(20)} ${shape(layer.shape)}${verdict}\n`);
  }
  if (found.layers.length === 0)
    terminal.out(`  none of the ${tensorNames(readNetworkFile(path).graph).length} tensors\n`);
}
