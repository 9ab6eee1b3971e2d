// Which job starts next. A model runs one call at a time, so jobs in flight are spread over models.

import type { Job } from "./plan.ts";

/** The jobs of one model. */
interface Line {
  readonly pending: Job[];
  inFlight: number;
}

/**
 * The jobs still to start, model by model. Up to `models` models are worked on at a time, in the order of their first
 * job; the next job is that of the model with the fewest jobs in flight, ties in job order. Jobs and models are only
 * taken in another order by this, never numbered anew.
 */
export class JobQueue {
  readonly #models: number;
  /** Models that are not finished, in job order: the first `models` of them are those that may be open. */
  readonly #lines = new Map<string, Line>();
  #left: number;

  constructor(jobs: readonly Job[], models: number) {
    this.#models = models;
    this.#left = jobs.length;
    for (const job of jobs) {
      const line = this.#lines.get(modelKey(job)) ?? { pending: [], inFlight: 0 };
      line.pending.push(job);
      this.#lines.set(modelKey(job), line);
    }
  }

  /** Jobs not started. */
  get left(): number {
    return this.#left;
  }

  /** Smallest index among the jobs not started; infinite when there is none. */
  get earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { pending } of this.#lines.values()) earliest = Math.min(earliest, pending[0]?.index ?? earliest);
    return earliest;
  }

  /** Takes the job to start next; undefined when none may start now. */
  start(): Job | undefined {
    let next: Line | undefined;
    let seen = 0;
    for (const line of this.#lines.values()) {
      if (seen++ === this.#models) break;
      if (line.pending.length > 0 && line.inFlight < (next?.inFlight ?? Number.POSITIVE_INFINITY)) next = line;
    }
    const job = next?.pending.shift();
    if (next === undefined || job === undefined) return undefined;
    next.inFlight++;
    this.#left--;
    return job;
  }

  /** Says that a started job is over; a model with no job left makes room for another. */
  finish(job: Job): void {
    const line = this.#lines.get(modelKey(job))!;
    line.inFlight--;
    if (line.inFlight === 0 && line.pending.length === 0) this.#lines.delete(modelKey(job));
  }
}

/** Which open model a job uses: the same weights are opened once per training seed and layer. */
export function modelKey(job: Job): string {
  return JSON.stringify([job.modelId, job.networks[0]!.seed, job.layer]);
}
