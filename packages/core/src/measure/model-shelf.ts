// Models held open while a job needs them: each is opened once per layer and closed after its last job.

import type { FeatureModel } from "../contract.ts";
import { placed } from "./job.ts";
import { modelKey } from "./job-queue.ts";
import { checkpointName, type Job, type MeasurePlan } from "./plan.ts";

interface Held {
  opening: Promise<FeatureModel> | undefined;
  jobsLeft: number;
}

export class ModelShelf {
  readonly #plan: MeasurePlan;
  readonly #held = new Map<string, Held>();

  /** `jobs` are those that will run: a model none of them needs is never opened. */
  constructor(plan: MeasurePlan, jobs: readonly Job[]) {
    this.#plan = plan;
    for (const job of jobs) {
      const held = this.#held.get(modelKey(job)) ?? { opening: undefined, jobsLeft: 0 };
      held.jobsLeft++;
      this.#held.set(modelKey(job), held);
    }
  }

  /** The model of a job; the first asker opens it. A model that cannot be opened is an error naming the checkpoint. */
  async take(job: Job): Promise<FeatureModel> {
    const held = this.#held.get(modelKey(job))!;
    held.opening ??= this.#open(job);
    return held.opening;
  }

  /** Says that a job is over, well or badly; closes its model after the last one. */
  async release(job: Job): Promise<void> {
    const held = this.#held.get(modelKey(job))!;
    if (--held.jobsLeft === 0) await this.#close(held);
  }

  /** Closes whatever is still open, for a run that ends early. */
  async clear(): Promise<void> {
    // One that fails to close must not keep the others open.
    const closed = await Promise.allSettled([...this.#held.values()].map((held) => this.#close(held)));
    for (const outcome of closed) if (outcome.status === "rejected") throw outcome.reason;
  }

  async #open(job: Job): Promise<FeatureModel> {
    const { role, seed, step } = job.networks[0]!;
    const checkpoint = this.#plan.checkpoints.find(
      (each) => each.role === role && each.seed === seed && each.step === step,
    )!;
    try {
      return await checkpoint.open(job.layer);
    } catch (cause) {
      throw placed(`model of ${checkpointName(checkpoint)} at layer ${job.layer}`, cause);
    }
  }

  async #close(held: Held): Promise<void> {
    const { opening } = held;
    held.opening = undefined;
    if (opening === undefined) return;
    const model = await opening.catch(() => undefined);
    await model?.close();
  }
}
