// The networks of one comparison, one call each.

import { readNetwork } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import type { WorkerPool } from "@stillpoint/onnx";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { featureMse, featureVariance } from "../losses/feature-mse.ts";
import { hinton } from "../losses/hinton.ts";
import type { Loss } from "../losses/loss.ts";
import { type BatchSource, type LabelledImages, takeRows } from "./batch.ts";
import { permutation, shuffledBatches } from "./batch-order.ts";
import { layerFeatures } from "./evaluate.ts";
import type { Recipe } from "./recipe.ts";
import { type StepProgress, type TrainingCheckpoint, train } from "./train.ts";

/** What student and scratch share: initial weights, samples, order of the batches, optimiser and schedule. */
export interface Comparison {
  /** The initial network of a seed. */
  readonly network: (seed: number) => Uint8Array;
  /** Names the initial weights and the order of the batches. */
  readonly seed: number;
  /** The analysed layer. */
  readonly layer: string;
  /** Further layers whose paths are recorded. */
  readonly alsoRecorded?: readonly string[];
  readonly data: LabelledImages;
  readonly recipe: Recipe;
  readonly pool: WorkerPool;
  readonly signal?: AbortSignal;
  readonly onStep?: (progress: StepProgress) => void;
}

/** Trains from scratch on the labels. */
export function trainScratch(comparison: Comparison): AsyncGenerator<TrainingCheckpoint> {
  return trainRole(comparison, comparison.data, crossEntropy());
}

/** A second scratch network on the same samples, with another seed for weights and order: the null line. */
export function trainNull(comparison: Comparison, seed: number): AsyncGenerator<TrainingCheckpoint> {
  ensure(
    seed !== comparison.seed,
    "RANGE",
    () => `null seed: expected another seed than ${comparison.seed}; got the same`,
  );
  return trainScratch({ ...comparison, seed });
}

/** The paper's student: MSE to the teacher's feature at the analysed layer, in evaluation mode on the same samples. */
export async function* trainDistilled(comparison: Comparison, teacher: Uint8Array): AsyncGenerator<TrainingCheckpoint> {
  yield* trainOnFeatures(comparison, await teacherFeatures(comparison, teacher));
}

/**
 * A student taught by features of other images: every image gets the feature of the next one on a random cycle, so no
 * image keeps its own. Whatever the student gains here is not knowledge about the image.
 */
export async function* trainPlacebo(comparison: Comparison, teacher: Uint8Array): AsyncGenerator<TrainingCheckpoint> {
  const features = await teacherFeatures(comparison, teacher);
  const count = comparison.data.labels.length;
  const order = permutation(count, comparison.seed, "placebo", 0);
  const partner = new Int32Array(count);
  order.forEach((sample, position) => {
    partner[sample] = order[(position + 1) % count]!;
  });
  yield* trainOnFeatures(comparison, takeRows(features, features.length / count, partner));
}

/** Weights of the two terms of Hinton's loss; the teacher's is multiplied by T². */
export interface LogitDistillation {
  readonly temperature: number;
  readonly teacherWeight: number;
  readonly labelWeight: number;
}

/** A student of the teacher's logits by Hinton's loss with the T² convention. */
export async function* trainOnLogits(
  comparison: Comparison,
  teacher: Uint8Array,
  options: LogitDistillation,
): AsyncGenerator<TrainingCheckpoint> {
  const output = readNetwork(teacher).graph.outputs[0]!.name;
  const targets = await layerFeatures(teacher, output, comparison.data.images, comparison.pool);
  yield* trainRole(comparison, { ...comparison.data, targets }, hinton({ ...options, temperatureSquared: true }));
}

/** How a teacher differs: its own batches (all styles, augmented) and its own, longer recipe. */
export interface TeacherRun extends Omit<Comparison, "data"> {
  readonly batches: BatchSource;
  /** Default 0. */
  readonly smoothing?: number;
}

/** Trains a teacher on the labels of batches made on the fly. */
export function trainTeacher(run: TeacherRun): AsyncGenerator<TrainingCheckpoint> {
  return train({ ...shared(run), loss: crossEntropy({ smoothing: run.smoothing ?? 0 }), batches: run.batches });
}

function teacherFeatures(comparison: Comparison, teacher: Uint8Array): Promise<Float32Array> {
  return layerFeatures(teacher, comparison.layer, comparison.data.images, comparison.pool);
}

function trainOnFeatures(comparison: Comparison, targets: Float32Array): AsyncGenerator<TrainingCheckpoint> {
  const { layer, data } = comparison;
  const variance = featureVariance(targets, targets.length / data.labels.length);
  return trainRole(comparison, { ...data, targets }, featureMse({ layer, variance }));
}

function trainRole(comparison: Comparison, data: LabelledImages, loss: Loss): AsyncGenerator<TrainingCheckpoint> {
  const batches = shuffledBatches(data, comparison.recipe.batchSize, comparison.seed);
  return train({ ...shared(comparison), loss, batches });
}

type Shared = Omit<Comparison, "data">;

function shared(run: Shared): Omit<Parameters<typeof train>[0], "loss" | "batches"> {
  return {
    network: run.network(run.seed),
    layer: run.layer,
    optimiser: run.recipe.optimiser,
    schedule: run.recipe.schedule,
    batchSize: run.recipe.batchSize,
    checkpoints: run.recipe.checkpoints,
    pool: run.pool,
    ...(run.alsoRecorded === undefined ? {} : { alsoRecorded: run.alsoRecorded }),
    ...(run.signal === undefined ? {} : { signal: run.signal }),
    ...(run.onStep === undefined ? {} : { onStep: run.onStep }),
  };
}
