// The networks of one comparison, one call each.

import { ensure, type StopSignal } from "@stillpoint/core";
import type { Runtime } from "@stillpoint/onnx";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { featureMse, featureVariance } from "../losses/feature-mse.ts";
import { hinton } from "../losses/hinton.ts";
import type { Loss } from "../losses/loss.ts";
import { type SoftTargetWeights, softCrossEntropy } from "../losses/soft-cross-entropy.ts";
import { type BatchSource, type LabelledSamples, sampleCount } from "./batch.ts";
import { shuffledBatches } from "./batch-order.ts";
import { layerFeatures, networkLogits } from "./evaluate.ts";
import type { TrainingRecipe } from "./recipe.ts";
import { type StepProgress, type TrainingCheckpoint, train } from "./train.ts";

/** What student and scratch share: initial weights, samples, order of the batches, optimiser and schedule. */
export interface ComparedTraining {
  /** The initial network of a seed. */
  readonly network: (seed: number) => Uint8Array;
  /** Names the initial weights and, unless `order` does, the order of the batches. */
  readonly seed: number;
  /** Names the order of the batches where it is not that of `seed`. */
  readonly order?: number;
  /** The analysed layer. */
  readonly layer: string;
  /** Further layers whose paths are recorded. */
  readonly alsoRecorded?: readonly string[];
  readonly data: LabelledSamples;
  readonly recipe: TrainingRecipe;
  readonly runtime: Runtime;
  readonly signal?: StopSignal;
  readonly onStep?: (progress: StepProgress) => void;
}

/** Trains from scratch on the labels. */
export function trainScratch(comparison: ComparedTraining): AsyncGenerator<TrainingCheckpoint> {
  return trainRole(comparison, comparison.data, crossEntropy());
}

/** A second scratch network on the same samples, with another seed for weights and order: the null line. */
export function trainNull(comparison: ComparedTraining, seed: number): AsyncGenerator<TrainingCheckpoint> {
  ensure(
    seed !== comparison.seed,
    "RANGE",
    () => `null seed: expected another seed than ${comparison.seed}; got the same`,
  );
  return trainScratch({ ...comparison, seed, order: seed });
}

/**
 * A second scratch network from the same initial weights whose batches come in another order: the other null line.
 * Throws `StillpointError RANGE` for the order of the scratch network.
 */
export function trainNullOrder(comparison: ComparedTraining, order: number): AsyncGenerator<TrainingCheckpoint> {
  const own = orderOf(comparison);
  ensure(order !== own, "RANGE", () => `null order: expected another order than ${own}; got the same`);
  return trainScratch({ ...comparison, order });
}

/** The paper's student: MSE to the teacher's feature at the analysed layer, in evaluation mode on the same samples. */
export async function* trainDistilled(
  comparison: ComparedTraining,
  teacher: Uint8Array,
): AsyncGenerator<TrainingCheckpoint> {
  yield* trainOnFeatures(comparison, await teacherFeatures(comparison, teacher));
}

/**
 * The control: a student taught as the distilled one, by a network of the teacher's kind that never learnt anything,
 * its initial weights under another seed than the student's. What this student has too is not the teacher's knowledge.
 * Throws `StillpointError RANGE` when the student would start as its own teacher.
 */
export function trainPlacebo(comparison: ComparedTraining, untrained: Uint8Array): AsyncGenerator<TrainingCheckpoint> {
  const start = comparison.network(comparison.seed);
  const same = start.length === untrained.length && start.every((byte, index) => byte === untrained[index]);
  ensure(
    !same,
    "RANGE",
    () => `untrained teacher: expected another seed than the student's ${comparison.seed}; got the same weights`,
  );
  return trainDistilled(comparison, untrained);
}

/** Weights of the two terms of Hinton's loss; the teacher's is multiplied by T². */
export interface LogitDistillation {
  readonly temperature: number;
  readonly teacherWeight: number;
  readonly labelWeight: number;
}

