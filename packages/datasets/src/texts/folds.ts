// Five fixed folds: what is held out does not depend on a run's seed, so one vocabulary serves all of them.

import { ensure } from "@stillpoint/core";
import { randomOf } from "../random.ts";

const FOLDS = 5;

/**
 * The fold of every item, 0..4: items of one group are dealt out in random order, so every fold has its share of every
 * group. `name` is the data set's; the same ids in the same order give the same folds.
 */
export function foldsOf<T>(items: readonly T[], name: string, groupOf: (item: T) => string): number[] {
  const groups = new Map<string, number[]>();
  for (const [k, item] of items.entries()) {
    const group = groups.get(groupOf(item)) ?? [];
    group.push(k);
    groups.set(groupOf(item), group);
  }
  const folds = items.map(() => 0);
  const random = randomOf({ seed: 0, sample: name, purpose: "folds", pass: 0 });
  let dealt = 0;
  for (const group of groups.values()) for (const k of random.shuffled(group)) folds[k] = dealt++ % FOLDS;
  return folds;
}

/** Throws `RANGE` unless `fold` is one of 0..4. */
export function ensureFold(fold: number): void {
  ensure(
    Number.isInteger(fold) && fold >= 0 && fold < FOLDS,
    "RANGE",
    () => `heldOutFold: expected 0..${FOLDS - 1}; got ${fold}; folds are numbered from 0`,
  );
}
