// The small-noise limit, where the optimum is closed: H_i = ln(D / (n G_i)) / 2 + const.

import type { EntropyMap } from "../entropy-map.ts";
import { ensure } from "../errors.ts";
import { studentQuantile } from "../statistics/seed-interval.ts";
import { boundErrors } from "./bound-error.ts";
import { type Spending, spendBudget } from "./budget.ts";
import { type Energies, estimateEnergies } from "./energy.ts";
import { assembleMap } from "./map.ts";
import { createBasis } from "./orthogonal.ts";
import { type Estimate, meanChange, meanChangeAcross } from "./prediction.ts";
import { basisDirection, featureDirection, type ProbeRow, probeDirections } from "./probes.ts";
import { type Differences, measureDifferences } from "./reference.ts";
import { type Sketch, sketchDirections } from "./sketch.ts";
import type { Task } from "./task.ts";

/** How the passes of a map are divided. */
export interface Split {
  readonly reference: number;
  readonly probes: number;
  readonly check: number;
}

/** Half the width of a normal distribution's central 95 %, in standard deviations. */
const NORMAL_95 = 1.959964;
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

/** Everything `limit` learns before it spends a check batch. */
export interface LimitState {
  readonly energies: Energies;
  readonly reference: Estimate;
  /** (λ/2)·D0 */
  readonly budget: number;
  readonly allocation: Spending;
  /** Whether the probed rows predict changes better than no prediction. */
  readonly predicts: boolean;
  readonly rows: readonly ProbeRow[];
  readonly passes: number;
}

/**
 * D0 copies, then probes.
 *
 * @throws DEGENERATE when the features do not move at σ0
 */
export async function measureLimit(task: Task, split: Split): Promise<LimitState> {
  const { settings, units, features } = task;
  const sigma0 = new Float64Array(units.count).fill(settings.sigma0);
  const differences = await measureDifferences(task, "reference", sigma0, split.reference, true);
  ensureMoved(differences, settings.sigma0);

  const exact = split.probes >= features;
  const sketch: Sketch = exact
    ? { basis: createBasis(), others: [] }
    : sketchDirections(differences.features, split.probes, features);
  const sketched = sketch.basis.size;
  const rows = await probeDirections(
    task,
    exact ? features : split.probes,
    exact ? featureDirection : basisDirection(task, sketch.basis),
  );
  const known = exact ? rows.length : sketched;
  const energies = estimateEnergies(
    {
      exact: rows.slice(0, known).map((row) => row.squares),
      random: rows.slice(known).map((row) => row.squares),
      complement: features - known,
      orthogonal: true,
    },
    units.count,
  );

  // A copy that helped to choose a direction is not independent of it; random and full sets are.
  const { plain, predicted } =
    sketched > 0
      ? meanChangeAcross(differences, rows.slice(0, sketched), sketch.others, units, settings.sigma0)
      : meanChange(differences, rows, sigma0);
  const predicts = predicted.error < plain.error && predicted.value > 0;
  const reference = predicts ? predicted : plain;
  const budget = (settings.entropyWeight / 2) * reference.value;
  return {
    energies,
    reference,
    budget,
    allocation: spendBudget(energies.values, budget, settings.bounds),
    predicts,
    rows,
    passes: split.reference + rows.length,
  };
}

/** Realised distortion at `sigmas` `[n]` from `copies` fresh copies, squared features. */
export async function measureDistortion(
  task: Task,
  sigmas: Float64Array,
  copies: number,
  rows: readonly ProbeRow[],
): Promise<number> {
  const differences = await measureDifferences(task, "check", sigmas, copies, false);
  const { plain, predicted } = meanChange(differences, rows, sigmas);
  return predicted.value > 0 ? predicted.value : plain.value;
}

/**
 * What the error of D0 over `copies` copies adds to that of the mean entropy, nats. With so few copies their spread is
 * known badly: widened by Student's t, so that ±1.96 errors hold 95 %.
 */
export function referenceShift({ value, error }: Estimate, copies: number): number {
  const widened = studentQuantile(copies - 1, 0.95) / NORMAL_95;
  return (widened * error) / value / 2;
}

/** @throws DEGENERATE when no copy changed any feature */
export function ensureMoved(differences: Differences, sigma0: number): void {
  ensure(
    differences.changes.some((change) => change > 0),
    "DEGENERATE",
    () =>
      `features: expected some movement under noise of ${sigma0}; got none in ${differences.changes.length} copies; ` +
      "choose a layer that depends on the input, a larger sigma0, or leave this sample out",
  );
}

/** The recipe `limit`: see design, section 3. */
export async function limitMap(task: Task): Promise<EntropyMap> {
  const split = splitPasses(task.settings.passes, task.features);
  const state = await measureLimit(task, split);
  const rows = state.predicts ? state.rows : [];
  const distortion = await measureDistortion(task, state.allocation.sigmas, split.check, rows);
  return assembleMap({
    recipe: "limit",
    allocation: state.allocation,
    standardErrors: state.energies.standardErrors,
    boundErrors: boundErrors(state.energies, state.allocation, task.settings.bounds),
    shiftError: Math.hypot(referenceShift(state.reference, split.reference), state.energies.shiftError),
    referenceDistortion: state.reference.value,
    distortion,
    nonLinearity: distortion / state.budget,
    passes: state.passes + split.check,
    stop: "closed-form",
    settings: task.settings,
    respend: { energies: state.energies.values, budget: state.budget },
  });
}
