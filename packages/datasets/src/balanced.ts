// Choosing items so that no group is short of them.

import { ensure } from "@stillpoint/core";
import type { Random } from "./random.ts";

export interface BalancedChoice<T, G> {
  readonly count: number;
  groupOf(item: T): G;
  /** Every group, in the order that is shuffled; those of the items in their order by default. */
  readonly groups?: readonly G[];
  /** What errors call the items; `items` by default. */
  readonly called?: string;
}

/**
 * `count` items at random, groups taking turns in random order; a group that runs out is skipped. Throws `RANGE` for
 * more than there are.
 */
export function balanced<T, G>(
  items: readonly T[],
  { count, groupOf, groups = [...new Set(items.map(groupOf))], called = "items" }: BalancedChoice<T, G>,
  random: Random,
): T[] {
  ensure(
    Number.isInteger(count) && count >= 0 && count <= items.length,
    "RANGE",
    () => `split: expected at most ${items.length} ${called}; got ${count}; ask for fewer`,
  );
  const queues = random
    .shuffled(groups)
    .map((group) => random.shuffled(items.filter((item) => groupOf(item) === group)));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const turns = Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1)));
  return turns.flat().slice(0, count);
}
