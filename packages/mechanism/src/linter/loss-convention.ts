// The choices people make when they write a distillation loss, and what it is worth by each.

/** KL(p‖q), KL(q‖p), or H(p, q), which is KL(p‖q) with the targets' entropy left in. */
export type TargetDistance = "forward KL" | "reverse KL" | "cross-entropy";

/**
 * Over a batch of b examples and K classes, the sum of all divided by b K (PyTorch's `mean` of a divergence), by b
 * (`batchmean`), by nothing, or by K.
 */
export type LossReduction = "mean" | "batchmean" | "sum" | "mean over classes";

/** One way to write (1 − w) H(y, q) + w s D(p~, q~). A field is undefined where nothing depends on it. */
export interface LossConvention {
  /** w; the label's weight is 1 − w. */
  readonly teacherWeight: number;
  /** T. Undefined at w = 0, as are all below that concern targets. */
  readonly temperature: number | undefined;
  /** s = T² or 1. Undefined at T = 1. */
  readonly temperatureSquared: boolean | undefined;
  readonly distance: TargetDistance | undefined;
  /** Of the targets' term. */
  readonly reduction: LossReduction | undefined;
  /** Whether the label's term is divided by b. Undefined at w = 1. */
  readonly labelReduction: "mean" | "sum" | undefined;
}

/** What is looked through; every field has a default. */
export interface ConventionGrid {
  readonly temperatures: readonly number[];
  readonly teacherWeights: readonly number[];
  readonly temperatureSquared: readonly boolean[];
  readonly distances: readonly TargetDistance[];
  readonly reductions: readonly LossReduction[];
  readonly labelReductions: readonly ("mean" | "sum")[];
}

export const CONVENTION_GRID: ConventionGrid = {
  temperatures: [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10, 12, 15, 16, 20],
  teacherWeights: [0, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99, 1],
  temperatureSquared: [true, false],
  distances: ["forward KL", "reverse KL", "cross-entropy"],
  reductions: ["mean", "batchmean", "sum", "mean over classes"],
  labelReductions: ["mean", "sum"],
};

/** Every convention of a grid once: fields that nothing depends on are not varied. */
export function conventionsOf(grid: ConventionGrid): LossConvention[] {
  return grid.teacherWeights.flatMap((teacherWeight) => {
    const labels = teacherWeight === 1 ? [undefined] : grid.labelReductions;
    return labels.flatMap((labelReduction): LossConvention[] => {
      const shared = { teacherWeight, labelReduction };
      if (teacherWeight === 0)
        return [
          {
            ...shared,
            temperature: undefined,
            temperatureSquared: undefined,
            distance: undefined,
            reduction: undefined,
          },
        ];
      return grid.temperatures.flatMap((temperature) =>
        (temperature === 1 ? [undefined] : grid.temperatureSquared).flatMap((temperatureSquared) =>
          grid.distances.flatMap((distance) =>
            grid.reductions.map((reduction) => ({ ...shared, temperature, temperatureSquared, distance, reduction })),
          ),
        ),
      );
    });
  });
}

/** In words: `w = 0.9, T = 4 with T², forward KL, batchmean; label mean`. */
export function conventionName(convention: LossConvention): string {
  const { teacherWeight, temperature, temperatureSquared, distance, reduction, labelReduction } = convention;
  const label = labelReduction === undefined ? "no label" : `label ${labelReduction}`;
  if (temperature === undefined) return `w = 0; ${label}`;
  const squared = temperatureSquared === undefined ? "" : temperatureSquared ? " with T²" : " without T²";
  return `w = ${teacherWeight}, T = ${temperature}${squared}, ${distance}, ${reduction}; ${label}`;
}
