// Messages between a runtime and its workers. Buffers are transferred, never shared.

import type { Tensor } from "@stillpoint/core";

export type Feeds = Readonly<Record<string, Tensor>>;

export interface SessionOptions {
  /** Outputs that become inputs of the next run (`w` from `w:next`), kept in the worker. */
  readonly state?: Readonly<Record<string, Tensor>>;
  /** Whether ONNX Runtime rewrites the graph for speed, default true; not worth it for a graph that runs twice. */
  readonly optimised?: boolean;
  /** Folder of the files that the model's external data names; only for a lane that `mapsFiles`. */
  readonly dataFolder?: string;
}

export type Request =
  | {
      readonly id: number;
      readonly kind: "open";
      readonly model: Uint8Array;
      readonly options: SessionOptions;
      /** ONNX Runtime's name of what executes the graph. */
      readonly provider: string;
    }
  | { readonly id: number; readonly kind: "run"; readonly session: number; readonly feeds: Feeds }
  | { readonly id: number; readonly kind: "state"; readonly session: number }
  | { readonly id: number; readonly kind: "close"; readonly session: number }
  /** The last one: frees all sessions after the request under way; those waiting are dropped. */
  | { readonly id: number; readonly kind: "finish" };

export type Response =
  | {
      readonly id: number;
      readonly ok: true;
      readonly session?: number;
      readonly outputs?: Feeds;
      readonly milliseconds: number;
    }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** Suffix of the output that carries a state tensor to the next step. */
export const NEXT = ":next";

/** How errors start that ONNX Runtime gave, as against those of a worker that ended. */
export const REFUSED = "ONNX Runtime: ";
