// Where a network takes pictures, and which tensor of it noise is added to.

import { type Dim, ElementType, type PictureTensor, type Port, pictureTensor } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import type { FittedNetwork } from "../fitted-samples.ts";
import type { Size } from "./picture-files.ts";

export interface PictureInput {
  readonly name: string;
  readonly layout: Layout;
  readonly channels: number;
  /** Undefined where the network takes any size. */
  readonly size: Size | undefined;
  /** What it takes: normalised pixels, or bytes 0..255 in an integer type, which the network normalises itself. */
  readonly type: "float32" | "uint8" | "int32" | "int64";
  /** The tensor noise is added to: the input itself, or the first float tensor that bytes become. */
  readonly perturbed: string;
  readonly perturbedLayout: Layout;
}

export type Layout = "channels-first" | "channels-last";

const TYPES: ReadonlyMap<number, PictureInput["type"]> = new Map([
  [ElementType.FLOAT, "float32"],
  [ElementType.UINT8, "uint8"],
  [ElementType.INT32, "int32"],
  [ElementType.INT64, "int64"],
]);

/**
 * The network's first float input of four axes, or first integer one that becomes floats inside. `named` is the tensor
 * that the user perturbs. Throws `StillpointError MODEL` where there is none.
 */
export function pictureInput({ name: network, graph }: FittedNetwork, named?: string): PictureInput {
  const found = pictureTensor(graph, named) ?? pictureTensor(graph);
  const type = TYPES.get(found?.input.elementType ?? ElementType.UNDEFINED);
  if (found === undefined || type === undefined) {
    const names = graph.inputs.map(({ name, dims }) => `${name} [${dims?.join(", ") ?? "?"}]`).join(", ") || "none";
    throw new StillpointError(
      "MODEL",
      `network ${network}: expected a float input of four axes for pictures, or bytes that become floats in one place; got ${names}; check --modality`,
    );
  }
  const layout = layoutOf(found.input.dims ?? []);
  ensureColours(network, found.input, layout);
  return {
    ...shapeOf(found.input.dims ?? [], layout),
    ...perturbedIn(network, found, layout),
    name: found.input.name,
    layout,
    type,
  };
}

function layoutOf(dims: readonly Dim[]): Layout {
  const isColour = (dim: Dim | undefined): boolean => dim === 1 || dim === 3;
  return !isColour(dims[1]) && isColour(dims[3]) ? "channels-last" : "channels-first";
}

/** Pictures have one channel or three; a network of depth, alpha or bands has another number of them. */
function ensureColours(network: string, { name, dims = [] }: Port, layout: Layout): void {
  const channels = layout === "channels-first" ? dims[1] : dims[3];
  if (typeof channels !== "number" || channels === 1 || channels === 3) return;
  throw new StillpointError(
    "MODEL",
    `network ${network}, input ${name}: expected pictures of 1 or 3 channels; got [${dims.join(", ")}]; export it with an input of colours alone`,
  );
}

function shapeOf(dims: readonly Dim[], layout: Layout): Pick<PictureInput, "channels" | "size"> {
  const [channels, height, width] =
    layout === "channels-first" ? [dims[1], dims[2], dims[3]] : [dims[3], dims[1], dims[2]];
  const size = typeof height === "number" && typeof width === "number" ? { height, width } : undefined;
  return { channels: channels === 1 ? 1 : 3, size };
}

function perturbedIn(
  network: string,
  { name, order }: PictureTensor,
  layout: Layout,
): Pick<PictureInput, "perturbed" | "perturbedLayout"> {
  const axes = (layout === "channels-first" ? [1, 2, 3] : [3, 1, 2]).map((axis) => order.indexOf(axis)).join();
  if (axes === "1,2,3") return { perturbed: name, perturbedLayout: "channels-first" };
  if (axes === "3,1,2") return { perturbed: name, perturbedLayout: "channels-last" };
  throw new StillpointError(
    "MODEL",
    `network ${network}, tensor ${name}: expected rows before columns and channels first or last; got the axes ${order} of its input; name another tensor with --input`,
  );
}

/** Pixels on 0..1, as they come from bytes, as bytes again in the type the network takes. */
export function bytesOf({ shape, data }: Tensor, type: PictureInput["type"]): Tensor {
  const bytes = Array.from(data, Number).map((value) => Math.round(255 * value));
  if (type === "int64") return { type, shape, data: BigInt64Array.from(bytes, BigInt) };
  if (type === "int32") return { type, shape, data: Int32Array.from(bytes) };
  return { type: "uint8", shape, data: Uint8Array.from(bytes) };
}
