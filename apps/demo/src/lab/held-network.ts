// A network the lab holds, whichever engine runs it.

import type { Graph } from "@stillpoint/autodiff";
import type { FeatureModel, Inspection, ReferenceNoise, Tensor } from "@stillpoint/core";
import type { OpenNetwork, Outputs, Resolution, Runtime } from "@stillpoint/onnx";

/** Inputs of one sample, batch axis 1. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** A layer that is tried on a sample. */
export interface LayerTrial {
  /** The tensor noise is added to. */
  readonly from: string;
  readonly to: string;
  readonly inputs: Feeds;
  /** The noise that maps are measured with. */
  readonly sigma0: ReferenceNoise;
}

export interface HeldNetwork {
  readonly name: string;
  /** What samples are fitted to and answers are read by. */
  readonly graph: Graph;
  /** What it offers to be measured, where that was asked for. */
  readonly inspection: Inspection | undefined;
  /** Bytes of its file, of its weights too where they are read with it. */
  readonly size: number;
  /** What it runs on, where that is not the lab's runtime. */
  readonly engine: string | undefined;
  /** Tells it from others by what it holds. */
  identity(): Promise<string>;
  /** Cuts it at a layer; `open` opens what the lab's runtime runs. Throws `MODEL`, `LAYER`. */
  cut(from: string, layer: string, open: OpenNetwork): Promise<FeatureModel>;
  /** Opens the part that computes `tensors`, for inputs like `example`. Throws `MODEL`, `LAYER`, `RUNTIME`. */
  outputs(tensors: readonly string[], example: Feeds, runtime: Runtime): Promise<Outputs>;
  /** How well float32 resolves a layer, and whether it lies behind a maximum over all tokens. Throws `MODEL`, `LAYER`. */
  tried(
    trial: LayerTrial,
    runtime: Runtime,
  ): Promise<{ readonly resolution: Resolution; readonly tokenMaximum: boolean }>;
  /** Frees what it holds. */
  close(): void;
}
