/// <reference lib="esnext.disposable" />
// Values of a network's tensors on whole samples: what it answers, not how it responds to noise.

import { type Graph, type Model, splicePrefix } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { readInputs, repeat } from "./network.ts";
import type { Feeds } from "./protocol.ts";
import type { Runtime } from "./runtime.ts";

/** A network open for whole samples. */
export interface Outputs {
  /** Values of the tensors for one sample's inputs, batch axis 1. Throws `MODEL` for a missing input, `RUNTIME`. */
  run(inputs: Feeds): Promise<Feeds>;
  /** Frees the session and gives the lane back. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens the part of `model` that computes `tensors`, inner ones or outputs. A network with a fixed batch gets the sample
 * as often as it wants and the first row is returned. Throws `LAYER` for a tensor it does not have, `RUNTIME`.
 */
export async function openOutputs(model: Model, tensors: readonly string[], runtime: Runtime): Promise<Outputs> {
  const inputs = new Set(model.graph.inputs.map(({ name }) => name));
  const given = tensors.filter((name) => inputs.has(name));
  const computed = tensors.filter((name) => !inputs.has(name));
  const needed = [...readInputs(model.graph, computed)];
  const batch = fixedBatch(model.graph);
  const lane = runtime.lane();
  const opening = computed.length === 0 ? undefined : lane.open(splicePrefix(model, computed));
  const session = await opening?.catch((cause: unknown) => {
    lane.close();
    throw cause;
  });
  const close = async (): Promise<void> => {
    await session?.close();
    lane.close();
  };
  const run = async (sample: Feeds): Promise<Feeds> => {
    const feeds = needed.map((name) => [name, repeat(tensorOf(sample, name), batch)] as const);
    const outputs = Object.entries((await session?.run(Object.fromEntries(feeds))) ?? {});
    const passed = given.map((name) => [name, tensorOf(sample, name)] as const);
    return Object.fromEntries([...passed, ...outputs.map(([name, all]) => [name, first(all, batch)] as const)]);
  };
  return { run, close, [Symbol.asyncDispose]: close };
}

/** The batch an export without dynamic axes insists on; 1 where it takes any. */
function fixedBatch({ inputs }: Graph): number {
  const sizes = inputs.map(({ dims }) => dims?.[0]).filter((dim) => typeof dim === "number");
  return Math.max(1, ...sizes);
}

function tensorOf(inputs: Feeds, name: string): Tensor {
  const tensor = inputs[name];
  if (tensor !== undefined) return tensor;
  const names = Object.keys(inputs).join(", ") || "none";
  throw new StillpointError(
    "MODEL",
    `input ${name}: expected a tensor for it; got inputs ${names}; name the network's input`,
  );
}

function first(tensor: Tensor, batch: number): Tensor {
  const { shape, data } = tensor;
  if (batch === 1 || shape[0] !== batch) return tensor;
  return { ...tensor, shape: [1, ...shape.slice(1)], data: data.slice(0, data.length / batch) };
}
