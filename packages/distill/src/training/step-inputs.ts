// What a training step is fed beside its state and the optimiser's scalars: the network's inputs, the loss's targets.

import { ElementType, type Graph, type Port } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";

/** Element type and shape of a tensor a batch must bring. */
export type StepInput = Pick<Tensor, "type" | "shape">;

const TYPES: readonly (readonly [Tensor["type"], number])[] = [
  ["float32", ElementType.FLOAT],
  ["int64", ElementType.INT64],
  ["int32", ElementType.INT32],
  ["bool", ElementType.BOOL],
];

/**
 * Inputs a cut reads, in the graph's order: those in `open`, and `from` where training starts at an inner tensor.
 * Throws `StillpointError MODEL` for an input of another type.
 */
export function cutInputs(
  graph: Graph,
  open: ReadonlySet<string>,
  from: string | undefined,
  dims: (tensor: string) => readonly number[],
): Map<string, StepInput> {
  const ports = graph.inputs.filter(({ name }) => open.has(name));
  const inputs = ports.map((port) => [port.name, { type: inputType(port), shape: dims(port.name) }] as const);
  const inner = from !== undefined && !ports.some(({ name }) => name === from);
  return new Map(inner ? [[from, { type: "float32", shape: dims(from) }], ...inputs] : inputs);
}

/** Throws `StillpointError MODEL` for a type batches cannot hold. */
export function inputType({ name, elementType }: Port): Tensor["type"] {
  const found = TYPES.find(([, known]) => known === elementType)?.[0];
  if (found !== undefined) return found;
  throw new StillpointError(
    "MODEL",
    `input ${name}: expected float32, int64, int32 or bool; got element type ${elementType}; export it with another type`,
  );
}

export function inputPort(name: string, { type, shape }: StepInput): Port {
  return { name, elementType: TYPES.find(([known]) => known === type)![1], dims: shape };
}

export function floatPort(name: string, dims: readonly number[] | undefined): Port {
  return { name, elementType: ElementType.FLOAT, dims };
}
