/// <reference lib="esnext.disposable" />
// Shapes of a network's tensors for whoever has no sample yet, by running numbers that mean nothing.

import { type Dim, ElementType, type FixedBatch, type Model, type Port } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { zeros } from "./copies.ts";
import { fingerprint } from "./fingerprint.ts";
import { checkOpens, type Network, observeNetwork, probeShapes } from "./network.ts";
import type { Feeds } from "./protocol.ts";
import type { Runtime } from "./runtime.ts";

export interface ObservedShapes {
  /** The network with what its shapes decide done, such as branches taken. */
  readonly model: Model;
  /** How many copies run at once; undefined where any number does. */
  readonly fixed: FixedBatch | undefined;
  /** Shapes at one choice of the sizes that vary, as `probeShapes` gives them; empty where the network did not run. */
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** The same with the names of the sizes that vary. */
  readonly named: ReadonlyMap<string, readonly Dim[]>;
  /** Why nothing was observed. */
  readonly failure?: string;
  /** The network as it ran, and on what; absent where it did not. */
  readonly ran?: { readonly network: Network; readonly example: Feeds };
}

/** Sizes tried for axes that vary, each with a second one that tells them from fixed axes. */
const LENGTHS: readonly (readonly [number, number])[] = [
  [16, 24],
  [128, 192],
  [1024, 1032],
];
/** The same for pictures, which many networks halve five times. */
const SIDES: readonly (readonly [number, number])[] = [
  [64, 96],
  [224, 256],
];

const TYPES: ReadonlyMap<number, Tensor["type"]> = new Map([
  [ElementType.FLOAT, "float32"],
  [ElementType.INT64, "int64"],
  [ElementType.INT32, "int32"],
  [ElementType.UINT8, "uint8"],
  [ElementType.BOOL, "bool"],
]);

/**
 * Runs the network on zeros (ones for masks), with every axis that varies at a chosen size. Does not throw for a network
 * that does not run: what kept it from running is told in `failure`. Throws `MODEL` for one that ONNX Runtime cannot even
 * open, which no other input mends, and `RUNTIME` for a closed runtime.
 */
export async function observeShapes(model: Model, runtime: Runtime): Promise<ObservedShapes> {
  const symbols = new Set(model.graph.inputs.flatMap(({ dims }) => (dims ?? []).slice(1).filter(isName)));
  let failure = "";
  const sizes = model.graph.inputs.some(({ dims }) => dims?.length === 4) ? SIDES : LENGTHS;
  for (const [first, second] of symbols.size > 0 ? sizes : sizes.slice(0, 1)) {
    try {
      const example = exampleOf(model.graph.inputs, first);
      const found = await observeNetwork(model, example, runtime);
      const { shapes } = found;
      const ran = { network: { ...found, fingerprint: fingerprint(model) }, example };
      if (symbols.size === 0) return { ...found, ran, named: shapes };
      const others = await probeShapes(found.model, exampleOf(model.graph.inputs, second), runtime);
      return { ...found, ran, named: withNames(shapes, others, { first, second, name: [...symbols].join("=") }) };
    } catch (error) {
      if (!(error instanceof StillpointError) || error.code === "RUNTIME") throw error;
      failure ||= error.message;
    }
  }
  await checkOpens(model, runtime);
  return { model, fixed: undefined, shapes: new Map(), named: new Map(), failure };
}

function isName(dim: Dim): dim is string {
  return typeof dim === "string";
}

function exampleOf(inputs: readonly Port[], length: number): Feeds {
  return Object.fromEntries(
    inputs.map(({ name, elementType, dims }) => {
      const type = TYPES.get(elementType);
      if (type === undefined || dims === undefined) {
        throw new StillpointError(
          "MODEL",
          `input ${name}: expected a declared shape of float32, int64, int32, uint8 or bool; got element type ${elementType}${dims === undefined ? " without a shape" : ""}; export it with one of these`,
        );
      }
      const tensor = zeros(
        type,
        dims.map((dim, axis) => (axis === 0 ? 1 : isName(dim) ? length : dim)),
      );
      if (!/mask/i.test(name)) return [name, tensor];
      if (tensor.data instanceof BigInt64Array) tensor.data.fill(1n);
      else tensor.data.fill(1);
      return [name, tensor];
    }),
  );
}

/** Names the axes that grow with the sizes that vary; one that grows in another way is not known. */
function withNames(
  shapes: ReadonlyMap<string, readonly Dim[]>,
  others: ReadonlyMap<string, readonly Dim[]>,
  { first, second, name }: { readonly first: number; readonly second: number; readonly name: string },
): ReadonlyMap<string, readonly Dim[]> {
  const named = (dim: Dim, other: Dim | undefined): Dim => {
    if (dim === other || typeof dim === "string" || typeof other !== "number") return dim;
    if (dim * second !== other * first) return dim - first === other - second ? `${name}${signed(dim - first)}` : "?";
    return dim === first ? name : dim % first === 0 ? `${dim / first}*${name}` : `${name}/${first / dim}`;
  };
  return new Map(
    Array.from(shapes, ([tensor, dims]) => [tensor, dims.map((dim, axis) => named(dim, others.get(tensor)?.[axis]))]),
  );
}

function signed(difference: number): string {
  return difference < 0 ? String(difference) : `+${difference}`;
}
