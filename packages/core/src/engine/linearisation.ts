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
  /** Probed in the first go: they predict. */
  readonly rows: readonly ProbeRow[];
  /** v'Δ of a difference Δ of features `[m]`, for each of `rows`. */
  along(difference: ArrayLike<number>): Float64Array;
  /** Directions probed in all. */
  readonly probes: number;
  readonly passes: number;
  /** The same with `count` directions more, none beyond all of feature space. */
  more(count: number): Promise<Linearisation>;
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
  const basis = createBasis();
  const sketch: Sketch = exact ? { basis, others: [] } : sketchDirections(differences.features, split.probes, features);
  const sketched = sketch.basis.size;
  const direction = exact ? featureDirection : basisDirection(task, sketch.basis);
  const rows = await probeDirections(task, exact ? features : split.probes, direction);
  const known = exact ? rows.length : sketched;

  // A copy that helped to choose a direction is not independent of it; random and full sets are.
  const { plain, predicted } =
    sketched > 0
      ? meanChangeAcross(differences, rows.slice(0, sketched), sketch.others, units, settings.sigma0)
      : meanChange(differences, rows, sigma0);
  const predicts = predicted.error < plain.error && predicted.value > 0;
  const reference = predicts ? predicted : plain;
  const budget = (settings.entropyWeight / 2) * reference.value;
  const along = (difference: ArrayLike<number>): Float64Array =>
    Float64Array.from(rows, (_, k) => (exact ? difference[k]! : inner(sketch.basis.vectors[k]!, difference)));

  const told = (squares: readonly Float64Array[]): Linearisation => {
    const energies = estimateEnergies(
      {
        exact: squares.slice(0, known),
        random: squares.slice(known),
        complement: features - known,
        orthogonal: true,
      },
      units.count,
    );
    return {
      energies,
      reference,
      budget,
      allocation: spendBudget(energies.values, budget, settings.bounds),
      predicts,
      rows,
      along,
      probes: squares.length,
      passes: split.reference + squares.length,
      more: async (count) => {
        const from = squares.length;
        const size = Math.min(count, features - from);
        const found = await probeDirections(task, size, (k, out, offset) => direction(from + k, out, offset));
        return told([...squares, ...found.map((row) => row.squares)]);
      },
    };
  };
  return told(rows.map((row) => row.squares));
}

function inner(left: Float64Array, right: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < left.length; j++) sum += left[j]! * right[j]!;
  return sum;
}
