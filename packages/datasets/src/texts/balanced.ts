// Choosing items so that no group is short of them.

import { ensure } from "@stillpoint/core";
import type { Random } from "../random.ts";

/**
 * `count` items at random, groups taking turns in random order; a group that runs out is skipped. Throws `RANGE` for
 * more than there are.
 */
export function balanced<T>(
  items: readonly T[],
  groupOf: (item: T) => string | number,
  count: number,
  random: Random,
): T[] {
  ensure(
    Number.isInteger(count) && count >= 0 && count <= items.length,
    "RANGE",
    () => `split: expected at most ${items.length} items; got ${count}; ask for fewer`,
  );
  const groups = random.shuffled([...new Set(items.map(groupOf))]);
  const queues = groups.map((group) => random.shuffled(items.filter((item) => groupOf(item) === group)));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const turns = Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1)));
  return turns.flat().slice(0, count);
}
