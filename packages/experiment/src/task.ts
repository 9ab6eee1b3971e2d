// A task ready to be measured: samples as units, and networks as checkpoints that open themselves.

import type { FeatureModel, Modality, PathOrigins, Role, Run, TaskSample } from "@stillpoint/core";

/** A network at one moment of training. Any engine's: it opens itself. */
export interface TaskCheckpoint {
  readonly step: number;
  /** How far the weights have moved; NaN where it is not known. */
  readonly path: Run["checkpoints"][number]["path"];
  /** Share of correct held-out answers, 0..1; absent where it was not measured. */
  readonly heldOutAccuracy?: number;
  /**
   * Which weights these are: a digest of the file, or its path, size and time. Of one seed, equal ones are measured once
   * and reported twice; a finished job counts for a later run only where this is the same.
   */
  readonly identity: string;
  /** Digest of the bytes that `identity` names, for the finished report; absent where `identity` is one. Throws `INPUT`. */
  digest?(): Promise<string>;
  /**
   * Cuts the network between the perturbed tensor and `layer`. Whoever opens a model closes it.
   *
   * Throws `INPUT` where the file is not the one that `identity` names any more, `MODEL`, `LAYER`, `OPERATOR`, `SHAPE`.
   */
  open(layer: string): Promise<FeatureModel>;
}

/** One network over its training. */
export interface TaskNetwork {
  readonly role: Role;
  /** Training seed. */
  readonly seed: number;
  /** In increasing steps, the same for all networks but the teacher. */
  readonly checkpoints: readonly TaskCheckpoint[];
  /** Where the checkpoints' paths come from; absent where nobody says. */
  readonly origins?: PathOrigins;
  /** Share of correct answers by sample group after training, 0..1. */
  readonly accuracy?: Readonly<Record<string, number>>;
}

/** One task at one layer. */
export interface MeasuredTask {
  /** Without the layer: `image/emoji-vgg`. */
  readonly task: string;
  readonly modality: Modality;
  readonly layer: string;
  /** The tensor noise is added to; part of every job's identity. */
  readonly from: string;
  readonly samples: readonly TaskSample[];
  readonly networks: readonly TaskNetwork[];
  /** For people; the task's name by default. */
  readonly title?: string;
  /** Which units count as foreground, in a sentence. */
  readonly foregroundRule?: string;
  /** Task, without the layer, that has everything but the effect to be found. */
  readonly control?: string;
  /**
   * The code and the runtime that measure, such as `onnxruntime-node 1.30.0`: a result made by another is measured again.
   * The versions of Stillpoint's own packages belong in it where they may change under a store.
   */
  readonly madeBy?: string;
}

/** `image/emoji-vgg@fc1`: how reports call a task at a layer. */
export function taskId({ task, layer }: Pick<MeasuredTask, "task" | "layer">): string {
  return `${task}@${layer}`;
}

/** `image/emoji-vgg@fc1` as a folder name: `image~emoji-vgg@fc1`. Different tasks and layers have different names. */
export function taskSlug({ task, layer }: Pick<MeasuredTask, "task" | "layer">): string {
  const plain = (text: string): string =>
    text.replaceAll(/[^A-Za-z0-9._-]/g, (letter) =>
      letter === "/" ? "~" : `%${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  return `${plain(task)}@${plain(layer)}`;
}
