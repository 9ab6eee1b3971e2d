// Spliced-out graphs and the sessions that run them.

import { type Fragment, type Splice, spliceFeatures, spliceResidual, spliceVjp } from "@stillpoint/autodiff";
import { ensure, StillpointError, type Tensor } from "@stillpoint/core";
import type { Feeds } from "./protocol.ts";
import type { Lane, Session } from "./runtime.ts";

/** A graph on a lane, opened when first used and closed once. */
export class LazySession {
  readonly #id: string;
  readonly #lane: Lane;
  readonly #bytes: () => Uint8Array;
  #opening: Promise<Session> | undefined;
  #closed = false;

  constructor(id: string, lane: Lane, bytes: () => Uint8Array) {
    this.#id = id;
    this.#lane = lane;
    this.#bytes = bytes;
  }

  async run(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    ensureOpen(this.#id, !this.#closed);
    this.#opening ??= this.#lane.open(this.#bytes());
    return (await this.#opening).run(feeds);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // One that could not be opened holds nothing.
    const session = await this.#opening?.catch(() => undefined);
    await session?.close();
  }
}

/** One spliced-out graph and its session. */
export class Part {
  readonly fragment: Fragment;
  readonly session: LazySession;

  constructor(id: string, fragment: Fragment, lane: Lane) {
    this.fragment = fragment;
    this.session = new LazySession(id, lane, () => fragment.bytes);
  }

  run(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    return this.session.run(
      Object.fromEntries(Object.entries(feeds).filter(([name]) => this.fragment.inputs.includes(name))),
    );
  }
}

export type PartKind = "features" | "residual" | "vjp";

export const SPLICES: Readonly<Record<PartKind, (splice: Splice) => Fragment>> = {
  features: spliceFeatures,
  residual: spliceResidual,
  vjp: spliceVjp,
};

export function ensureOpen(id: string, open: boolean): void {
  ensure(open, "MODEL", () => `${id}: expected an open model; got a closed one; measure before closing`);
}

/** The tensor called `name`. Throws `StillpointError MODEL` where there is none. */
export function given(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor !== undefined) return tensor;
  throw new StillpointError(
    "MODEL",
    `input ${name}: expected a tensor for it; got ${Object.keys(tensors).join(", ") || "none"}`,
  );
}

/** The values of a float tensor. Throws `StillpointError MODEL` for any other. */
export function floats(tensor: Tensor, name: string): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new StillpointError(
    "MODEL",
    `tensor ${name}: expected float32; got ${tensor.type}; noise and features need floats`,
  );
}
