// σ0 in input units: given, or relative to the perturbed tensor.

import type { Layer, UnitInput } from "../contract.ts";
import { ensure } from "../errors.ts";
import { dotUnits, mapUnits } from "../units.ts";
import { ensureFinite } from "./finite.ts";
import type { ReferenceNoise } from "./options.ts";

/**
 * σ0 in input units; a relative one is a multiple of the root mean square of x0 over the scalars that belong to a unit,
 * so fixed scalars such as those of special tokens have no say.
 *
 * @throws DEGENERATE when that root mean square is 0; RANGE when the multiple is not a number above 0; NOT_FINITE, and
 *   the errors of `mapUnits`
 */
export function referenceSigma(noise: ReferenceNoise, layer: Pick<Layer, "shape" | "x0">, input: UnitInput): number {
  if (typeof noise === "number") return noise;
  const { timesRms } = noise;
  ensure(
    timesRms > 0 && Number.isFinite(timesRms),
    "RANGE",
    () => `sigma0.timesRms: expected a number above 0; got ${timesRms}; 0.01 is usual`,
  );
  const units = mapUnits(input, layer);
  ensureFinite(layer.x0, "clean sample", "look for NaN in the sample's pixels or embeddings");
  const squares = dotUnits(units, layer.x0, layer.x0).reduce((sum, square) => sum + square, 0);
  const scalars = units.sizes.reduce((sum, size) => sum + size, 0);
  const rms = Math.sqrt(squares / scalars);
  ensure(
    rms > 0,
    "DEGENERATE",
    () =>
      `sigma0: expected a perturbed tensor that is not 0 everywhere, to be ${timesRms} of its root mean square; got 0; ` +
      "give sigma0 in input units or leave this sample out",
  );
  return timesRms * rms;
}
