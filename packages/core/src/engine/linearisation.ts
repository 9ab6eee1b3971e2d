// What copies at σ0 and probes of the clean sample's Jacobian say: the small-noise limit that recipes start from.

import { type Spending, spendBudget } from "./budget.ts";
import { type Energies, estimateEnergies } from "./energy.ts";
import type { MapTask } from "./map-task.ts";
import { createBasis } from "./orthogonal.ts";
import { type Estimate, meanChange, meanChangeAcross } from "./prediction.ts";
import { basisDirection, featureDirection, type ProbeRow, probeDirections } from "./probes.ts";
import { ensureMoved, measureDifferences } from "./reference.ts";
import { type Sketch, sketchDirections } from "./sketch.ts";
import type { Split } from "./split.ts";

/** Everything that is known of a layer before a check batch is spent. */
export interface Linearisation {
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
export async function linearise(task: MapTask, split: Split): Promise<Linearisation> {
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
