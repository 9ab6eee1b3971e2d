// The second phase of the paper's distillation: lower layers frozen, what lies behind the analysed layer on labels.

import { cutBetween, readNetwork } from "@stillpoint/autodiff";
import type { StopSignal } from "@stillpoint/core";
import type { Runtime } from "@stillpoint/onnx";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { weightNames } from "../training/weights.ts";
import { type LabelledSamples, sampleCount } from "./batch.ts";
import { shuffledBatches } from "./batch-order.ts";
import { layerTensor, outputName } from "./evaluate.ts";
import type { TrainingRecipe } from "./recipe.ts";
import { type StepProgress, train } from "./train.ts";

export interface HeadRun {
  /** The student after the feature phase. */
  readonly network: Uint8Array;
  /** Everything up to this tensor stays as it is. */
  readonly layer: string;
  readonly data: LabelledSamples;
  readonly recipe: TrainingRecipe;
  /** Names the order of the batches. */
  readonly seed: number;
  readonly runtime: Runtime;
  readonly signal?: StopSignal;
  readonly onStep?: (progress: StepProgress) => void;
}

/**
 * Trains the layers behind `layer` on labels, on features computed once, and returns the whole network as ONNX. For
 * accuracy only: knowledge is measured on the networks of the feature phase. Inputs that are read again behind the
 * layer, such as an attention mask, are fed beside the features.
 * Where no weight lies behind the layer there is nothing left to train and the network comes back as it is. Throws what
 * `train` throws.
 */
export async function trainHead(run: HeadRun): Promise<Uint8Array> {
  const { network, layer, data, recipe, seed, runtime, signal, onStep } = run;
  sampleCount(data);
  const model = readNetwork(network);
  const output = outputName(model.graph);
  if (output === layer) return network;
  const behind = cutBetween(model.graph, layer, output);
  if (weightNames({ ...model.graph, nodes: behind.nodes }).length === 0) return network;
  const features = await layerTensor(model, layer, data.inputs, runtime);
  const sides = behind.sideInputs.map(({ name }) => [name, data.inputs[name]!] as const);
  let trained = network;
  const checkpoints = train({
    network,
    layer,
    from: layer,
    loss: crossEntropy(),
    optimiser: recipe.optimiser,
    schedule: recipe.schedule,
    batches: shuffledBatches(
      { inputs: { ...Object.fromEntries(sides), [layer]: features }, labels: data.labels },
      recipe.batchSize,
      seed,
    ),
    batchSize: recipe.batchSize,
    checkpoints: [recipe.checkpoints.at(-1)!],
    runtime,
    ...(signal === undefined ? {} : { signal }),
    ...(onStep === undefined ? {} : { onStep }),
  });
  for await (const checkpoint of checkpoints) trained = checkpoint.onnx;
  return trained;
}
