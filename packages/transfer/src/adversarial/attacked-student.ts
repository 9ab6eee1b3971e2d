// What an attack on one network does to another's answers.

import { ensure } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import { labelAnswers } from "../probe/answers.ts";
import type { Probe } from "../probe/probe.ts";
import type { Attack } from "./attack.ts";
import type { WordAttack } from "./word-flips.ts";

/** Answers of a network to samples before and after an attack on another one, `[s]` each. */
export interface AttackedAnswers {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/**
 * Of exchanged words, whatever network reads the texts; of changed values, one that shares them. Throws
 * `StillpointError SHAPE` for a network whose moved tensor is not of the attacked one's size.
 */
export async function attackedAnswers(
  probe: Probe,
  inputs: SampleInputs,
  attack: Attack | WordAttack,
): Promise<AttackedAnswers> {
  if ("flips" in attack) return { before: await probe.answers(inputs), after: await probe.answers(attack.attacked) };
  const d = probe.at.shape.reduce((all, size) => all * size, 1);
  const samples = attack.fooled.length;
  ensure(
    attack.attacked.length === d * samples,
    "SHAPE",
    () =>
      `student: expected an input of the attacked network's ${attack.attacked.length / samples} values; got ${d}; networks with their own embeddings share words, not vectors`,
  );
  return {
    before: await probe.answers(inputs, attack.clean),
    after: await probe.answers(inputs, attack.attacked),
  };
}

/**
 * `changed`: 1 where the network no longer gives its own answer to the clean sample; `wrong`: 1 where it is wrong; `sameWrong`:
 * 1 where it gives the very answer that the attacked network was fooled into, and that is wrong. `[s]` each, NaN for samples
 * that did not fool the attacked network.
 */
export interface FooledValues {
  readonly changed: Float64Array;
  readonly wrong: Float64Array;
  readonly sameWrong: Float64Array;
}

/** `labels` `[s·rows]` are the true ones. Throws `StillpointError SHAPE` for lists of other lengths. */
export function fooledValues(
  { before, after }: AttackedAnswers,
  attack: Pick<Attack, "after" | "fooled">,
  labels: ArrayLike<number>,
  shape: Probe["logitShape"],
): FooledValues {
  const right = labelAnswers(labels, shape);
  ensure(
    [before, after, right].every(({ length }) => length === attack.fooled.length),
    "SHAPE",
    () =>
      `answers: expected ${attack.fooled.length}; got ${before.length}, ${after.length} and ${right.length} labels; ask about the attacked samples`,
  );
  const of = (holds: (k: number) => boolean): Float64Array =>
    Float64Array.from(attack.fooled, (fooled, k) => (fooled ? Number(holds(k)) : Number.NaN));
  return {
    changed: of((k) => after[k] !== before[k]),
    wrong: of((k) => after[k] !== right[k]),
    sameWrong: of((k) => after[k] === attack.after[k] && after[k] !== right[k]),
  };
}
