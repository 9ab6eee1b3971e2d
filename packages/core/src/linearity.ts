// How far maps are trusted: the non-linearity that is taken for none, the error that moves no verdict.

/** Non-linearity of a map that is taken for none: within this factor of 1. */
export const NON_LINEARITY = 1.25;

/** A map set half of which is non-linear says nothing by its mean. */
export const NON_LINEAR_SHARE: number = 1 / 2;

/** Whether a non-linearity is near enough to 1. */
export function isLinear(nonLinearity: number): boolean {
  return nonLinearity >= 1 / NON_LINEARITY && nonLinearity <= NON_LINEARITY;
}

/** |ln|: twice as much and half as much are as far from 1; infinity for what is not known. */
export function bend(nonLinearity: number): number {
  return nonLinearity > 0 ? Math.abs(Math.log(nonLinearity)) : Number.POSITIVE_INFINITY;
}

/** Stated errors above this share of b move units over the threshold by themselves. */
export const ERROR_SHARE: number = 1 / 5;

/** Whether maps missed the error that verdicts need; `monteCarloError` is their mean, `threshold` is b, nats. */
export function missesError(engine: { readonly monteCarloError: number | null; readonly threshold: number }): boolean {
  return (engine.monteCarloError ?? 0) > ERROR_SHARE * engine.threshold;
}
