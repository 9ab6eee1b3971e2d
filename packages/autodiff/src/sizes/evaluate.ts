// What the evaluators of single operators see and say.

import type { Dim, Node } from "../model/graph.ts";
import type { Entries } from "./entries.ts";

export interface Evaluation {
  readonly node: Node;
  /** By input; undefined for an input that is absent. */
  readonly operands: readonly (Entries | undefined)[];
  /** The output's shape where all of it is known otherwise. */
  readonly dims: readonly number[] | undefined;
}

/** Every output of a node; undefined where the form is not covered. */
export type Evaluate = (evaluation: Evaluation) => readonly (Entries | undefined)[] | undefined;

export function int({ attributes }: Node, name: string, otherwise: number): number {
  const found = attributes.get(name);
  return found?.kind === "int" ? found.value : otherwise;
}

export function ints({ attributes }: Node, name: string): readonly number[] | undefined {
  const found = attributes.get(name);
  return found?.kind === "ints" ? found.value : undefined;
}

export function fixed(dims: readonly Dim[] | undefined): readonly number[] | undefined {
  const known = dims?.filter((dim) => typeof dim === "number");
  return known?.length === dims?.length ? known : undefined;
}
