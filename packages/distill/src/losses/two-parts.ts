// A loss of logits and of something that lies behind them in the same tensor.

import type { Emitter } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import type { EmittedLoss } from "./loss.ts";

export interface TwoParts {
  /** `[b, ..., classes + rest]` */
  readonly tensor: string;
  /** Class probabilities of the same shape, 0 behind the classes. */
  readonly label: string;
  readonly dims: readonly number[];
  readonly classes: number;
}

export interface PartLosses {
  readonly label: EmittedLoss;
  readonly labelWeight: number;
  /** Already weighted. */
  readonly other: EmittedLoss;
}

/** labelWeight · label + other, with one cotangent for both parts. Throws `StillpointError SHAPE` where nothing lies behind the classes. */
export function emitTwoParts(
  g: Emitter,
  { tensor, label, dims, classes }: TwoParts,
  losses: (logits: string, rest: string, target: string) => PartLosses,
): EmittedLoss {
  const width = dims.at(-1)!;
  ensure(
    classes > 0 && width > classes,
    "SHAPE",
    () => `loss: expected more than ${classes} values of each sample; got ${width}; branch the network first`,
  );
  const part = (of: string, start: number, end: number): string =>
    g.op("Slice", [of, g.int64([start]), g.int64([end]), g.int64([dims.length - 1])]);
  const given = losses(part(tensor, 0, classes), part(tensor, classes, width), part(label, 0, classes));
  const weight = g.float32(given.labelWeight);
  return {
    value: g.op("Add", [g.op("Mul", [given.label.value, weight]), given.other.value]),
    cotangent: g.op("Concat", [g.op("Mul", [given.label.cotangent, weight]), given.other.cotangent], { axis: -1 }),
  };
}