/**
 * A student of the teacher's logits by Hinton's loss with the T² convention: one for all layers, trained to its end. A
 * placebo, or a self-distilled one, is this student of an untrained or of a second scratch network.
 */
export async function* trainOnLogits(
  comparison: ComparedTraining,
  teacher: Uint8Array,
  options: LogitDistillation,
): AsyncGenerator<TrainingCheckpoint> {
  const targets = await networkLogits(teacher, comparison.data.inputs, comparison.runtime);
  yield* trainRole(comparison, { ...comparison.data, targets }, hinton({ ...options, temperatureSquared: true }));
}

/** What students answer to: `[s·m]` probabilities of the training samples in their order, every row of classes sums to 1. */
export type GivenTargets = Float32Array | Float64Array;

/**
 * A student of targets given for each training sample, by the cross-entropy with them: whatever made them, such as KD's or a
 * part of them. Initial weights and batches are those of `trainScratch` with the same seed.
 *
 * Throws `StillpointError INPUT` for targets that are no probabilities, and what `train` throws.
 */
export async function* trainOnTargets(
  comparison: ComparedTraining,
  given: GivenTargets,
  weights: SoftTargetWeights,
): AsyncGenerator<TrainingCheckpoint> {
  const odd = given.findIndex((p) => !(p >= 0 && p <= 1));
  ensure(
    odd === -1,
    "INPUT",
    () => `soft targets, value ${odd}: expected a probability; got ${given[odd]}; pass softmax(logits / T), not logits`,
  );
  const targets = Float32Array.from(given);
  yield* trainRole(comparison, { ...comparison.data, targets }, softCrossEntropy(weights));
}

/** How a teacher differs: its own batches (all styles, augmented) and its own, longer recipe. */
export interface TeacherRun extends Omit<ComparedTraining, "data"> {
  readonly batches: BatchSource;
  /** Default 0. */
  readonly smoothing?: number;
}

/** Trains a teacher on the labels of batches made on the fly. */
export function trainTeacher(run: TeacherRun): AsyncGenerator<TrainingCheckpoint> {
  return train({ ...shared(run), loss: crossEntropy({ smoothing: run.smoothing ?? 0 }), batches: run.batches });
}

function teacherFeatures(comparison: ComparedTraining, teacher: Uint8Array): Promise<Float32Array> {
  return layerFeatures(teacher, comparison.layer, comparison.data.inputs, comparison.runtime);
}

function trainOnFeatures(comparison: ComparedTraining, targets: Float32Array): AsyncGenerator<TrainingCheckpoint> {
  const { layer, data } = comparison;
  const variance = featureVariance(targets, targets.length / sampleCount(data));
  return trainRole(comparison, { ...data, targets }, featureMse({ layer, variance }));
}

/**
 * A student of any loss: initial weights and batches are those of `trainScratch` with the same seed. `apart` names weights
 * that are trained beside the network, such as a loss's own, which its path leaves out. Throws what `train` throws.
 */
export function trainRole(
  comparison: ComparedTraining,
  data: LabelledSamples,
  loss: Loss,
  apart: readonly string[] = [],
): AsyncGenerator<TrainingCheckpoint> {
  const batches = shuffledBatches(data, comparison.recipe.batchSize, orderOf(comparison));
  return train({ ...shared(comparison), loss, batches, apart });
}

function orderOf({ seed, order = seed }: ComparedTraining): number {
  return order;
}

type Shared = Omit<ComparedTraining, "data">;

function shared(run: Shared): Omit<Parameters<typeof train>[0], "loss" | "batches"> {
  return {
    network: run.network(run.seed),
    layer: run.layer,
    optimiser: run.recipe.optimiser,
    schedule: run.recipe.schedule,
    batchSize: run.recipe.batchSize,
    checkpoints: run.recipe.checkpoints,
    runtime: run.runtime,
    ...(run.alsoRecorded === undefined ? {} : { alsoRecorded: run.alsoRecorded }),
    ...(run.signal === undefined ? {} : { signal: run.signal }),
    ...(run.onStep === undefined ? {} : { onStep: run.onStep }),
  };
}
