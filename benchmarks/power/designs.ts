// What an interval finds with S seeds and n samples, where a difference's variance splits up as a run's does.

import { crossedDifference, studentQuantile } from "@stillpoint/core";
import { meanTrial, type Shares, uniforms } from "../coverage/trial.ts";

export interface Design {
  readonly seeds: number;
  readonly samples: number;
}

/** Of trials whose true difference is 0, in the difference's own unit. */
export interface Found {
  /** Mean half length of the 95 % interval. */
  readonly half: number;
  /** The least true difference that 80 % of trials find at a two-sided 5 %. */
  readonly atFive: number;
  /** The same at `strict`, about what is asked of the first of several claims. */
  readonly atStrict: number;
}

/** Two-sided. */
const STRICT = 0.005;
const POWER = 0.8;

/** `components` are squares of the difference's unit. A true difference only shifts a trial, so that one set serves all. */
export function foundBy({ seeds, samples }: Design, components: Shares, trials: number, seed: number): Found {
  const uniform = uniforms(seed);
  const needed: { five: number; strict: number }[] = [];
  let half = 0;
  for (let k = 0; k < trials; k++) {
    const { treated, reference } = meanTrial({ seeds, samples, shares: components, shape: "normal" }, uniform);
    const { mean, standardError, degrees } = crossedDifference(treated, reference, "mean");
    const five = studentQuantile(degrees, 0.95) * standardError;
    half += five / trials;
    needed.push({ five: five - mean, strict: studentQuantile(degrees, 1 - STRICT) * standardError - mean });
  }
  return {
    half,
    atFive: quantile(needed.map(({ five }) => five)),
    atStrict: quantile(needed.map(({ strict }) => strict)),
  };
}

function quantile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(POWER * sorted.length) - 1] ?? Number.NaN;
}

/** Time of a run beside one of `before`: training grows with seeds, measuring with seeds and samples, the rest stays. */
export function costOf(
  { seeds, samples }: Design,
  before: Design,
  { training, measuring }: { readonly training: number; readonly measuring: number },
): number {
  const perSeed = seeds / before.seeds;
  return 1 - training - measuring + perSeed * (training + (measuring * samples) / before.samples);
}
