// What a caller may choose, and the choices that stand without one.

import type { StopSignal } from "../contract.ts";
import type { Recipe } from "../entropy-map.ts";
import { ensure } from "../errors.ts";
import type { NoiseCache } from "../noise/cache.ts";
import type { SigmaBounds } from "./budget.ts";

/** A noise level: input units, or a multiple of the root mean square of x0 over the scalars that belong to a unit. */
export type ReferenceNoise = number | { readonly timesRms: number };

/** A noise level: input units, or a multiple of σ0. */
export type NoiseLevel = number | { readonly timesSigma0: number };

/** What every recipe asks. */
export interface SharedOptions {
  /** Seed of all noise. */
  readonly seed: number;
  /** The sample's id: keys the noise, so equal ids see equal noise in every network. */
  readonly sample: string;
  /**
   * σ0 of the reference distortion: 0.01 for normalised pixels, 0.03 for points of the unit sphere. Embeddings have no
   * scale of their own: `{ timesRms: 0.01 }`, resolved map by map.
   */
  readonly sigma0: ReferenceNoise;
  /** Weight of entropy against distortion in the paper's objective; 7. The budget is half of it times D0. */
  readonly entropyWeight?: number;
  /** Input units; σ0/10 and 100·σ0, the paper's 0.001 and 1 at σ0 = 0.01. */
  readonly bounds?: SigmaBounds;
  /** Most copies in one call of the layer; 16. The result does not depend on it. */
  readonly batch?: number;
  /** Most floats in one call's input and features together; 2^20, six copies of a 224 px picture. */
  readonly batchFloats?: number;
  /** Shared by maps of the same samples it saves drawing their noise again. The result does not depend on it. */
  readonly cache?: NoiseCache;
  readonly signal?: StopSignal;
}

/** The small-noise limit, in closed form. */
export interface LimitOptions extends SharedOptions {
  readonly recipe?: "limit";
  /** Perturbed copies in all; 32, for smoothed maps 512. */
  readonly passes?: number;
  /**
   * Maps at the clean sample that miss `targetError` with `passes` spend more, twice as many each time, up to this many;
   * `passes` by default, so none. Averaged maps spend `passes` at most.
   */
  readonly mostPasses?: number;
  /**
   * Average the energy over x ± smoothing·z instead of at x, as networks with a maximum over units need; 0 for never.
   * Left out, the map decides: where the plain map is not linear in its noise (`nonLinearity` outside 0.8 to 1.25) and
   * averaging at σ0 brings it nearer to 1, it is averaged, and `averaging` of the map says so. Maps that are set beside
   * each other must be measured alike: give it, or let `measureTask` decide once for all of them.
   */
  readonly smoothing?: NoiseLevel;
  /** Smoothed maps, and others with `mostPasses`, stop at this Monte-Carlo error (RMS over units, nats); 0.04. */
  readonly targetError?: number;
  /**
   * The same energies are spent a second time under this upper bound, at no further passes. What hangs on the bound shows
   * in the difference.
   */
  readonly secondUpper?: NoiseLevel;
  readonly official?: never;
}

/** The optimum at finite noise, which starts from `limit`. */
export interface OptimumOptions extends SharedOptions {
  readonly recipe: "optimum";
  /** Perturbed copies in all; 512. */
  readonly passes?: number;
  /** Stops at this Monte-Carlo error (RMS over units, nats); 0.04. */
  readonly targetError?: number;
  /**
   * Above 0 for networks with a maximum over units: gradients of the clean sample give most of their units no energy, and
   * the optimum starts from equal noise instead, with no use of the level itself. 0, the default: from the clean sample.
   */
  readonly smoothing?: NoiseLevel;
  readonly mostPasses?: never;
  readonly secondUpper?: never;
  readonly official?: never;
}

/** The paper's code as released, which has its own number of copies and its own end. */
export interface OfficialOptions extends SharedOptions {
  readonly recipe: "official";
  readonly official?: PaperChoices;
  readonly smoothing?: never;
  readonly mostPasses?: never;
  readonly secondUpper?: never;
}

/** How to measure one map; `limit` unless said otherwise. */
export type EntropyOptions = LimitOptions | OptimumOptions | OfficialOptions;

/**
 * Choices of the paper's code. The defaults of `learningRate` and `targetEntropy` are the paper's at σ0 = 0.01 and
 * follow σ0, so that a change of input units only shifts the map; a given value is taken as it is.
 */
export interface PaperChoices {
  /** Optimiser steps; 80. */
  readonly steps?: number;
  /** Perturbed copies per step; 96. */
  readonly copies?: number;
  /** Plain gradient descent on σ; 1e-4. */
  readonly learningRate?: number;
  /** The step nearest this mean entropy is kept; −2.8 nats. */
  readonly targetEntropy?: number;
  /** From this step on: stop if the target is passed, else weigh entropy 1.5 times as much; 60. */
  readonly lateStep?: number;
  /** Both features pass an extra ReLU, because the paper's layers are tapped before theirs; true. */
  readonly rectify?: boolean;
}

