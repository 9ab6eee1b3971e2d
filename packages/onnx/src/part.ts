// Spliced-out graphs and the sessions that run them.

import { type Fragment, type Splice, spliceFeatures, spliceResidual, spliceVjp } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { LazySession, type Turns } from "./lazy-session.ts";
import type { Feeds } from "./protocol.ts";
import type { Lane } from "./runtime.ts";

/** One spliced-out graph and its session. */
export class Part {
  readonly fragment: Fragment;
  readonly session: LazySession;

  constructor(id: string, fragment: Fragment, lane: Lane, turns: Turns) {
    this.fragment = fragment;
    this.session = new LazySession(id, lane, () => fragment.model, turns);
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

/** The tensor called `name`. Throws `StillpointError MODEL` where there is none. */
export function given(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor !== undefined) return tensor;
  throw new StillpointError(
    "MODEL",
    `input ${name}: expected a tensor for it; got ${Object.keys(tensors).join(", ") || "none"}; give every input`,
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
