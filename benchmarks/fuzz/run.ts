// A parser over many damaged files, each with a deadline.

import { createContext, Script } from "node:vm";
import { damaged } from "./mutation.ts";
import { type Fault, notFinite, type Tally, wrongError } from "./outcome.ts";

/** A parser, and files it reads. */
export interface Target {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** May go on after it returns, as decoders do. */
  run(bytes: Uint8Array): unknown;
  /** Numbers that files may hold as they like are not looked at. */
  readonly anyNumbers?: boolean;
}

export interface FuzzOptions {
  readonly count: number;
  /** The first input, to come back to one. Default 0. */
  readonly from?: number;
  readonly seed: number;
  /** Seconds an input may take. */
  readonly deadline: number;
  /** Faults after which a parser is given up. */
  readonly most?: number;
}

const context = createContext({});
const script = new Script("job()");

/** What `run` gives. Ends it, even within a loop or a regular expression, with an error that says "timed out". */
async function bounded(run: () => unknown, deadline: number): Promise<unknown> {
  let value: unknown;
  context.job = () => {
    value = run();
  };
  script.runInContext(context, { timeout: 1000 * deadline });
  if (!(value instanceof Promise)) return value;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out after ${deadline} s`)), 1000 * deadline);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a parser over `count` inputs of a seed. */
export async function fuzz(
  target: Target,
  { count, from = 0, seed, deadline, most = 20 }: FuzzOptions,
): Promise<Tally> {
  const faults: Fault[] = [];
  let [inputs, values, refusals, slowest] = [0, 0, 0, 0];
  for (let index = from; index < from + count && faults.length < most; index++) {
    const bytes = damaged(target.seeds, target.name, seed, index);
    const started = performance.now();
    inputs++;
    try {
      const bad = notFinite(await bounded(() => target.run(bytes), deadline));
      if (bad !== undefined && target.anyNumbers !== true) faults.push({ index, kind: "not finite", said: bad });
      else values++;
    } catch (error) {
      const wrong = wrongError(error);
      if (wrong === undefined) refusals++;
      else faults.push({ index, ...wrong });
    }
    slowest = Math.max(slowest, performance.now() - started);
  }
  return { inputs, values, refusals, slowest, faults };
}
