// Graphs on a lane that are opened when they are first used; those with many weights take turns.

import type { Initializer, Model } from "@stillpoint/autodiff";
import { ensure, type Tensor } from "@stillpoint/core";
import { openSession } from "./open-session.ts";
import type { Feeds } from "./protocol.ts";
import type { Lane, Session } from "./runtime.ts";

/**
 * Bytes of weights from which on the graphs of one model are not open at the same time: every one holds a copy of them
 * in the order its kernels like. Opening again costs about as much as a pass.
 */
const LARGE = 2 ** 27;

/** Which of a model's large graphs is open. */
export class Turns {
  /** Whether large graphs may hold copies of their weights. */
  readonly packed: boolean;
  #last: LazySession | undefined;

  constructor(packed: boolean) {
    this.packed = packed;
  }

  /** Frees the graph whose turn it was, after its runs under way. */
  async take(session: LazySession): Promise<void> {
    const before = this.#last;
    if (before === session) return;
    this.#last = session;
    await before?.free();
  }
}

/** A graph on a lane, opened when first used and closed once. */
export class LazySession {
  readonly #id: string;
  readonly #lane: Lane;
  readonly #model: () => Model;
  readonly #turns: Turns;
  #large: boolean | undefined;
  #opening: Promise<Session> | undefined;
  #closed = false;

  constructor(id: string, lane: Lane, model: () => Model, turns: Turns) {
    this.#id = id;
    this.#lane = lane;
    this.#model = model;
    this.#turns = turns;
  }

  async run(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    ensureOpen(this.#id, !this.#closed);
    this.#large ??= isLarge(this.#model());
    if (this.#large) await this.#turns.take(this);
    ensureOpen(this.#id, !this.#closed);
    this.#opening ??= openSession(this.#lane, this.#model(), { optimised: this.#turns.packed || !this.#large });
    return (await this.#opening).run(feeds);
  }

  /** Closes the graph after the runs asked for; the next run opens it again. */
  async free(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    // One that could not be opened holds nothing.
    const session = await opening?.catch(() => undefined);
    await session?.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.free();
  }
}

export function ensureOpen(id: string, open: boolean): void {
  ensure(open, "MODEL", () => `${id}: expected an open model; got a closed one; measure before closing`);
}

/** Whether a graph has so many weights that a second copy of them matters more than speed. */
export function isLarge({ graph }: Model): boolean {
  return [...graph.initializers.values()].reduce((sum, tensor) => sum + 4 * count(tensor), 0) >= LARGE;
}

function count({ dims }: Initializer): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
