// What of a study could be measured, and why the rest could not.

import { StillpointError, type StopSignal } from "@stillpoint/core";

/** What networks are asked; each serves one section or two. */
export type Part =
  | "logits"
  | "features"
  | "groups"
  | "domains"
  | "conflict"
  | "maps"
  | "unicam"
  | "attack"
  | "foreign"
  | "changes"
  | "planes";

/** Failures that say something of the run, not of the networks. */
const FATAL: ReadonlySet<string> = new Set(["INTERRUPTED", "RUNTIME", "STORAGE"]);

/** The parts of one study: what one network cannot answer is asked of none of the others, and is said. */
export class Parts {
  readonly #missing: Map<Part, string> = new Map();
  readonly #signal: StopSignal | undefined;

  constructor(signal: StopSignal | undefined) {
    this.#signal = signal;
  }

  /** Why a part is missing; undefined where it is not. */
  reason(part: Part): string | undefined {
    return this.#missing.get(part);
  }

  miss(part: Part, reason: string): void {
    if (!this.#missing.has(part)) this.#missing.set(part, reason);
  }

  /** What `ask` gives; undefined where the part is missing or turns out to be. Throws `INTERRUPTED` and other failures of the run. */
  async of<T>(part: Part, name: string, ask: () => Promise<T>): Promise<T | undefined> {
    this.ensureGoing();
    if (this.#missing.has(part)) return undefined;
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof StillpointError) || FATAL.has(cause.code)) throw cause;
      this.miss(part, `${name}: ${cause.message}`);
      return undefined;
    }
  }

  /**
   * What `make` computes of answers that are there; a reason where they are too few or too much alike for it, or its solver does
   * not converge. Throws what is no `StillpointError`, and `INPUT`: the caller's mistake.
   */
  made<T>(make: () => T): { readonly made: T } | { readonly reason: string } {
    try {
      return { made: make() };
    } catch (cause) {
      if (!(cause instanceof StillpointError) || cause.code === "INPUT") throw cause;
      return { reason: cause.message };
    }
  }

  /** Throws `INTERRUPTED` after a wish to stop. */
  ensureGoing(): void {
    if (this.#signal?.aborted)
      throw new StillpointError(
        "INTERRUPTED",
        "study of transfer: expected to ask all networks; got stopped; go on with --resume",
      );
  }
}
