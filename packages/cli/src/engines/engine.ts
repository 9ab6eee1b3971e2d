// What a measurement needs of the engine that runs a user's networks.

import type { Graph } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import type { EngineTask, TaskNetwork } from "@stillpoint/experiment";
import type { Outputs, Runtime } from "@stillpoint/onnx";
import type { CheckedModels } from "../analyze/check-models.ts";
import type { FoundNetwork } from "../analyze/found-networks.ts";
import type { ModelCheck } from "../analyze/model-findings.ts";
import type { NetworkFiles } from "../files/network-folder.ts";

/** Inputs of one sample, batch axis 1. */
export type Sample = Readonly<Record<string, Tensor>>;

/** A network that is asked for its answers. */
export interface AnsweringNetwork {
  readonly graph: Graph;
  /** Whether tensors of pictures have their channels last. */
  readonly channelsLast: boolean;
  /** Throws `LAYER`, `RUNTIME`. */
  outputs(tensors: readonly string[]): Promise<Outputs>;
}

/** An engine, open. */
export interface Engine extends AsyncDisposable {
  /** The engine and where it computes, with its version; part of every result's identity. */
  readonly name: string;
  /** This name and the code that measures. */
  readonly madeBy: string;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** What an impatient user leaves behind. */
  readonly runtimes: readonly Runtime[];
  /** Opens and tries every checkpoint at every layer. Throws `MODEL`, `LAYER`, `OPERATOR`, `SHAPE` naming the file. */
  check(networks: readonly FoundNetwork[], check: ModelCheck): Promise<CheckedModels>;
  /** Opens a network for its answers. Throws `INPUT`, `MODEL`. */
  answering(file: string, example: Sample): Promise<AnsweringNetwork>;
  /** The checkpoints of a network at a layer; features answer to noise on `from`. Throws `INPUT`, `MODEL`, `LAYER`. */
  taskNetwork(network: NetworkFiles, layer: string, from: string, example: Sample): Promise<TaskNetwork>;
  /** What is to be said of the first task before it is measured. Throws `RUNTIME` where a device computes otherwise. */
  agreement(first: EngineTask | undefined, networks: readonly FoundNetwork[]): Promise<readonly string[]>;
}
