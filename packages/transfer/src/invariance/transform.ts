// Changes of a sample that its answer should survive.

import type { Chance } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";

/** A change with a strength; a pure function of the sample, the strength and a stream of chance. */
export interface Transform {
  /** Stable, such as `colour-jitter`. */
  readonly id: string;
  /** For people: `colour jitter`. */
  readonly title: string;
  /** What its strength is: `share`, `degrees`. */
  readonly strength: string;
  /** The strength that changes nothing, 0 by default: findings leave it out. */
  readonly unchanged?: number;
  /**
   * Two versions of one sample (inputs `[1, ...]`) whose answers are compared; the first is the sample itself, or changed
   * with as much chance as the second. At strength 0, where a transform has one, both are the sample.
   */
  pair(sample: SampleInputs, strength: number, chance: Chance): readonly [SampleInputs, SampleInputs];
}
