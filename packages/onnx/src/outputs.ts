/// <reference lib="esnext.disposable" />
// Values of a network's tensors on whole samples: what it answers, not how it responds to noise.

import { prefixModel } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { copyAt, repeat } from "./copies.ts";
import { fedTensor } from "./fed-tensor.ts";
import { isLarge } from "./lazy-session.ts";
import { type Network, readInputs } from "./network.ts";
import { openSession } from "./open-session.ts";
import { given } from "./part.ts";
import type { Feeds } from "./protocol.ts";
import type { Runtime } from "./runtime.ts";

/** A network open for whole samples. */
export interface Outputs {
  /** Values of the tensors for one sample's inputs (batch axis 1, in front), likewise. Throws `MODEL`, `RUNTIME`. */
  run(inputs: Feeds): Promise<Feeds>;
  /** Frees the session and gives the lane back. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens the part of a network that computes `tensors`: inputs, inner ones or outputs. A network with a fixed batch gets
 * the sample as often as it wants and the first copy is returned. Throws `LAYER` for a tensor it does not have, `RUNTIME`.
 */
export async function openOutputs(network: Network, tensors: readonly string[], runtime: Runtime): Promise<Outputs> {
  const { model, axes, fixed } = network;
  const { inputs } = model.graph;
  const passed = tensors.filter((name) => inputs.some((port) => port.name === name));
  const computed = tensors.filter((name) => !passed.includes(name));
  const read = readInputs(model.graph, computed);
  const needed = inputs.filter(({ name }) => read.has(name));
  const lane = runtime.lane();
  const part = prefixModel(model, computed);
  // A whole network of many weights is run as it lies in its file: samples are few, copies of its weights are not.
  const opening = computed.length === 0 ? undefined : openSession(lane, part, { optimised: !isLarge(part) });
  const session = await opening?.catch((cause: unknown) => {
    lane.close();
    throw cause;
  });
  const close = async (): Promise<void> => {
    await session?.close();
    lane.close();
  };
  const run = async (sample: Feeds): Promise<Feeds> => {
    const feeds = needed.map((port) => {
      const own = fedTensor(port, given(sample, port.name));
      return [port.name, repeat(own, fixed?.size ?? 1, axes.get(port.name) ?? 0)] as const;
    });
    const all = Object.entries((await session?.run(Object.fromEntries(feeds))) ?? {});
    return Object.fromEntries([
      ...passed.map((name) => [name, given(sample, name)] as const),
      ...all.map(([name, tensor]) => [name, firstCopy(tensor, batchAxis(network, name))] as const),
    ]);
  };
  return { run, close, [Symbol.asyncDispose]: close };
}

/** Where a tensor has its batch; undefined where it has none of its own. */
function batchAxis({ shapes, fixed }: Network, name: string): number | undefined {
  if (fixed !== undefined) return fixed.axes?.get(name) ?? 0;
  const axis = shapes.get(name)?.indexOf("batch") ?? 0;
  return axis < 0 ? undefined : axis;
}

/** The first copy along `axis`, which comes to the front. */
function firstCopy(tensor: Tensor, axis: number | undefined): Tensor {
  const { shape, data } = tensor;
  const copies = axis === undefined ? 1 : shape[axis];
  if (axis === undefined || copies === undefined) return tensor;
  const moved = [1, ...shape.slice(0, axis), ...shape.slice(axis + 1)];
  // Of one copy the numbers come in the same order wherever its axis lies.
  if (copies === 1 || !(data instanceof Float32Array)) return { ...tensor, shape: moved };
  return { ...tensor, shape: moved, data: copyAt(data, shape, axis, 0) };
}