/** `EntropyOptions` with nothing left open. */
export interface Settings {
  readonly recipe: Recipe;
  readonly seed: number;
  readonly sample: string;
  readonly sigma0: number;
  readonly entropyWeight: number;
  readonly bounds: SigmaBounds;
  /** Input units. */
  readonly secondUpper: number | undefined;
  readonly passes: number;
  readonly mostPasses: number;
  readonly targetError: number;
  /** Input units; 0 for none: over what energies are averaged; in `optimum` only whether it is 0. */
  readonly smoothing: number;
  /** Whether the map itself decides on averaging. */
  readonly decides: boolean;
  /** `passes` of the averaged map that it may decide for. */
  readonly passesAround: number;
  readonly batch: number;
  readonly batchFloats: number;
  readonly cache: NoiseCache | undefined;
  readonly signal: StopSignal | undefined;
  readonly official: Required<PaperChoices>;
}

/** Copies of a map that is no closed form at the clean sample. */
const MANY = 512;

function positive(name: string, value: number): number {
  ensure(value > 0 && Number.isFinite(value), "RANGE", () => `${name}: expected a number above 0; got ${value}`);
  return value;
}

function whole(name: string, value: number, least: number): number {
  ensure(
    Number.isInteger(value) && value >= least,
    "RANGE",
    () => `${name}: expected a whole number of at least ${least}; got ${value}`,
  );
  return value;
}

function levelOf(level: NoiseLevel, sigma0: number): number {
  return typeof level === "number" ? level : level.timesSigma0 * sigma0;
}

/** Options that a JavaScript caller may give to a recipe that does not know them. */
function ensureKnown(recipe: Recipe, name: string, owner: Recipe, given: boolean): void {
  ensure(
    !given || recipe === owner,
    "USAGE",
    () => `${name}: expected the recipe ${owner}; got ${recipe}; leave ${name} out`,
  );
}

/**
 * Fills in the defaults and checks every number.
 *
 * @param referenceSigma `options.sigma0` in input units
 * @throws RANGE for a number outside its domain, USAGE for a combination that means nothing
 */
export function settle(options: EntropyOptions, referenceSigma: number): Settings {
  const recipe = options.recipe ?? "limit";
  const sigma0 = positive("sigma0", referenceSigma);
  const smoothing = levelOf(options.smoothing ?? 0, sigma0);
  ensure(smoothing >= 0, "RANGE", () => `smoothing: expected 0 or more; got ${smoothing}`);
  ensure(
    smoothing === 0 || recipe !== "official",
    "USAGE",
    () => "smoothing: expected the recipe limit or optimum; got official; leave smoothing out",
  );
  ensureKnown(recipe, "mostPasses", "limit", options.mostPasses !== undefined);
  ensureKnown(recipe, "secondUpper", "limit", options.secondUpper !== undefined);
  ensureKnown(recipe, "official", "official", options.official !== undefined);
  const bounds = options.bounds ?? { lower: sigma0 / 10, upper: 100 * sigma0 };
  ensure(
    positive("bounds.lower", bounds.lower) < positive("bounds.upper", bounds.upper),
    "RANGE",
    () => `bounds: expected lower < upper; got ${bounds.lower} and ${bounds.upper}`,
  );
  const secondUpper = options.secondUpper === undefined ? undefined : levelOf(options.secondUpper, sigma0);
  ensure(
    secondUpper === undefined || (secondUpper > bounds.lower && Number.isFinite(secondUpper)),
    "RANGE",
    () => `secondUpper: expected a number above the lower bound ${bounds.lower}; got ${secondUpper}`,
  );
  const { passes, mostPasses, targetError } = spentBy(options, smoothing);
  return {
    recipe,
    seed: options.seed,
    sample: options.sample,
    sigma0,
    entropyWeight: positive("entropyWeight", options.entropyWeight ?? 7),
    bounds,
    secondUpper,
    passes: whole("passes", passes, 8),
    mostPasses: whole("mostPasses", mostPasses, passes),
    targetError: positive("targetError", targetError),
    smoothing,
    decides: recipe === "limit" && options.smoothing === undefined,
    passesAround: options.recipe === "official" ? MANY : (options.passes ?? MANY),
    batch: whole("batch", options.batch ?? 16, 1),
    batchFloats: whole("batchFloats", options.batchFloats ?? 2 ** 20, 1),
    cache: options.cache,
    signal: options.signal,
    official: settleOfficial(options.official ?? {}, sigma0 / 0.01),
  };
}

/** What a map may spend; `official` has its own numbers and reads none. */
function spentBy(options: EntropyOptions, smoothing: number): Pick<Settings, "passes" | "mostPasses" | "targetError"> {
  if (options.recipe === "official") return { passes: MANY, mostPasses: MANY, targetError: 0.04 };
  const once = options.recipe !== "optimum" && smoothing === 0;
  const passes = options.passes ?? (once ? 32 : MANY);
  return {
    passes,
    mostPasses: once ? (options.mostPasses ?? passes) : passes,
    targetError: options.targetError ?? 0.04,
  };
}

function settleOfficial(paper: PaperChoices, scale: number): Required<PaperChoices> {
  return {
    steps: whole("official.steps", paper.steps ?? 80, 1),
    copies: whole("official.copies", paper.copies ?? 96, 2),
    learningRate: positive("official.learningRate", paper.learningRate ?? 1e-4 * scale ** 2),
    targetEntropy: paper.targetEntropy ?? -2.8 + Math.log(scale),
    lateStep: whole("official.lateStep", paper.lateStep ?? 60, 0),
    rectify: paper.rectify ?? true,
  };
}
