// Whether an axis is the batch: copies along it must not know of each other.

import type { Dim, Graph, Model, Port } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { copyAt, joinCopies } from "./copies.ts";
import type { InputBatch } from "./input-batch.ts";
import { openSession } from "./open-session.ts";
import type { Feeds } from "./protocol.ts";
import type { Lane } from "./runtime.ts";

/** Copies run at once where any number may be. */
const COPIES = 2;
/** Far above what another order of sums does, far below what another sample does. */
const RELATIVE = 1e-3;

/**
 * Runs `model` on copies of `example` along the axes of `batch`, one of them another sample: the outputs of the others
 * must stay. `shapes` are those observed with this batch. Outputs without one batch axis say that they do not.
 */
export async function keepsCopiesApart(
  model: Model,
  example: Feeds,
  batch: InputBatch,
  shapes: ReadonlyMap<string, readonly Dim[]>,
  lane: Lane,
): Promise<boolean> {
  const count = batch.fixed?.size ?? COPIES;
  if (count === 1) return true;
  const outputs = model.graph.outputs.flatMap((port) => {
    const dims = shapes.get(port.name) ?? [];
    const axes = dims.flatMap((dim, axis) => (typeof dim === "string" || dim === batch.fixed?.size ? [axis] : []));
    return axes.map((axis) => ({ port, axis }));
  });
  const shown = outputs.map(({ port }) => port);
  if (shown.length === 0 || new Set(shown).size < model.graph.outputs.length) return false;
  const session = await openSession(lane, withOutputs(model, [...new Set(shown)]));
  try {
    const run = async (altered: number | undefined) => {
      const feeds = Object.entries(example).map(([name, tensor]) => {
        const copies = Array.from({ length: count }, (_, copy) => (copy === altered ? other(tensor) : tensor));
        return [name, joinCopies(copies, batch.axes.get(name) ?? 0)] as const;
      });
      return session.run(Object.fromEntries(feeds));
    };
    const plain = await run(undefined);
    for (const [altered, kept] of [
      [0, count - 1],
      [count - 1, 0],
    ] as const) {
      const results = await run(altered);
      const apart = shown.every(({ name }) =>
        outputs.some(({ port, axis }) => {
          return port.name === name && sameCopy(plain[name], results[name], axis, kept);
        }),
      );
      if (!apart) return false;
    }
    return true;
  } finally {
    await session.close();
  }
}

function withOutputs({ graph, ...rest }: Model, outputs: readonly Port[]): Model {
  const shown: Graph = { ...graph, outputs };
  return { ...rest, graph: shown };
}

/** Another sample: token ids that any table has, masks that differ, numbers elsewhere. */
function other({ type, shape, data }: Tensor): Tensor {
  if (data instanceof Float32Array) return { type, shape, data: data.map((value, k) => 1 - value + 0.1 * (k % 7)) };
  if (data instanceof BigInt64Array) return { type, shape, data: data.map((value) => (value === 0n ? 1n : 0n)) };
  return { type, shape, data: data.map((value) => (value === 0 ? 1 : 0)) };
}

function sameCopy(before: Tensor | undefined, after: Tensor | undefined, axis: number, copy: number): boolean {
  // What is not a float hardly moves, so it says nothing.
  if (!(before?.data instanceof Float32Array && after?.data instanceof Float32Array)) return true;
  const one = copyAt(before.data, before.shape, axis, copy);
  const two = copyAt(after.data, after.shape, axis, copy);
  const largest = one.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return one.every((value, k) => !(Math.abs(value - (two[k] ?? Number.NaN)) > RELATIVE * largest));
}
