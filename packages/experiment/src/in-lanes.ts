// Work on many things, some at a time.

import { StillpointError } from "@stillpoint/core";

/**
 * `work` on every item, `lanes` at a time, in the order of `items`. After a failure nothing more is started, and the first
 * one, of those that are no mere interruption if there is one, is thrown once the others under way have ended: nothing is
 * left open or written behind it.
 */
export async function inLanes<Item>(
  items: Iterable<Item>,
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (waiting.length > 0 && failures.length === 0) {
      try {
        await work(waiting.shift()!);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures.find((failure) => !isInterrupted(failure)) ?? failures[0];
}

function isInterrupted(failure: unknown): boolean {
  return failure instanceof StillpointError && failure.code === "INTERRUPTED";
}
