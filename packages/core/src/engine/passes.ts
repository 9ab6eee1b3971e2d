// Keeps the network busy: while one batch is in flight the next is drawn and the previous one is worked off.

import type { StopSignal } from "../contract.ts";
import { ensure } from "../errors.ts";

/** A run of passes in batches. */
export interface PassPlan<Drawn, Result> {
  readonly count: number;
  readonly batch: number;
  readonly signal: StopSignal | undefined;
  readonly draw: (start: number, size: number) => Drawn;
  readonly call: (drawn: Drawn, size: number) => Promise<Result>;
  /** Receives every batch in order. */
  readonly take: (result: Result, drawn: Drawn, start: number, size: number) => void;
}

/**
 * Runs `count` passes. `take` sees them in order whatever the batch size, so sums come out the same to the bit.
 *
 * @throws INTERRUPTED between batches once the signal is aborted; whatever the layer throws
 */
export async function runPasses<Drawn, Result>(plan: PassPlan<Drawn, Result>): Promise<void> {
  const { count, batch, signal } = plan;
  if (count === 0) return;
  let drawn = plan.draw(0, Math.min(batch, count));
  let work: () => void = () => {};
  for (let start = 0; start < count; start += batch) {
    ensure(
      signal?.aborted !== true,
      "INTERRUPTED",
      () => `measurement: stopped by the caller after ${start} of ${count} passes`,
    );
    const size = Math.min(batch, count - start);
    const current = drawn;
    const flight = plan.call(current, size);
    // A failure below must not leave this one unheard.
    flight.catch(() => {});
    const next = start + size;
    if (next < count) drawn = plan.draw(next, Math.min(batch, count - next));
    work();
    const result = await flight;
    work = () => plan.take(result, current, start, size);
  }
  work();
}
