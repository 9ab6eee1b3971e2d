// Repeats of several contestants in turn, so that a slow minute of the machine hits all of them.

import { type Timing, timing } from "./result.ts";

/** Does one repeat and returns milliseconds per unit of work. */
export type Contestant = () => Promise<number>;

/**
 * `rounds` rounds of every contestant, in turn and in the opposite order every other round. One warm-up round of each
 * is thrown away.
 */
export async function interleave<Name extends string>(
  rounds: number,
  contestants: ReadonlyMap<Name, Contestant>,
): Promise<Map<Name, Timing>> {
  const times = new Map<Name, number[]>([...contestants.keys()].map((name) => [name, []]));
  for (const repeat of contestants.values()) await repeat();
  for (let round = 0; round < rounds; round += 1) {
    const order = [...contestants];
    if (round % 2 === 1) order.reverse();
    for (const [name, repeat] of order) times.get(name)?.push(await repeat());
  }
  return new Map([...times].map(([name, values]) => [name, timing(values)]));
}

/**
 * How many units of work make a repeat of about a second, from a first run of `probe` units: short repeats measure the
 * clock and the machine's hiccups.
 */
export async function repeatSize(
  probe: number,
  most: number,
  run: (count: number) => Promise<unknown>,
): Promise<number> {
  await run(probe);
  const started = performance.now();
  await run(probe);
  const each = (performance.now() - started) / probe;
  return Math.max(probe, Math.min(most, Math.ceil(REPEAT / each)));
}

const REPEAT = 1000;
