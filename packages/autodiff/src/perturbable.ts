// What noise is added to unless the user says otherwise, and how a picture lies in it.

import { StillpointError } from "@stillpoint/core";
import { embeddingSum } from "./embedding.ts";
import { ElementType, type Graph, type Node, type Port } from "./model/graph.ts";

/** Operators of one moving operand that leave every axis of a picture where it was. */
const CARRIERS: ReadonlySet<string> = new Set([
  "Add",
  "BatchNormalization",
  "Cast",
  "Clip",
  "Div",
  "Identity",
  "Mul",
  "Slice",
  "Sub",
]);

const INTEGERS: ReadonlySet<number> = new Set([
  ElementType.UINT8,
  ElementType.INT8,
  ElementType.INT32,
  ElementType.INT64,
]);

/** A tensor of four axes that holds a picture. */
export interface PictureTensor {
  /** The network's input that it comes from. */
  readonly input: Port;
  readonly name: string;
  /** Which axis of the input lies at each of its axes: `[0, 3, 1, 2]` after channels came first. */
  readonly order: readonly number[];
}

/** The first float input; else the embedding sum of a text network; else the first float tensor of a picture in bytes. */
export function perturbable(graph: Graph): string | undefined {
  const input = graph.inputs.find(({ elementType }) => elementType === ElementType.FLOAT)?.name;
  if (input !== undefined) return input;
  try {
    return embeddingSum(graph);
  } catch (error) {
    if (!(error instanceof StillpointError && error.code === "LAYER")) throw error;
  }
  return pictureTensor(graph)?.name;
}

/**
 * The tensor of pictures to perturb: the first float input of four axes, else the first float tensor that an integer one
 * is cast to, past scalings, cuts and changes of layout. With `named`, that tensor where it still is the picture.
 * Undefined where there is none, or an integer input is cast in more than one place, so that no one tensor holds it.
 */
export function pictureTensor(graph: Graph, named?: string): PictureTensor | undefined {
  const pictures = graph.inputs.filter(({ dims }) => dims?.length === 4);
  const input =
    pictures.find(({ elementType }) => elementType === ElementType.FLOAT) ??
    pictures.find(({ elementType }) => INTEGERS.has(elementType));
  if (input === undefined) return undefined;
  const { orders, floats } = carried(graph, input);
  const first = input.elementType === ElementType.FLOAT ? input.name : floats.length === 1 ? floats[0] : undefined;
  const name = named ?? first;
  const order = orders.get(name ?? "");
  return name === undefined || order === undefined ? undefined : { input, name, order };
}

/** The order of axes of every tensor that still is the picture, and the tensors at which integers become floats. */
function carried(graph: Graph, input: Port): { orders: Map<string, readonly number[]>; floats: readonly string[] } {
  const orders = new Map<string, readonly number[]>([[input.name, [0, 1, 2, 3]]]);
  const whole = new Set(input.elementType === ElementType.FLOAT ? [] : [input.name]);
  const floats: string[] = [];
  for (const node of graph.nodes) {
    const source = node.inputs.find((name) => orders.has(name));
    const [output = ""] = node.outputs;
    const order = source === undefined ? undefined : orderAfter(node, source, orders);
    if (source === undefined || order === undefined) continue;
    orders.set(output, order);
    if (!whole.has(source)) continue;
    if (toFloat(node)) floats.push(output);
    else whole.add(output);
  }
  return { orders, floats };
}

function orderAfter(
  node: Node,
  source: string,
  orders: ReadonlyMap<string, readonly number[]>,
): readonly number[] | undefined {
  const order = orders.get(source) ?? [];
  if (node.domain !== "") return undefined;
  if (CARRIERS.has(node.op)) return order;
  const perm = node.attributes.get("perm");
  if (node.op !== "Transpose") return undefined;
  return perm?.kind === "ints" ? perm.value.map((axis) => order[axis]!) : order.toReversed();
}

function toFloat({ op, attributes }: Node): boolean {
  const to = attributes.get("to");
  return op === "Cast" && to?.kind === "int" && to.value === ElementType.FLOAT;
}
