// The batch in tensors of a network with a fixed batch, where their sizes leave a choice.

import { ancestors, type Dim, ElementType, Emitter, type FixedBatch, type Model } from "@stillpoint/autodiff";
import { openSession } from "./open-session.ts";
import type { Feeds } from "./protocol.ts";
import type { Lane } from "./runtime.ts";

/** How far equal copies may be apart, relative to the largest value. */
const RELATIVE = 1e-5;

/**
 * Finds the batch in every tensor with several axes of the batch's size: `feeds` hold equal copies, so the tensor repeats
 * itself along it. Tensors that do so along no axis, or along the one that is looked at first, are left out.
 */
export async function repeatedAxes(
  model: Model,
  feeds: Feeds,
  { size, axis: usual }: FixedBatch,
  shapes: ReadonlyMap<string, readonly Dim[]>,
  lane: Lane,
): Promise<ReadonlyMap<string, number>> {
  const { graph } = model;
  const doubtful = graph.nodes
    .flatMap((node) => node.outputs)
    .flatMap((name) => {
      const dims = shapes.get(name) ?? [];
      const axes = [...dims.keys()].filter((axis) => dims[axis] === size);
      const first = axes.includes(usual) ? usual : axes[0];
      return axes.length > 1 && !dims.includes(0) ? axes.map((axis) => ({ name, axis, first })) : [];
    });
  if (size === 1 || doubtful.length === 0) return new Map();
  const g = new Emitter("stillpoint/repeated/");
  for (const [index, { name, axis }] of doubtful.entries()) {
    const values = g.op("Cast", [name], { to: ElementType.FLOAT });
    const copy = (at: number) => g.op("Slice", [values, g.int64([at]), g.int64([at + 1]), g.int64([axis])]);
    const apart = g.op("Abs", [g.op("Sub", [copy(0), copy(1)])]);
    g.node("ReduceMax", [apart], [output("apart", index)], { keepdims: 0 });
    g.node("ReduceMax", [g.op("Abs", [values])], [output("largest", index)], { keepdims: 0 });
  }
  const { nodes, open } = ancestors(
    graph,
    doubtful.map(({ name }) => name),
    new Set(),
  );
  const outputs = doubtful.flatMap((_, index) => [output("apart", index), output("largest", index)]);
  const shown: Model = {
    ...model,
    graph: {
      ...graph,
      nodes: [...nodes, ...g.nodes],
      initializers: new Map([...[...graph.initializers].filter(([name]) => open.has(name)), ...g.constants]),
      inputs: graph.inputs.filter(({ name }) => open.has(name)),
      outputs: outputs.map((name) => ({ name, elementType: ElementType.FLOAT, dims: undefined })),
      declared: new Map(),
    },
  };
  const session = await openSession(lane, shown, { optimised: false });
  try {
    const results = await session.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => open.has(name))));
    const value = (name: string) => Number(results[name]?.data[0]);
    const found = new Map<string, number>();
    const repeating = doubtful.filter((_, index) => {
      return value(output("apart", index)) <= RELATIVE * value(output("largest", index));
    });
    for (const { name, first } of repeating) {
      const axes = repeating.filter((other) => other.name === name).map(({ axis }) => axis);
      const [axis] = axes;
      if (axis !== undefined && first !== undefined && !axes.includes(first)) found.set(name, axis);
    }
    return found;
  } finally {
    await session.close();
  }
}

function output(what: string, index: number): string {
  return `stillpoint/repeated/${what}/${index}`;
}
