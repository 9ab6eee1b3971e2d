// The finite-noise optimum where gradients of the clean sample say nothing: a maximum over all units.

import type { EntropyMap, Stop } from "../entropy-map.ts";
import { type SigmaBounds, spendBudget } from "./budget.ts";
import { varianceOfMeans } from "./deviation.ts";
import { measureDistortion } from "./distortion.ts";
import { assembleMap, type ErrorParts, statedError } from "./map.ts";
import type { MapTask } from "./map-task.ts";
import { meanChange } from "./prediction.ts";
import { ensureMoved, measureDifferences } from "./reference.ts";
import { sampleSensitivities } from "./sensitivity.ts";
import { shiftErrorOf } from "./shift-error.ts";
import { mean } from "./statistics.ts";

const REFERENCE_COPIES = 16;
const CHECK_COPIES = 16;
const STEP_COPIES = 16;
/** A step of fewer is left out. */
const LEAST_COPIES = 4;
/** Steps before the error may be believed. */
const LEAST_STEPS = 12;
/** Of the way to where energies point, and the most that a step moves: energies at another noise are others. */
const SHARE = 0.7;
const MOST = Math.log(2);

/** One step's copies: energies `[n]` that each saw, S_i / (2 σ_i²), and its change of features. */
interface Step {
  readonly energies: readonly Float64Array[];
  readonly changes: Float64Array;
  /** Σ S_i / 2 of each copy: what the change would be if it grew as σ². */
  readonly straight: readonly number[];
}

/**
 * The recipe `optimum` for networks that keep a maximum over all units. Energies are those that the noise itself sees,
 * S_i / (2 σ_i²) at the present sigmas, averaged over the later half of all steps, in which sigmas hardly move; every step
 * goes a share of the way to the sigmas that they ask for under the budget. A unit that holds no maximum at the clean
 * sample is reached once others are pushed away, so none is lost at its bound. Stops at `targetError` or when the passes
 * are spent.
 *
 * @throws DEGENERATE when the features do not move at σ0; NOT_FINITE when a gradient is not finite
 */
export async function balancedMap(task: MapTask): Promise<EntropyMap> {
  const { settings, units } = task;
  const start = new Float64Array(units.count).fill(settings.sigma0);
  const copies = Math.min(REFERENCE_COPIES, Math.floor(settings.passes / 4));
  const check = Math.min(CHECK_COPIES, Math.floor(settings.passes / 8));
  const differences = await measureDifferences(task, "reference", start, copies, false);
  ensureMoved(differences, settings.sigma0);
  const reference = meanChange(differences, [], start).plain;
  const budget = (settings.entropyWeight / 2) * reference.value;

  const steps: Step[] = [];
  let sigmas = start;
  let passes = copies;
  let found: ErrorParts;
  let stop: Stop = "pass-limit";
  do {
    const count = Math.min(STEP_COPIES, settings.passes - check - passes);
    const { measured, changes } = await sampleSensitivities(task, sigmas, steps.length * STEP_COPIES, count, false);
    passes += count;
    steps.push({
      energies: measured.map((own) => own.map((value, i) => value / (2 * sigmas[i]! ** 2))),
      changes,
      straight: measured.map((own) => own.reduce((sum, value) => sum + value / 2, 0)),
    });
    found = settled(steps.slice(Math.floor((steps.length - 1) / 2)), budget, settings.bounds);
    const { allocation } = found;
    sigmas = sigmas.map((sigma, i) => {
      const way = SHARE * Math.log(allocation.sigmas[i]! / sigma);
      return sigma * Math.exp(Math.max(-MOST, Math.min(MOST, way)));
    });
    if (steps.length >= LEAST_STEPS && statedError(found) <= settings.targetError) stop = "error-reached";
  } while (stop !== "error-reached" && settings.passes - check - passes >= LEAST_COPIES);
  const distortion = await measureDistortion(task, found.allocation.sigmas, check, []);
  return assembleMap({
    recipe: "optimum",
    ...found,
    shiftError: shiftErrorOf(reference, copies, { shiftError: 0 }),
    referenceDistortion: reference.value,
    distortion,
    nonLinearity: distortion / budget,
    passes: passes + check,
    stop,
    settings,
  });
}

/** What the steps' copies say together: sigmas under the budget, and how well each is known. */
function settled(steps: readonly Step[], budget: number, bounds: SigmaBounds): ErrorParts {
  const samples = steps.flatMap(({ energies }) => energies);
  const count = samples[0]?.length ?? 0;
  const all = Array.from({ length: count }, (_, i) => i);
  const energies = Float64Array.from(all, (i) => Math.max(0, mean(samples.map((own) => own[i]!))));
  const errors = varianceOfMeans(samples, all, count).map(Math.sqrt);
  // Changes grow otherwise than σ²: the budget is that of measured changes.
  const straight = mean(steps.flatMap((step) => step.straight));
  const growth = straight > 0 ? mean(steps.flatMap(({ changes }) => [...changes])) / straight : 1;
  const allocation = spendBudget(energies, budget / growth, bounds);
  return {
    allocation,
    standardErrors: energies.map((energy, i) => (energy > 0 ? errors[i]! / energy / 2 : 0)),
    // How far off its bound a unit would be with an energy one error off.
    boundErrors: allocation.sigmas.map((sigma, i) => {
      const energy = sigma >= bounds.upper ? energies[i]! + errors[i]! : energies[i]! - errors[i]!;
      if (!(energy > 0) || !Number.isFinite(allocation.level)) return 0;
      const off = Math.log((energy * sigma ** 2) / allocation.level) / 2;
      return Math.max(0, sigma >= bounds.upper ? off : -off);
    }),
  };
}
