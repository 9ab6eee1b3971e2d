// Numbers that do not exist: null in JSON, with the reason in words.

const REASONS: Readonly<Record<string, string>> = {
  foregroundRatio: "no knowledge point in any sample, so there is nothing to divide",
  foregroundGain: "the first checkpoint is not step 0, or there is only one",
  backgroundGain: "the first checkpoint is not step 0, or there is only one",
  mapCorrelation: "the first checkpoint is not step 0, there is only one, or the maps are flat",
  layerPath: "the path of the layer's weight is not known, pathOrigins says why; a teacher did not train here",
  networkPath: "the path of the weights is not known, pathOrigins says why; a teacher did not train here",
  kept: "no earlier checkpoint to compare with",
  dropped: "no earlier checkpoint to compare with",
  nonLinearity: "the features did not move, or the recipe stops before its budget is spent",
};

/** The number, or null where it is NaN or infinite: JSON has neither, and no negative zero. */
export function known(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return value === 0 ? 0 : value;
}

/** Why the number of a field is null; a place such as `distilled.stability` is called by its last name. */
export function reasonFor(place: string): string {
  return REASONS[place.slice(place.lastIndexOf(".") + 1)] ?? "not defined for these samples";
}
