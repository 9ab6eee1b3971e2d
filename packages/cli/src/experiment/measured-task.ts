// A task ready to be measured: samples as units, and networks as ONNX checkpoints.

import type { Role, Run, SampleInfo, UnitInput } from "@stillpoint/core";

export interface CheckpointFile {
  readonly step: number;
  readonly path: Run["checkpoints"][number]["path"];
  /** The ONNX file's bytes, read when needed. */
  read(): Uint8Array;
}

export interface NetworkFiles {
  readonly role: Role;
  /** Training seed. */
  readonly seed: number;
  readonly checkpoints: readonly CheckpointFile[];
  readonly accuracy?: Readonly<Record<string, number>>;
}

export interface TaskSample {
  readonly info: SampleInfo;
  readonly input: UnitInput;
}

/** One task at one layer. */
export interface MeasuredTask {
  /** Without the layer: `image/emoji-vgg`. */
  readonly task: string;
  readonly modality: string;
  readonly layer: string;
  /** The tensor noise is added to. */
  readonly from: string;
  readonly samples: readonly TaskSample[];
  readonly networks: readonly NetworkFiles[];
}
