// The view of one node that a gradient rule works with.

import { StillpointError } from "@stillpoint/core";
import type { Constants } from "./constants.ts";
import type { Emitter } from "./emitter.ts";
import { type Dim, ElementType, type Node } from "./model/graph.ts";
import type { RuleContext } from "./rule.ts";
import { type Shapes, symbolicAxes } from "./shapes.ts";

/** What the reverse sweep knows while it visits a node. */
export interface Sweep {
  readonly g: Emitter;
  readonly shapes: Shapes;
  readonly constants: Constants;
  /** Tensors whose gradient is needed on the way to the wanted ones. */
  readonly active: ReadonlySet<string>;
  readonly cotangents: ReadonlyMap<string, string>;
  /** Tensors whose cotangent may be infinite. */
  readonly wild: ReadonlySet<string>;
  /** The forward node of a tensor. */
  producer(tensor: string): Node | undefined;
  /** Switches an optional output of a forward node on and returns its name. */
  switchOn(node: Node, output: number): string;
  /** Records that forward and cotangent batches must be equal. */
  needsEqualBatches(): void;
}

export function ruleContext(sweep: Sweep, node: Node): RuleContext {
  const { g } = sweep;
  const attribute = (name: string) => node.attributes.get(name);

  const dims = (tensor: string): readonly Dim[] => {
    const known = sweep.shapes.get(tensor);
    if (known !== undefined) return known;
    throw new StillpointError(
      "MODEL",
      `node ${node.name} (${node.op}): expected a known shape for tensor ${tensor}; got none; run the shape probe or export with shape inference`,
    );
  };

  const reshapeLike = (value: string, like: string): string => {
    const target = dims(like);
    if (symbolicAxes(target) <= 1) {
      const shape = target.map((dim) => (typeof dim === "number" ? dim : -1));
      return g.op("Reshape", [value, g.int64(shape)]);
    }
    sweep.needsEqualBatches();
    return g.op("Reshape", [value, g.op("Shape", [like])]);
  };

  const wild = node.outputs.some((output) => sweep.wild.has(output));

  return {
    node,
    g,
    wild,
    moves: (tensor) => sweep.active.has(tensor),
    producer: sweep.producer,
    select: (condition, value, mask) => {
      if (wild) return g.op("Where", [condition, value, g.float32(0)]);
      return g.op("Mul", [value, mask ?? g.op("Cast", [condition], { to: ElementType.FLOAT })]);
    },
    dims,
    reshapeLike,
    needsEqualBatches: sweep.needsEqualBatches,
    cotangent: (output) => sweep.cotangents.get(node.outputs[output] ?? ""),
    wanted: (input) => sweep.active.has(node.inputs[input] ?? ""),
    has: (input) => (node.inputs[input] ?? "") !== "",
    input: (index) => {
      const name = node.inputs[index] ?? "";
      if (name !== "") return name;
      throw new StillpointError(
        "MODEL",
        `node ${node.name} (${node.op}): expected input ${index}; got none; export the network again`,
      );
    },
    output: (index) => node.outputs[index] || sweep.switchOn(node, index),
    constantInts: (tensor) => sweep.constants.ints(tensor),
    constantFloats: (tensor) => sweep.constants.floats(tensor),
    int: (name, otherwise) => {
      const found = attribute(name);
      return found?.kind === "int" ? found.value : otherwise;
    },
    ints: (name) => {
      const found = attribute(name);
      return found?.kind === "ints" ? found.value : undefined;
    },
    float: (name, otherwise) => {
      const found = attribute(name);
      return found?.kind === "float" ? found.value : otherwise;
    },
    floats: (name) => {
      const found = attribute(name);
      return found?.kind === "floats" ? found.value : undefined;
    },
    string: (name, otherwise) => {
      const found = attribute(name);
      return found?.kind === "string" ? found.value : otherwise;
    },
    strings: (name) => {
      const found = attribute(name);
      return found?.kind === "strings" ? found.value : undefined;
    },
    unsupported: (what) => {
      throw new StillpointError(
        "OPERATOR",
        `node ${node.name} (${node.op}): expected a form with a gradient rule; got ${what}; choose a layer before it, or export the network without it`,
      );
    },
    reduceTo: (cotangent, operand, output) => {
      const small = dims(operand);
      const full = dims(output);
      const lead = full.length - small.length;
      const leading = Array.from({ length: lead }, (_, axis) => axis);
      const stretched = small.flatMap((dim, axis) => (dim === 1 && full[axis + lead] !== 1 ? [axis] : []));
      const summed = lead > 0 ? g.op("ReduceSum", [cotangent, g.int64(leading)], { keepdims: 0 }) : cotangent;
      return stretched.length > 0 ? g.op("ReduceSum", [summed, g.int64(stretched)], { keepdims: 1 }) : summed;
    },
    expandLike: (value, like) => {
      const shape = dims(like).map((dim) => (typeof dim === "number" ? dim : 1));
      return g.op("Expand", [value, g.int64(shape)]);
    },
  };
}
