// What a network's file says of how it may be measured.

import { type Dim, ElementType, type Graph } from "@stillpoint/autodiff";
import type { Inspection } from "@stillpoint/core";
import { inspectNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { spanOutputs } from "@stillpoint/preprocess";
import { inspectTfjsFile } from "../engines/tfjs-inspection.ts";
import { inNetwork, readNetworkFile } from "../files/model-file.ts";
import { isTfjsModel } from "../files/tfjs-files.ts";

/** Guesses from a graph, each undefined where it says nothing. */
export interface NetworkReading {
  readonly modality: string | undefined;
  /** Layers worth measuring first, those behind the answer last. */
  readonly layers: readonly string[];
  /** Channels of pictures. */
  readonly channels: 1 | 3 | undefined;
  /** Pictures go in as bytes, which the network normalises itself. */
  readonly bytes: boolean;
  /** Patches that divide the network's pictures evenly, 16 a side at most. */
  readonly grid: string | undefined;
  /** Inputs as `name [batch, 3, 224, 224]`. */
  readonly inputs: readonly string[];
}

/** Reads one network, of either engine, and runs it for its shapes. Throws `INPUT` or `MODEL` naming the file. */
export async function readNetworkAt(file: string): Promise<NetworkReading> {
  const { inspection, graph } = isTfjsModel(file) ? await inspectTfjsFile(file) : await inspectedOnnx(file);
  return {
    modality: modalityOf(graph) ?? inspection.modality,
    layers: inspection.suggested.map(({ layer }) => layer),
    ...picturesOf(graph),
    inputs: graph.inputs.map(({ name, dims }) => `${name} [${(dims ?? []).join(", ")}]`),
  };
}

async function inspectedOnnx(file: string): Promise<{ readonly inspection: Inspection; readonly graph: Graph }> {
  const model = await readNetworkFile(file);
  await using runtime = nodeRuntime({ workers: 1 });
  try {
    return { inspection: await inspectNetwork(model, runtime), graph: model.graph };
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}

/** Pictures have four axes, clouds three with one of size 3, texts token numbers; a network of questions two outputs, or both in one. */
function modalityOf(graph: Graph): string | undefined {
  const float = graph.inputs.find(({ elementType }) => elementType === ElementType.FLOAT);
  const dims = float?.dims;
  if (dims?.length === 4) return "image";
  if (dims?.length === 3 && dims.slice(1).includes(3)) return "pointcloud";
  if (graph.inputs.some(({ elementType }) => elementType === ElementType.INT64)) {
    return graph.outputs.length === 2 || spanOutputs(graph).length > 0 ? "qa" : "sentiment";
  }
  return undefined;
}

/**
 * Channels, and the finest even grid; a grid is undefined where sizes are not fixed or none of at least four patches fits.
 * Channels come first, or last as in TensorFlow, as `pictureInput` has it.
 */
function picturesOf(graph: Graph): Pick<NetworkReading, "channels" | "grid" | "bytes"> {
  const port = graph.inputs.find((input) => input.dims?.length === 4);
  const dims = port?.dims ?? [];
  const isColour = (size: Dim | undefined): size is 1 | 3 => size === 1 || size === 3;
  const isLast = !isColour(dims[1]) && isColour(dims[3]);
  const channels = isLast ? dims[3] : dims[1];
  const [height, width] = isLast ? dims.slice(1, 3) : dims.slice(2);
  const side = (size: Dim | undefined): number | undefined =>
    typeof size === "number" ? [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].find((n) => size % n === 0) : undefined;
  const [rows, columns] = [side(height), side(width)];
  return {
    channels: isColour(channels) ? channels : undefined,
    bytes: port !== undefined && port.elementType !== ElementType.FLOAT,
    grid: rows === undefined || columns === undefined ? undefined : `${rows}x${columns}`,
  };
}
