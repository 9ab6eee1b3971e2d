// What the form of one fused operator needs to say it in standard ones.

import type { Emitter } from "../emitter.ts";
import type { Dim, Node } from "../model/graph.ts";

export interface FusedContext {
  readonly node: Node;
  /** Nodes it emits take the place of the fused one; the last of them keeps its name. */
  readonly g: Emitter;
  /** Name of input i, or undefined where it is absent. */
  input(index: number): string | undefined;
  /** Name for output i, as the graph reads it or, where nothing does, a new one. */
  output(index: number): string;
  /** Whether the graph reads output i. */
  asked(index: number): boolean;
  /** A shape that a weight has or the file declares. */
  dims(tensor: string): readonly Dim[] | undefined;
}

/** Emits standard nodes for a fused one; false, with nothing emitted, for a form that is not covered. */
export type WriteOut = (context: FusedContext) => boolean;
