// How many passes an error asks for, from the error measured at a few counts.

/** The error of a map at a number of passes, nats. */
export interface ErrorAt {
  readonly passes: number;
  readonly error: number;
}

export interface PassesNeeded {
  readonly passes: number;
  /** `at most`: the error is smaller already at the fewest passes; `extrapolated`: at none of them. */
  readonly kind: "between" | "at most" | "extrapolated";
}

/**
 * The fewest passes from which on the error stays at or below `target`.
 *
 * Between two counts the error is taken as linear in 1/√passes: the Monte-Carlo law, which also holds where it reaches
 * 0 because all features were probed. Beyond the last count it falls with 1/√passes.
 *
 * @param measured in order of passes; throws RangeError when there is none, or an error is not a number
 */
export function passesNeeded(measured: readonly ErrorAt[], target: number): PassesNeeded {
  const [first] = measured;
  if (first === undefined) throw new RangeError("passes needed: expected at least one error; got none");
  const wrong = measured.find(({ error }) => !(error >= 0));
  if (wrong !== undefined)
    throw new RangeError(`error at ${wrong.passes} passes: expected a number; got ${wrong.error}`);
  const above = measured.findLastIndex(({ error }) => error > target);
  const before = measured[above];
  if (before === undefined) return { passes: first.passes, kind: "at most" };
  const after = measured[above + 1];
  if (after === undefined)
    return { passes: Math.ceil(before.passes * (before.error / target) ** 2), kind: "extrapolated" };
  const share = (before.error - target) / (before.error - after.error);
  const root = (1 - share) / Math.sqrt(before.passes) + share / Math.sqrt(after.passes);
  return { passes: Math.ceil(root ** -2 - 1e-9), kind: "between" };
}
