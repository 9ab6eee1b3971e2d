// A network opened at a layer and at its answer, and the scenes of samples on it.

import type { Model } from "@stillpoint/autodiff";
import { mapUnits, type Tensor } from "@stillpoint/core";
import { outputName } from "@stillpoint/distill";
import { loadNetwork, type Network, OnnxFeatureModel, type Runtime } from "@stillpoint/onnx";
import type { ShownSample } from "@stillpoint/preprocess";
import { type Answer, answerOf } from "./answer.ts";
import { openBaselines } from "./baseline.ts";
import type { Cell } from "./networks.ts";
import type { Scene } from "./scene.ts";

/** What behind its ReLU is the last convolution of our networks of pictures. */
const CONVOLUTION = "conv.relu";

/** A scene with the way from the last convolution to the answer, where there is one. */
export interface OpenScene {
  readonly scene: Scene;
  readonly convolution: Answer | undefined;
}

export interface OpenedNetwork {
  readonly network: Network;
  /** `chosen`: the answer that is explained, of another network; this one's own unless given. */
  scene(sample: ShownSample, seed: number, chosen?: readonly number[]): Promise<OpenScene>;
  close(): Promise<void>;
}

/** Opens `source`, the bytes of an ONNX file or a graph. Throws what `loadNetwork` throws. */
export async function openNetwork(
  { family: { from }, layer }: Pick<Cell, "family" | "layer">,
  source: Uint8Array,
  example: Readonly<Record<string, Tensor>>,
  runtime: Runtime,
): Promise<OpenedNetwork> {
  const network = await loadNetwork(source, example, runtime);
  const output = outputName(network.model.graph);
  const classes = classesOf(network, output);
  const cut = (start: string, to: string): OnnxFeatureModel =>
    new OnnxFeatureModel({ id: to, network, runtime, from: start, to });
  const [features, logits] = [cut(from, layer), cut(from, output)];
  const convolution = hasTensor(network.model, CONVOLUTION) ? cut(CONVOLUTION, output) : undefined;
  const baselines = await openBaselines(network, from, example.input_ids !== undefined, runtime);
  return {
    network,
    scene: async ({ info: { id }, input }, seed, chosen) => {
      const own = await features.bind(input.inputs);
      const units = mapUnits(input, own);
      const answer = withChoice(await answerOf(await logits.bind(input.inputs), classes), chosen);
      const behind = await convolution?.bind(input.inputs);
      return {
        scene: {
          sample: id,
          seed,
          input,
          units,
          baseline: await baselines.of(input, units),
          layer: own,
          answer,
        },
        convolution: behind === undefined ? undefined : { ...answer, layer: behind },
      };
    },
    close: async () => {
      await Promise.all([features.close(), logits.close(), convolution?.close(), baselines.close()]);
    },
  };
}

function withChoice(answer: Answer, chosen: readonly number[] | undefined): Answer {
  return chosen === undefined ? answer : { ...answer, chosen };
}

function classesOf({ shapes }: Network, output: string): number {
  const last = shapes.get(output)?.at(-1);
  if (typeof last === "number") return last;
  throw new RangeError(`output ${output}: expected a fixed number of classes; got ${last}`);
}

function hasTensor({ graph }: Model, name: string): boolean {
  return graph.nodes.some(({ outputs }) => outputs.includes(name));
}
