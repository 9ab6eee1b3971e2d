// A limit on the memory of a run: it stops before the system ends it, and keeps what it has.

import { StillpointError } from "@stillpoint/core";

/** Milliseconds between two looks. */
const INTERVAL = 250;
const MEBI = 2 ** 20;

export interface MemoryLimit extends Disposable {
  /** Fires with the outer one, or as soon as the process has more than the limit. */
  readonly signal: AbortSignal;
  /**
   * What `work` comes to. Throws `RUNTIME` with what to do where the limit stopped it, else what `work` throws; where it
   * came to its end all the same, `say` is told.
   */
  within<T>(work: () => Promise<T>): Promise<T>;
}

export interface MemoryLimitOptions {
  /** MiB of the process with all its threads; no limit by default. */
  readonly limit?: number | undefined;
  readonly outer: AbortSignal;
  readonly say: (text: string) => void;
  /** MiB that the process has. */
  readonly used?: () => number;
}

/** Watches the memory of this process until it is disposed of. Use it with `using`. */
export function memoryLimit({ limit, outer, say, used = residentMemory }: MemoryLimitOptions): MemoryLimit {
  const controller = new AbortController();
  let most = 0;
  const look = (): void => {
    most = Math.max(most, used());
    if (limit === undefined || most <= limit || controller.signal.aborted) return;
    say(`memory: ${Math.ceil(most)} MiB of ${limit}; finishing the jobs under way and writing what is there`);
    controller.abort();
  };
  const timer = limit === undefined ? undefined : setInterval(look, INTERVAL);
  const stopped = (): StillpointError =>
    new StillpointError(
      "RUNTIME",
      `memory: expected at most ${limit} MiB; got ${Math.ceil(most)}; go on with --resume and a larger --memory, fewer --workers or fewer --samples`,
    );
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    within: async (work) => {
      try {
        const result = await work();
        if (limit !== undefined && most > limit)
          say(`memory: the run came to its end with ${Math.ceil(most)} MiB, more than the ${limit} of --memory`);
        return result;
      } catch (error) {
        const isOurs = controller.signal.aborted && !outer.aborted;
        if (isOurs && error instanceof StillpointError && error.code === "INTERRUPTED") throw stopped();
        throw error;
      }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function residentMemory(): number {
  return process.memoryUsage.rss() / MEBI;
}
