// Which job starts next. A model runs one call at a time, so jobs in flight are spread over models.

import type { Job } from "./plan.ts";

interface Queue {
  readonly pending: Job[];
  inFlight: number;
}

/**
 * The jobs still to start, model by model. Up to `models` models are worked on at a time, in the order of their first
 * job; the next job is that of the model with the fewest jobs in flight, ties in job order. Jobs and models are only
 * taken in another order by this, never numbered anew.
 */
export class Schedule {
  readonly #models: number;
  /** Models that are not finished, in job order: the first `models` of them are those that may be open. */
  readonly #queues = new Map<string, Queue>();
  #left: number;

  constructor(jobs: readonly Job[], models: number) {
    this.#models = models;
    this.#left = jobs.length;
    for (const job of jobs) {
      const queue = this.#queues.get(modelKey(job)) ?? { pending: [], inFlight: 0 };
      queue.pending.push(job);
      this.#queues.set(modelKey(job), queue);
    }
  }

  /** Jobs not started. */
  get left(): number {
    return this.#left;
  }

  /** Smallest index among the jobs not started; infinite when there is none. */
  get earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { pending } of this.#queues.values()) earliest = Math.min(earliest, pending[0]?.index ?? earliest);
    return earliest;
  }

  /** Takes the job to start next; undefined when none may start now. */
  start(): Job | undefined {
    let next: Queue | undefined;
    let seen = 0;
    for (const queue of this.#queues.values()) {
      if (seen++ === this.#models) break;
      if (queue.pending.length > 0 && queue.inFlight < (next?.inFlight ?? Number.POSITIVE_INFINITY)) next = queue;
    }
    const job = next?.pending.shift();
    if (next === undefined || job === undefined) return undefined;
    next.inFlight++;
    this.#left--;
    return job;
  }

  /** Says that a started job is over; a model with no job left makes room for another. */
  finish(job: Job): void {
    const queue = this.#queues.get(modelKey(job))!;
    queue.inFlight--;
    if (queue.inFlight === 0 && queue.pending.length === 0) this.#queues.delete(modelKey(job));
  }
}

/** Which open model a job uses: the same weights are opened once per training seed and layer. */
export function modelKey(job: Job): string {
  return JSON.stringify([job.modelId, job.networks[0]!.seed, job.layer]);
}
