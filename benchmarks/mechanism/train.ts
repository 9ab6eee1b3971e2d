// Training one perceptron on made-up classes and asking it.

import { readNetwork } from "@stillpoint/autodiff";
import {
  adamW,
  type ComparedTraining,
  cosineRate,
  networkLogits,
  type TrainingCheckpoint,
  trainOnTargets,
  weightValues,
} from "@stillpoint/distill";
import {
  type Logits,
  labelSmoothing,
  logitsOf,
  type NumberTable,
  numberTable,
  type SoftTargets,
} from "@stillpoint/mechanism";
import type { Runtime } from "@stillpoint/onnx";
import type { Draws, Problem } from "./classes.ts";
import type { Recipe } from "./design.ts";
import { perceptron, VECTOR_INPUT } from "./perceptron.ts";
import { type Score, scoreOf } from "./score.ts";

export interface Lesson {
  readonly problem: Problem;
  readonly draws: Draws;
  readonly recipe: Recipe;
  /** Names initial weights and the order of batches. */
  readonly seed: number;
  readonly runtime: Runtime;
}

/**
 * The network after its last step, taught by targets alone: the label has no term of its own, so that students differ in their
 * targets and in nothing else. With T² where targets are softened.
 */
export async function taught(lesson: Lesson, targets: SoftTargets): Promise<Uint8Array> {
  const weights = { temperature: targets.temperature, teacherWeight: 1, labelWeight: 0, temperatureSquared: true };
  return last(trainOnTargets(comparisonOf(lesson), targets.values, weights));
}

/** The network after its last step, from labels with this smoothing. */
export function taughtByLabels(lesson: Lesson, smoothing = 0): Promise<Uint8Array> {
  return taught(lesson, labelSmoothing(labelsOf(lesson.draws), { smoothing }));
}

/** Labels as targets are made for: logits that say nothing. */
export function labelsOf({ posterior, labels, count }: Draws): Logits {
  return logitsOf("labels", { values: new Float64Array(posterior.length), columns: posterior.length / count }, labels);
}

/** The logarithm of the true posterior, a teacher that nothing can be added to. */
export function oracleLogits({ posterior, labels, count }: Draws): Logits {
  // A probability that underflows keeps a finite logarithm.
  const values = posterior.map((p) => Math.log(Math.max(p, 1e-300)));
  return logitsOf("oracle", { values, columns: posterior.length / count }, labels);
}

export async function answers(name: string, network: Uint8Array, draws: Draws, runtime: Runtime): Promise<Logits> {
  const values = await networkLogits(network, inputsOf(draws), runtime);
  return logitsOf(name, { values, columns: values.length / draws.count }, draws.labels);
}

export async function scored(network: Uint8Array, draws: Draws, runtime: Runtime): Promise<Score> {
  return scoreOf(await networkLogits(network, inputsOf(draws), runtime), draws);
}

/** Rows of the last layer's weight matrix `[K, features]`. */
export function templatesOf(network: Uint8Array): NumberTable {
  const model = readNetwork(network);
  const weight = model.graph.nodes.findLast(({ op }) => op === "Gemm")!.inputs[1]!;
  const [, columns] = model.graph.initializers.get(weight)!.dims;
  return numberTable("templates", { values: weightValues(model, weight), columns: columns! });
}

function comparisonOf({ problem, draws, recipe, seed, runtime }: Lesson): ComparedTraining {
  const { hidden, steps, peak, weightDecay, batch } = recipe;
  return {
    network: (own) => perceptron([problem.shape.dimensions, ...hidden, problem.classes], own),
    seed,
    layer: "fc1",
    data: { inputs: inputsOf(draws), labels: draws.labels },
    recipe: {
      optimiser: adamW({ weightDecay }),
      schedule: cosineRate({ peak, steps, warmUp: 20 }),
      batchSize: batch,
      checkpoints: [steps],
    },
    runtime,
  };
}

function inputsOf({ x, count }: Draws) {
  return { [VECTOR_INPUT]: { type: "float32", shape: [count, x.length / count], data: x } } as const;
}

async function last(run: AsyncIterable<TrainingCheckpoint>): Promise<Uint8Array> {
  let network = new Uint8Array();
  for await (const { onnx } of run) network = Uint8Array.from(onnx);
  return network;
}
