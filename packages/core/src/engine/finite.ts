import { StillpointError } from "../errors.ts";

/**
 * Passes finite numbers.
 *
 * @throws NOT_FINITE naming the first number that is not, where it stands, and what to look at
 */
export function ensureFinite(values: ArrayLike<number>, subject: string, advice: string): void {
  // One sum finds any NaN or infinity; the place is looked for only then.
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! * 0;
  if (sum === 0) return;
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) {
      throw new StillpointError(
        "NOT_FINITE",
        `${subject}: expected finite numbers; got ${values[k]} at ${k} of ${values.length}; ${advice}`,
      );
    }
  }
}
