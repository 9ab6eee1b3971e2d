// The calibration on real data, as data: which pairs of networks, and which effects are planted in their maps.

/** Everything that decides what the pairs and their trials are; part of the result file. */
export const REAL_STUDY = {
  /** Networks, layer, training and passes of each benchmark are this preset's; its first family at its first layer. */
  preset: "smoke",
  /** Pairs that share their pictures (clouds, sentences, questions) and their training data: a block. */
  pairsPerBlock: 24,
  /** Measured samples of a pair, half of them held out: more than the preset's 6, fewer than a quick run's 24 to 32. */
  samples: 16,
  /** Seeds of a trial: pairs of one block, none in two trials of the same number of seeds. */
  seeds: [3, 5, 8],
  /** Sizes of planted effects, nats. */
  effects: [0.05, 0.1, 0.2, 0.3],
  /** Correlation between seeds of what an effect adds to a picture; as our own runs have it. */
  pictureCorrelation: 0.41,
  /** Standard deviation over pictures of the effect that favours neither network, nats. */
  sharedDeviation: 0.3,
  /** Effects are planted in so many trials of each number of seeds. */
  powerTrials: 12,
} as const;

/** The benchmark's own data seeds are small; those of blocks lie apart. */
const FIRST_DATA_SEED = 1000;
const PAIR_SEEDS = 10;
const RUN_SEEDS = 100_000;

/** Seed of the data that all pairs of a block see. */
export function dataSeed(seed: number, pair: number): number {
  return FIRST_DATA_SEED * (seed + 1) + blockOf(pair);
}

/** Names the initial weights that the two networks of a pair share; the two that follow name their orders of batches. */
export function pairSeed(seed: number, pair: number): number {
  return RUN_SEEDS * (seed + 1) + PAIR_SEEDS * pair;
}

export function blockOf(pair: number): number {
  return Math.floor(pair / REAL_STUDY.pairsPerBlock);
}
