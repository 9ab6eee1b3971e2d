// `limit` with the energy averaged around the sample, for networks with a global maximum over their units.

import type { EntropyMap, Stop } from "../entropy-map.ts";
import { dotUnits } from "../units.ts";
import { boundErrors } from "./bound-error.ts";
import { type Spending, spendBudget } from "./budget.ts";
import { measureDistortion } from "./distortion.ts";
import { type Energies, estimateEnergies } from "./energy.ts";
import { ensureFinite } from "./finite.ts";
import { assembleMap, statedError } from "./map.ts";
import { drawCopies, type MapTask } from "./map-task.ts";
import { runPasses } from "./passes.ts";
import { meanChange } from "./prediction.ts";
import { ensureMoved, measureDifferences } from "./reference.ts";
import { shiftErrorOf } from "./shift-error.ts";
import { signDirection } from "./signs.ts";

const REFERENCE_COPIES = 8;
const CHECK_COPIES = 8;
const ROUND = 32;

/**
 * G_i = E_z Σ_p ‖J(x + smoothing·z)_{:,p}‖²: one direction of random signs per noisy copy, copies in pairs x ± smoothing·z
 * because a unit that holds a maximum on one side seldom does on the other. Rounds of 32 until the measured error is at
 * most `targetError` or the passes are spent. The error takes pairs as independent and so leaves out what directions
 * without replacement gain. A unit that no copy reached is not at its bound for certain: see `boundErrors`.
 *
 * At the clean sample such a network gives most units no gradient at all, and `limit` would put them at the bound.
 *
 * @throws DEGENERATE when the features do not move at σ0; NOT_FINITE when a gradient is not finite
 */
export async function smoothedMap(task: MapTask): Promise<EntropyMap> {
  const { settings, units, layer, scalars, features } = task;
  const level = (sigma: number): Float64Array => new Float64Array(units.count).fill(sigma);
  const reference = Math.min(REFERENCE_COPIES, Math.floor(settings.passes / 4));
  const check = Math.min(CHECK_COPIES, Math.floor(settings.passes / 4));
  const differences = await measureDifferences(task, "reference", level(settings.sigma0), reference, false);
  ensureMoved(differences, settings.sigma0);
  const d0 = meanChange(differences, [], level(0)).plain;
  const budget = (settings.entropyWeight / 2) * d0.value;

  const squares: Float64Array[] = [];
  const limit = 2 * Math.floor((settings.passes - reference - check) / 2);
  const direction = signDirection(task);
  let energies: Energies;
  let allocation: Spending;
  let atBound: Float64Array;
  let stop: Stop = "pass-limit";
  do {
    const done = squares.length;
    await runPasses({
      count: Math.min(ROUND, limit - done),
      batch: task.batch,
      signal: settings.signal,
      draw: (start, size) => {
        const cotangents = new Float32Array(size * features);
        for (let k = 0; k < size; k++) direction(done + start + k, cotangents, k * features);
        const { inputs } = drawCopies(task, "smoothing", level(settings.smoothing), done + start, size, true);
        return { inputs, cotangents };
      },
      call: ({ inputs, cotangents }, size) => layer.vjp(inputs, cotangents, size),
      take: (result, _drawn, start, size) => {
        for (let k = 0; k < size; k++) {
          const square = dotUnits(units, result, result, k * scalars, k * scalars);
          ensureFinite(square, `gradient of probe ${done + start + k}`, "look for NaN in the network's weights");
          squares.push(square);
        }
      },
    });
    const pairs = pairMeans(squares);
    energies = estimateEnergies({ exact: [], random: pairs, complement: features, orthogonal: false }, units.count);
    allocation = spendBudget(energies.values, budget, settings.bounds);
    atBound = boundErrors(energies, allocation, settings.bounds, (features * typicalHit(pairs)) / pairs.length);
    const parts = { allocation, standardErrors: energies.standardErrors, boundErrors: atBound };
    if (statedError(parts) <= settings.targetError) stop = "error-reached";
  } while (stop !== "error-reached" && squares.length < limit);

  const distortion = await measureDistortion(task, allocation.sigmas, check, []);
  return assembleMap({
    recipe: "limit",
    allocation,
    standardErrors: energies.standardErrors,
    boundErrors: atBound,
    shiftError: shiftErrorOf(d0, reference, energies),
    referenceDistortion: d0.value,
    distortion,
    nonLinearity: distortion / budget,
    passes: reference + squares.length + check,
    stop,
    settings,
    respend: { energies: energies.values, budget },
  });
}

/** Means of neighbours: the two copies of a pair are not independent. */
function pairMeans(squares: readonly Float64Array[]): Float64Array[] {
  return Array.from({ length: squares.length / 2 }, (_, k) =>
    squares[2 * k]!.map((square, i) => (square + squares[2 * k + 1]![i]!) / 2),
  );
}

/** Geometric mean of the squares above 0, over units and pairs: what reaching a unit once shows; 0 for none. */
function typicalHit(pairs: readonly Float64Array[]): number {
  let [sum, count] = [0, 0];
  for (const pair of pairs) {
    for (const square of pair) {
      if (square === 0) continue;
      sum += Math.log(square);
      count += 1;
    }
  }
  return count === 0 ? 0 : Math.exp(sum / count);
}
