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
 * most `targetError` or the passes are spent; it is not looked at where it cannot be small enough yet. The error takes
 * pairs as independent and so leaves out what directions without replacement gain. A unit that no copy reached is not at
 * its bound for certain: see `boundErrors`. Nothing of what was tried instead is nearer the truth for the same work; see
 * `smoothed.md` of the benchmarks' results.
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

  const pairs = createPairs();
  const limit = 2 * Math.floor((settings.passes - reference - check) / 2);
  const direction = signDirection(task);
  let energies: Energies;
  let allocation: Spending;
  let atBound: Float64Array;
  let stop: Stop = "pass-limit";
  let round = ROUND;
  let done = 0;
  do {
    const from = done;
    done = Math.min(limit, from + round);
    await runPasses({
      count: done - from,
      batch: task.batch,
      signal: settings.signal,
      draw: (start, size) => {
        const cotangents = new Float32Array(size * features);
        for (let k = 0; k < size; k++) direction(from + start + k, cotangents, k * features);
        const { inputs } = drawCopies(task, "smoothing", level(settings.smoothing), from + start, size, true);
        return { inputs, cotangents };
      },
      call: ({ inputs, cotangents }, size) => layer.vjp(inputs, cotangents, size),
      take: (result, _drawn, start, size) => {
        for (let k = 0; k < size; k++) {
          const square = dotUnits(units, result, result, k * scalars, k * scalars);
          ensureFinite(square, `gradient of probe ${from + start + k}`, "look for NaN in the network's weights");
          pairs.add(square);
        }
      },
    });
    energies = estimateEnergies(
      { exact: [], random: pairs.means, complement: features, orthogonal: false },
      units.count,
    );
    allocation = spendBudget(energies.values, budget, settings.bounds);
    const unseen = (features * pairs.typicalHit()) / pairs.means.length;
    atBound = boundErrors(energies, allocation, settings.bounds, unseen);
    const error = statedError({ allocation, standardErrors: energies.standardErrors, boundErrors: atBound });
    if (error <= settings.targetError) stop = "error-reached";
    round = nextRound(done, error / settings.targetError);
  } while (stop !== "error-reached" && done < limit);

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
    passes: reference + done + check,
    stop,
    settings,
    respend: { energies: energies.values, budget },
  });
}

/**
 * Passes until the error is looked at again: as many as it misses by the law of 1/√passes, in whole rounds; at most as
 * many as are done, because a first look is rough.
 */
function nextRound(done: number, excess: number): number {
  const missing = Math.min(done, done * (excess ** 2 - 1));
  return ROUND * Math.max(1, Math.ceil(missing / ROUND));
}

interface Pairs {
  /** `[n]` per pair: the two copies of a pair are not independent, their means are. */
  readonly means: readonly Float64Array[];
  /** The squares `[n]` of the next copy, first of a pair or second. */
  add(square: Float64Array): void;
  /** Geometric mean of the means above 0, over units and pairs: what reaching a unit once shows; 0 for none. */
  typicalHit(): number;
}

function createPairs(): Pairs {
  const means: Float64Array[] = [];
  let [first, logs, hits]: [Float64Array | undefined, number, number] = [undefined, 0, 0];
  return {
    means,
    add: (square) => {
      const other = first;
      first = other === undefined ? square : undefined;
      if (other === undefined) return;
      const pair = other.map((value, i) => (value + square[i]!) / 2);
      for (const value of pair) {
        if (value === 0) continue;
        logs += Math.log(value);
        hits += 1;
      }
      means.push(pair);
    },
    typicalHit: () => (hits === 0 ? 0 : Math.exp(logs / hits)),
  };
}
