// What to measure: samples x checkpoints x layers, cut into jobs that can be spread, repeated and resumed.

import type { FeatureModel, Role, UnitInput } from "../contract.ts";
import { ensure } from "../errors.ts";

/** One network at one moment of training, opened only when a job needs it. */
export interface PlannedCheckpoint {
  readonly role: Role;
  readonly seed: number;
  readonly step: number;
  /**
   * Which weights these are. Two checkpoints of one training seed with the same id are measured once and reported twice:
   * distilled and scratch start from the same weights.
   */
  readonly modelId: string;
  /** The network cut at `layer`; whoever opened it closes it. */
  open(layer: string): Promise<FeatureModel>;
}

export interface PlannedSample {
  readonly id: string;
  /** The sample as units; called once per map, so keep what is dear to compute. */
  units(): UnitInput | Promise<UnitInput>;
}

export interface MeasurePlan {
  readonly task: string;
  readonly layers: readonly string[];
  /** In the order in which jobs are numbered and started. */
  readonly checkpoints: readonly PlannedCheckpoint[];
  readonly samples: readonly PlannedSample[];
  /** Samples per job: what a killed run loses at most, per job in flight. */
  readonly samplesPerJob: number;
}

/** Whose map a job measures; more than one when networks share weights. */
export interface JobNetwork {
  readonly role: Role;
  readonly seed: number;
  readonly step: number;
}

/** A batch of samples at one layer of one set of weights. Plain data: the same plan gives the same jobs. */
export interface Job {
  /** Position among all jobs of the plan. */
  readonly index: number;
  readonly modelId: string;
  readonly layer: string;
  readonly networks: readonly JobNetwork[];
  /** Sample ids. */
  readonly samples: readonly string[];
}

/**
 * All jobs of a plan: checkpoint-major in the plan's order, then by layer, then by batch of samples, so that every model
 * is opened once per layer and its jobs follow each other. Indexes are stable: they depend on the plan alone.
 *
 * @throws StillpointError USAGE for a plan with a repeated sample, layer or checkpoint; RANGE for `samplesPerJob` < 1 and
 * for steps and seeds that are no whole numbers of at least 0.
 */
export function planJobs(plan: MeasurePlan): Job[] {
  const { samplesPerJob, samples, layers, checkpoints } = plan;
  ensure(
    Number.isInteger(samplesPerJob) && samplesPerJob >= 1,
    "RANGE",
    () => `samples per job: expected an integer >= 1; got ${samplesPerJob}; 16 is usual`,
  );
  ensureDistinct(
    "sample",
    samples.map(({ id }) => id),
  );
  ensureDistinct("layer", layers);
  ensureDistinct("checkpoint", checkpoints.map(checkpointName));
  for (const checkpoint of checkpoints) {
    ensure(
      [checkpoint.seed, checkpoint.step].every((value) => Number.isInteger(value) && value >= 0),
      "RANGE",
      () => `checkpoint ${checkpointName(checkpoint)}: expected a whole seed and step; got another; number them from 0`,
    );
  }
  const jobs: Job[] = [];
  for (const [position, { modelId, seed }] of checkpoints.entries()) {
    const sharing = checkpoints.filter((other) => other.modelId === modelId && other.seed === seed);
    if (sharing[0] !== checkpoints[position]) continue;
    const networks = sharing.map(({ role, step }) => ({ role, seed, step }));
    for (const layer of layers) {
      for (let at = 0; at < samples.length; at += samplesPerJob) {
        jobs.push({
          index: jobs.length,
          modelId,
          layer,
          networks,
          samples: samples.slice(at, at + samplesPerJob).map(({ id }) => id),
        });
      }
    }
  }
  return jobs;
}

/** `distilled, seed 0, step 90`: how messages call a checkpoint. */
export function checkpointName(network: JobNetwork): string {
  return `${network.role}, seed ${network.seed}, step ${network.step}`;
}

function ensureDistinct(what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    ensure(
      !seen.has(name),
      "USAGE",
      () => `${what} ${name}: expected once in a plan; got it twice; give every ${what} its own name`,
    );
    seen.add(name);
  }
}
