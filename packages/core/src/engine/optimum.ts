// The finite-noise optimum: the same S_i for every free unit, starting from `limit`.

import type { EntropyMap, Stop } from "../entropy-map.ts";
import { type Allocation, spendBudget } from "./budget.ts";
import { type Deviation, noDeviation, updateDeviation, varianceOfMeans } from "./deviation.ts";
import { measureDistortion } from "./distortion.ts";
import { type Linearisation, linearise } from "./linearisation.ts";
import { assembleMap, statedError } from "./map.ts";
import type { MapTask } from "./map-task.ts";
import { type SensitivitySamples, sampleSensitivities } from "./sensitivity.ts";
import { shiftErrorOf } from "./shift-error.ts";
import { splitPasses } from "./split.ts";
import { mean } from "./statistics.ts";

const STEP_COPIES = 16;
const CHECK_COPIES = 8;
/** Steps before the error may be believed: the shared prior is learned from them. */
const LEAST_STEPS = 5;
/** |ln(D/D_measured)| beyond which only the common level moves: sensitivities so far from the budget say little. */
const NEAR = Math.log(2);

/**
 * How much of the measured samples the linear ones explain: slope and squared correlation, pooled over copies and free
 * units, each unit in units of its linear mean. Zero without linear samples.
 */
function linearShare(
  samples: SensitivitySamples,
  expected: Float64Array,
  free: readonly number[],
): { readonly slope: number; readonly correlation: number } {
  if (samples.linear.length < 2) return { slope: 0, correlation: 0 };
  let cross = 0;
  let linear = 0;
  let measured = 0;
  for (const i of free) {
    const left = samples.measured.map((sample) => sample[i]! / expected[i]!);
    const right = samples.linear.map((sample) => sample[i]! / expected[i]!);
    const leftMean = mean(left);
    const rightMean = mean(right);
    for (const [k, value] of left.entries()) {
      cross += (value - leftMean) * (right[k]! - rightMean);
      measured += (value - leftMean) ** 2;
      linear += (right[k]! - rightMean) ** 2;
    }
  }
  return linear > 0 && measured > 0
    ? { slope: cross / linear, correlation: cross ** 2 / (linear * measured) }
    : { slope: 0, correlation: 0 };
}

/** Observed deviation of S_i / (2 σ_i² G_i) from 1, common factor taken off, with its variance. NaN at a bound. */
function observe(
  samples: SensitivitySamples,
  expected: Float64Array,
  free: readonly number[],
  slope: number,
): { readonly observed: Float64Array; readonly noise: Float64Array } {
  const ratios = samples.measured.map((sample, copy) =>
    sample.map((value, i) => (value - slope * (samples.linear[copy]?.[i] ?? 0)) / expected[i]! + slope),
  );
  const means = new Float64Array(expected.length).fill(Number.NaN);
  for (const i of free) means[i] = mean(ratios.map((ratio) => ratio[i]!));
  const factor = mean(free.map((i) => means[i]!));
  // A negative common factor is noise without a message.
  if (!(factor > 0)) return { observed: means.fill(Number.NaN), noise: new Float64Array(expected.length) };
  const noise = varianceOfMeans(ratios, free, expected.length).map((value) => value / factor ** 2);
  return { observed: means.map((value) => value / factor - 1), noise };
}

/** Energies the finite noise sees, `[n]`. */
function bentEnergies(linear: Linearisation, deviation: Deviation): Float64Array {
  return linear.energies.values.map((energy, i) => energy * (1 + deviation.values[i]!));
}

/** `[n]` nats: what is unknown of the linear energy and of the deviation from it. */
function errorsOf(linear: Linearisation, deviation: Deviation): Float64Array {
  return linear.energies.standardErrors.map((error, i) =>
    Math.hypot(error, Math.sqrt(deviation.errors[i]!) / 2 / (1 + deviation.values[i]!)),
  );
}

/**
 * The recipe `optimum`: H_i += K_i ln(S̄/S_i)/2 with Kalman weights K_i, in terms of the deviation of each unit's energy
 * from the linear one, and every H shifted by ln(D/D_measured)/2 after each step. Units at a bound take no part.
 *
 * Each noise also goes through the linear map, whose mean is known: a control variate, dropped where the network is too
 * bent for it to pay for its two extra passes. Stops at `targetError` or when the passes are spent.
 */
export async function optimumMap(task: MapTask): Promise<EntropyMap> {
  const { settings, units } = task;
  const split = splitPasses(Math.max(8, Math.floor(settings.passes / 4)), task.features);
  const linear = await linearise(task, split);
  const check = Math.min(CHECK_COPIES, Math.floor(settings.passes / 8));
  let passes = linear.passes;
  let deviation = noDeviation(units.count);
  let scale = 1;
  let steps = 0;
  let paired = true;
  let slope = 1;
  let allocation: Allocation = linear.allocation;
  let stop: Stop = "pass-limit";

  for (let step = 0; stop === "pass-limit"; step++) {
    const copies = Math.min(STEP_COPIES, Math.floor((settings.passes - check - passes) / (paired ? 3 : 1)));
    if (copies < 4) break;
    const samples = await sampleSensitivities(task, allocation.sigmas, step * STEP_COPIES, copies, paired);
    passes += samples.passes;
    const expected = allocation.sigmas.map((sigma, i) => 2 * sigma ** 2 * linear.energies.values[i]!);
    const free = Array.from(expected.keys()).filter((i) => allocation.bound[i] === 0);

    const bent = bentEnergies(linear, deviation);
    const straight = expected.reduce((sum, value) => sum + value / 2, 0);
    const predicted = bent.reduce((sum, energy, i) => sum + allocation.sigmas[i]! ** 2 * energy, 0);
    const controlled =
      mean(samples.changes.map((change, k) => change - slope * samples.linearChanges[k]!)) + slope * straight;
    const realised = controlled > 0 ? controlled : mean(samples.changes);
    const miss = Math.log(realised / (predicted * scale));
    const near = Math.abs(miss) < NEAR;
    steps = near ? steps + 1 : 0;
    // Distortion grows between σ² and σ⁴: half a correction never overshoots; close by, an average over steps is enough.
    scale *= Math.exp(miss * (near ? Math.max(0.1, 1 / (steps + 1)) : 0.5));

    if (near && free.length > 0) {
      const { observed, noise } = observe(samples, expected, free, slope);
      deviation = updateDeviation(deviation, observed, noise);
    }
    allocation = spendBudget(bentEnergies(linear, deviation), linear.budget / scale, settings.bounds);
    const share = linearShare(samples, expected, free);
    paired = paired && 3 * (1 - share.correlation) < 1;
    // For the next copies, never for those it was fitted to: that would bias them.
    slope = paired ? slope + (share.slope - slope) / (step + 1) : 0;
    if (
      steps >= LEAST_STEPS &&
      free.length > 0 &&
      statedError({ allocation, standardErrors: errorsOf(linear, deviation) }) <= settings.targetError
    ) {
      stop = "error-reached";
    }
  }

  const distortion = await measureDistortion(task, allocation.sigmas, check, linear.predicts ? linear.rows : []);
  return assembleMap({
    recipe: "optimum",
    allocation,
    standardErrors: errorsOf(linear, deviation),
    shiftError: shiftErrorOf(linear.reference, split.reference, linear.energies),
    referenceDistortion: linear.reference.value,
    distortion,
    nonLinearity: distortion / linear.budget,
    passes: passes + check,
    stop,
    settings,
  });
}
