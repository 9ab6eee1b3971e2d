// Students of what lies inside a teacher, taught through something that is learnt beside them.

import { readNetwork } from "@stillpoint/autodiff";
import { type ContrastWeights, contrast } from "../losses/contrast.ts";
import { featureVariance } from "../losses/feature-mse.ts";
import { type HintWeights, hint } from "../losses/hint.ts";
import type { Loss } from "../losses/loss.ts";
import { type Branched, type BranchOptions, contrastBranch, hintBranch, withoutBranch } from "../training/branches.ts";
import { takeInputs } from "./batch.ts";
import { layerTensor } from "./evaluate.ts";
import { type ComparedTraining, trainRole } from "./roles.ts";
import type { TrainingCheckpoint } from "./train.ts";

/** Which layers a student and its teacher meet at, by name; the student's is the analysed layer unless given. */
export interface MeetingLayers {
  readonly studentLayer?: string;
  /** The teacher's; the student's name unless given. */
  readonly teacherLayer?: string;
}

export interface HintDistillation extends HintWeights, MeetingLayers {
  /**
   * Whether ½‖r(f) − f_t‖² is divided by the number of the teacher's features and their variance, so that weights mean the
   * same for every layer; true by default, where the paper's own weights count the plain sum.
   */
  readonly normalised?: boolean;
}

/**
 * A student by hints (Romero et al. 2015, as in Ojha et al. 2023): the label and ½‖f_t − r(f)‖² at one layer at the same time,
 * r a learnt linear regressor. Checkpoints are the student alone, the regressor is left out of them and of their paths; initial
 * weights and batches are those of `trainScratch` with the same seed.
 *
 * Throws `StillpointError SHAPE` for layers of other places, and what `train` throws.
 */
export async function* trainOnHints(
  comparison: ComparedTraining,
  teacher: Uint8Array,
  options: HintDistillation,
): AsyncGenerator<TrainingCheckpoint> {
  const { normalised = true, labelWeight, hintWeight } = options;
  yield* trainBranched(comparison, teacher, options, (model, given, features) => {
    const size = given.teacher.reduce((all, dim) => all * dim, 1);
    const scale = normalised ? size * featureVariance(features, size) : 1;
    const branch = hintBranch(model, given);
    return { branch, loss: hint({ classes: branch.classes, labelWeight, hintWeight, scale }) };
  });
}

export interface ContrastDistillation extends ContrastWeights, MeetingLayers {
  /** Values of an embedding; default 64, where Tian et al. use 128. */
  readonly embedding?: number;
}

/**
 * A student by contrast (CRD, Tian et al. 2020): its embedding is to find the teacher's of the same sample among the teacher's
 * of the batch's other classes; see `contrast` for what differs. Both heads are learnt, and left out as `trainOnHints` does.
 *
 * Throws `StillpointError SHAPE` for a student of several answers, and what `train` throws.
 */
export async function* trainOnContrast(
  comparison: ComparedTraining,
  teacher: Uint8Array,
  options: ContrastDistillation,
): AsyncGenerator<TrainingCheckpoint> {
  const { embedding = 64, labelWeight, contrastWeight, temperature } = options;
  yield* trainBranched(comparison, teacher, options, (model, given) => {
    const branch = contrastBranch(model, { ...given, embedding });
    const weights = { labelWeight, contrastWeight, temperature };
    return { branch, loss: contrast({ classes: branch.classes, embedding, ...weights }) };
  });
}

type Design = (
  model: ReturnType<typeof readNetwork>,
  given: BranchOptions,
  features: Float32Array,
) => { readonly branch: Branched; readonly loss: Loss };

async function* trainBranched(
  comparison: ComparedTraining,
  teacher: Uint8Array,
  layers: MeetingLayers,
  design: Design,
): AsyncGenerator<TrainingCheckpoint> {
  const { network, seed, data, runtime } = comparison;
  const { studentLayer = comparison.layer, teacherLayer = studentLayer } = layers;
  const student = readNetwork(network(seed));
  const features = await layerTensor(readNetwork(teacher), teacherLayer, data.inputs, runtime);
  const own = await layerTensor(student, studentLayer, takeInputs(data.inputs, [0]), runtime);
  const shapes = { student: own.shape.slice(1), teacher: features.shape.slice(1) };
  const { branch, loss } = design(student, { layer: studentLayer, ...shapes, seed }, features.data);
  const checkpoints = trainRole(
    { ...comparison, network: () => branch.bytes },
    { ...data, inputs: { ...data.inputs, [branch.teacher]: features } },
    loss,
    branch.weights,
  );
  for await (const checkpoint of checkpoints) {
    yield { ...checkpoint, onnx: withoutBranch(student, readNetwork(checkpoint.onnx)) };
  }
}
