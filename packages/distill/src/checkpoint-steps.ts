import { ensure } from "@stillpoint/core";

/** The last gap between checkpoints is this many times the first; the trial's 8 ... 112 steps. */
const GAP_RATIO = 14;

/**
 * `count` increasing steps from 0 to `total`, gaps growing geometrically, because networks change most at the start
 * (the paper's epochs 0, 2, 5, 10 ... 130, 150). Throws `StillpointError RANGE` unless 2 <= count <= total + 1.
 */
export function checkpointSteps(total: number, count: number): number[] {
  ensure(
    Number.isInteger(total) && Number.isInteger(count) && count >= 2 && count <= total + 1,
    "RANGE",
    () => `checkpoints: expected 2 to ${total + 1} of them for ${total} steps; got ${count}`,
  );
  const growth = count > 2 ? GAP_RATIO ** (1 / (count - 2)) : 1;
  const position = (index: number) => (growth === 1 ? index : growth ** index - 1);
  const steps: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const ideal = Math.round((total * position(index)) / position(count - 1));
    const earliest = index === 0 ? 0 : steps[index - 1]! + 1;
    // Every later checkpoint still needs a step of its own.
    steps.push(Math.min(Math.max(ideal, earliest), total - (count - 1 - index)));
  }
  return steps;
}
