// What a network's file says of how it may be measured.

import { ElementType, type Graph } from "@stillpoint/autodiff";
import { inspectNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { readNetworkFile } from "../files/model-file.ts";

/** Guesses from a graph, each undefined where it says nothing. */
export interface NetworkReading {
  readonly modality: string | undefined;
  /** Layers worth measuring first, those behind the answer last. */
  readonly layers: readonly string[];
  /** Channels of pictures. */
  readonly channels: 1 | 3 | undefined;
  /** Patches that divide the network's pictures evenly, 16 a side at most. */
  readonly grid: string | undefined;
  /** Inputs as `name [batch, 3, 224, 224]`. */
  readonly inputs: readonly string[];
}

/** Reads one network and runs it for its shapes. Throws `INPUT` or `MODEL` naming the file. */
export async function readNetworkAt(file: string): Promise<NetworkReading> {
  const model = await readNetworkFile(file);
  const { graph } = model;
  await using runtime = nodeRuntime({ workers: 1 });
  const { suggested } = await inspectNetwork(model, runtime);
  return {
    modality: modalityOf(graph),
    layers: suggested.map(({ layer }) => layer),
    channels: channelsOf(graph),
    grid: gridOf(graph),
    inputs: graph.inputs.map(({ name, dims }) => `${name} [${(dims ?? []).join(", ")}]`),
  };
}

/** Pictures have four axes, clouds three with one of size 3, texts token numbers; a network of questions two outputs. */
function modalityOf(graph: Graph): string | undefined {
  const float = graph.inputs.find(({ elementType }) => elementType === ElementType.FLOAT);
  const dims = float?.dims;
  if (dims?.length === 4) return "image";
  if (dims?.length === 3 && dims.slice(1).includes(3)) return "pointcloud";
  if (graph.inputs.some(({ elementType }) => elementType === ElementType.INT64)) {
    return graph.outputs.length === 2 ? "qa" : "sentiment";
  }
  return undefined;
}

function channelsOf(graph: Graph): 1 | 3 | undefined {
  const dims = graph.inputs.find((port) => port.dims?.length === 4)?.dims ?? [];
  return dims[1] === 1 || dims[3] === 1 ? 1 : dims[1] === 3 || dims[3] === 3 ? 3 : undefined;
}

/** The finest even grid; undefined where sizes are not fixed or none of at least four patches fits. */
function gridOf(graph: Graph): string | undefined {
  const dims = graph.inputs.find((port) => port.elementType === ElementType.FLOAT && port.dims?.length === 4)?.dims;
  // Channels come first, or last as in TensorFlow.
  const [height, width] = typeof dims?.[1] === "number" && dims[1] > 4 ? dims.slice(1, 3) : (dims?.slice(2) ?? []);
  const side = (size: string | number | undefined): number | undefined =>
    typeof size === "number" ? [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].find((n) => size % n === 0) : undefined;
  const [rows, columns] = [side(height), side(width)];
  return rows === undefined || columns === undefined ? undefined : `${rows}x${columns}`;
}
