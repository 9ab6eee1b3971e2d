// Numbers of two networks by seed and picture whose true difference is 0. S seeds, n pictures.

/** Shares of a difference's variance, which add up to 1. */
export interface Shares {
  /** Of the seed: pictures of one pair of networks differ alike. */
  readonly seed: number;
  /** Of the picture: it differs alike in every pair. */
  readonly sample: number;
  /** Of this picture in this pair. */
  readonly rest: number;
}

/** Of pictures and of what is left; seeds are normal. `skewed` is exponential. */
export type Shape = "normal" | "skewed";

export interface Trial {
  /** `[S][n]`; NaN where a picture has no value. */
  readonly treated: readonly Float64Array[];
  readonly reference: readonly Float64Array[];
}

export interface Setting {
  readonly seeds: number;
  readonly samples: number;
  readonly shares: Shares;
  readonly shape: Shape;
  /** Pictures with a value in the first seed; all unless given. */
  readonly defined?: number;
}

/** Uniform numbers below 1 from a seed (Weyl sequence through a mixer). */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A trial of means: the difference of the two is seed, picture and rest, each of its share. */
export function meanTrial(setting: Setting, uniform: () => number): Trial {
  const { seeds, samples, shares, shape } = setting;
  const bySample = Array.from({ length: samples }, () => Math.sqrt(shares.sample) * drawn(shape, uniform));
  const treated = Array.from({ length: seeds }, (_, seed) => {
    const own = Math.sqrt(shares.seed) * normal(uniform);
    return row(setting, seed, (k) => own + (bySample[k] ?? 0) + Math.sqrt(shares.rest) * drawn(shape, uniform));
  });
  return { treated, reference: treated.map((values) => values.map((value) => 0 * value)) };
}

/** How much the seeds' scales differ where their share is 1; a standard deviation of the logarithm. */
const SCALE = 0.5;

/**
 * A trial of variances: both networks spread alike in expectation, each seed's by a factor of its own; pictures that lie
 * far out do so in both networks and in every seed, as far as their share says.
 */
export function varianceTrial(setting: Setting, uniform: () => number): Trial {
  const { seeds, samples, shares, shape } = setting;
  const bySample = Array.from({ length: samples }, () => drawn(shape, uniform));
  const network = (seed: number): Float64Array => {
    const scale = Math.exp(SCALE * Math.sqrt(shares.seed) * normal(uniform));
    const common = shares.sample / (shares.sample + shares.rest);
    return row(
      setting,
      seed,
      (k) => scale * (Math.sqrt(common) * (bySample[k] ?? 0) + Math.sqrt(1 - common) * drawn(shape, uniform)),
    );
  };
  const pairs = Array.from({ length: seeds }, (_, seed) => [network(seed), network(seed)] as const);
  return { treated: pairs.map(([own]) => own), reference: pairs.map(([, other]) => other) };
}

function row({ samples, defined = samples }: Setting, seed: number, value: (k: number) => number): Float64Array {
  return Float64Array.from({ length: samples }, (_, k) => {
    const found = value(k);
    return seed === 0 && k >= defined ? Number.NaN : found;
  });
}

/** Mean 0, variance 1. */
function drawn(shape: Shape, uniform: () => number): number {
  return shape === "normal" ? normal(uniform) : -Math.log(1 - uniform()) - 1;
}

function normal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
