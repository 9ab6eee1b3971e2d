// How the passes of a map are divided between its reference, its probes and its check.

export interface Split {
  readonly reference: number;
  readonly probes: number;
  readonly check: number;
}

/** Copies the reference and the check need at the least. */
const LEAST_REFERENCE = 2;

/**
 * An eighth of the passes for the reference, which also sketches the Jacobian, a sixteenth (at least 2) for the check,
 * the rest for probes; if that many probes nearly span the features, all of them and an exact energy. More copies for
 * the reference steady only the mean entropy, and on trained networks cost a tenth of the error between units.
 */
export function splitPasses(passes: number, features: number): Split {
  const check = Math.max(2, Math.round(passes / 16));
  if (features <= passes - check - LEAST_REFERENCE) {
    return { reference: passes - check - features, probes: features, check };
  }
  const reference = Math.max(LEAST_REFERENCE, Math.round(passes / 8));
  return { reference, probes: passes - reference - check, check };
}
