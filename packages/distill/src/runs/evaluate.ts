// What a network file says about samples: its logits, its features at a layer, its accuracy.

import { ancestors, type Graph, type Model, readNetwork, splicePrefix } from "@stillpoint/autodiff";
import { argmax, ensure, type Tensor } from "@stillpoint/core";
import { joinRows, type Runtime } from "@stillpoint/onnx";
import { inputCount, type LabelledSamples, type SampleInputs, sampleCount, takeInputs } from "./batch.ts";

/** Samples per run: enough to fill the vector units, little enough to stay in the cache. */
const BATCH = 64;

/**
 * Values of tensor `layer` for every sample, `[s·m]`, in evaluation mode. `inputs` `[s, ...]` may hold more than the
 * layer needs. Throws `StillpointError SHAPE` when an input is missing or not of the network's size, `LAYER` or
 * `RUNTIME`.
 */
export async function layerFeatures(
  network: Uint8Array,
  layer: string,
  inputs: SampleInputs,
  runtime: Runtime,
): Promise<Float32Array> {
  return (await layerTensor(readNetwork(network), layer, inputs, runtime)).data;
}

/** Logits `[s·k·classes]` of every sample: the values of the network's output. Throws what `layerFeatures` throws. */
export function networkLogits(network: Uint8Array, inputs: SampleInputs, runtime: Runtime): Promise<Float32Array> {
  return layerFeatures(network, outputName(readNetwork(network).graph), inputs, runtime);
}

/** Name of the network's first output. */
export function outputName(graph: Graph): string {
  return graph.outputs[0]!.name;
}

/** The same values with their shape `[s, ...]`. */
export async function layerTensor(
  model: Model,
  layer: string,
  inputs: SampleInputs,
  runtime: Runtime,
): Promise<Tensor & { readonly data: Float32Array }> {
  const needed = neededInputs(model.graph, layer, inputs);
  const count = inputCount(needed);
  const lane = runtime.lane();
  try {
    const session = await lane.open(splicePrefix(model, [layer]));
    try {
      const parts: Float32Array[] = [];
      let sample: readonly number[] = [];
      for (let start = 0; start < count; start += BATCH) {
        const chosen = Array.from({ length: Math.min(BATCH, count - start) }, (_, index) => start + index);
        const output = (await session.run(takeInputs(needed, chosen)))[layer];
        const values = output?.data;
        ensure(
          values instanceof Float32Array,
          "LAYER",
          () => `layer ${layer}: expected float32 features; got none; choose a layer of floats`,
        );
        sample = output?.shape.slice(1) ?? [];
        parts.push(values);
      }
      return { type: "float32", shape: [count, ...sample], data: joinRows(parts) };
    } finally {
      await session.close();
    }
  } finally {
    lane.close();
  }
}

function neededInputs(graph: Graph, layer: string, inputs: SampleInputs): SampleInputs {
  const { open } = ancestors(graph, [layer], new Set());
  const ports = graph.inputs.filter(({ name }) => open.has(name));
  return Object.fromEntries(
    ports.map(({ name, dims }) => {
      const tensor = inputs[name];
      const expected = dims?.slice(1) ?? [];
      const fits =
        tensor !== undefined &&
        tensor.shape.length === expected.length + 1 &&
        expected.every((dim, axis) => typeof dim === "string" || dim === tensor.shape[axis + 1]);
      ensure(
        fits,
        "SHAPE",
        () =>
          `input ${name}: expected ${expected.join("x")} values each; got ${tensor?.shape.slice(1).join("x") ?? "none"}`,
      );
      return [name, tensor];
    }),
  );
}

/**
 * Share of samples whose k largest logits are all the labels: right classes for k = 1, exact spans for start and end.
 * Ties go to the lower class. Throws what `layerFeatures` throws.
 */
export async function accuracy(network: Uint8Array, data: LabelledSamples, runtime: Runtime): Promise<number> {
  const right = await rightAnswers(network, data, runtime);
  return right.filter(Boolean).length / right.length;
}

/**
 * Mean over the classes that occur of the share of their samples that are right, so that a frequent class counts no more
 * than a rare one. Throws `StillpointError SHAPE` for samples with more than one label, and what `layerFeatures` throws.
 */
export async function balancedAccuracy(network: Uint8Array, data: LabelledSamples, runtime: Runtime): Promise<number> {
  const perSample = data.labels.length / sampleCount(data);
  ensure(
    perSample === 1,
    "SHAPE",
    () => `labels: expected one class of each sample; got ${perSample}; use accuracy for spans`,
  );
  const right = await rightAnswers(network, data, runtime);
  const shares = [...new Set(data.labels)].map((label) => {
    const own = right.filter((_, sample) => data.labels[sample] === label);
    return own.filter(Boolean).length / own.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Of every sample whether the network is right. */
async function rightAnswers(network: Uint8Array, data: LabelledSamples, runtime: Runtime): Promise<boolean[]> {
  const { inputs, labels } = data;
  const count = sampleCount(data);
  const logits = await networkLogits(network, inputs, runtime);
  const classes = logits.length / labels.length;
  ensure(
    Number.isInteger(classes),
    "SHAPE",
    () => `labels: expected as many of each sample as the network answers; got ${labels.length / count}`,
  );
  const perSample = labels.length / count;
  return Array.from({ length: count }, (_, sample) => {
    const rows = Array.from({ length: perSample }, (_, index) => sample * perSample + index);
    return rows.every((row) => argmax(logits.subarray(row * classes, (row + 1) * classes)) === labels[row]);
  });
}
