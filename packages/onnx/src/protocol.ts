// Messages between the main thread and a worker. Buffers are transferred, never shared.

import type { Tensor } from "@stillpoint/core";

export type Feeds = Readonly<Record<string, Tensor>>;

export interface SessionOptions {
  /** Outputs that become inputs of the next run (`w` from `w:next`), kept in the worker. */
  readonly state?: Readonly<Record<string, Tensor>>;
}

export type Request =
  | { readonly id: number; readonly kind: "open"; readonly model: Uint8Array; readonly options: SessionOptions }
  | { readonly id: number; readonly kind: "run"; readonly session: number; readonly feeds: Feeds }
  | { readonly id: number; readonly kind: "state"; readonly session: number }
  | { readonly id: number; readonly kind: "close"; readonly session: number };

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
