// How far the number of clusters decides what the decomposition says.

import { chanceOf, ensure, mean } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";
import { clusterStates } from "./clusters.ts";
import { countedTable } from "./joint-table.ts";
import { type InformationAtoms, type PartialInformation, partialInformation } from "./partial-information.ts";

/** Numbers of clusters that are looked at where none are named. */
export const CLUSTERS: readonly number[] = [3, 5, 8, 10];

/** Times labels are exchanged for what chance gives. */
const PERMUTATIONS = 3;

export interface SweepOptions {
  readonly clusters?: readonly number[];
  readonly directions?: number;
  /** Of clusters and of exchanged labels. */
  readonly seed: number;
}

/** The decomposition with one number of clusters for teacher and student. */
export interface SweptInformation {
  readonly clusters: number;
  readonly information: PartialInformation;
  /** The same with labels exchanged between examples, mean: what finite counts give where states say nothing of the label. */
  readonly byChance: InformationAtoms;
  /** `[n]` of an atom: what each example adds, with states as they are; their mean is the atom. */
  readonly parts: (atom: keyof InformationAtoms) => Float64Array;
}

/**
 * Partial information of teacher and student features `[n, d]`, `[n, e]` about labels `[n]`, in nats, for every number of
 * clusters. From counts, without a correction: `byChance` stands beside it.
 *
 * @throws StillpointError SHAPE for other numbers of examples, RANGE for no number of clusters or more than examples, DEGENERATE
 * for a row of zeros
 */
export function sweepClusters(
  teacher: NumberTable,
  student: NumberTable,
  labels: ArrayLike<number>,
  options: SweepOptions,
): readonly SweptInformation[] {
  const { clusters = CLUSTERS, seed, directions = 5 } = options;
  ensure(
    clusters.length > 0,
    "RANGE",
    () => `clusters: expected at least one number; got none; leave it out for ${CLUSTERS.join(", ")}`,
  );
  ensure(
    teacher.rows === labels.length && student.rows === labels.length,
    "SHAPE",
    () =>
      `features: expected ${labels.length} rows as there are labels; got ${teacher.rows} and ${student.rows}; give one row for each`,
  );
  return clusters.map((count) => {
    const [t, s] = [teacher, student].map((features) => clusterStates(features, { clusters: count, directions, seed }));
    const information = partialInformation(countedTable(labels, t!, s!));
    const exchanged = Array.from({ length: PERMUTATIONS }, (_, pass) =>
      partialInformation(countedTable(shuffled(labels, seed, pass), t!, s!)),
    );
    const byChance = (atom: keyof InformationAtoms): number => mean(exchanged.map((own) => own[atom]));
    return {
      clusters: count,
      information,
      byChance: {
        redundant: byChance("redundant"),
        uniqueTeacher: byChance("uniqueTeacher"),
        uniqueStudent: byChance("uniqueStudent"),
        synergistic: byChance("synergistic"),
      },
      parts: (atom) => Float64Array.from(t!, (own, k) => information.parts(atom, labels[k]!, own, s![k]!)),
    };
  });
}

/** Labels in another order, all orders alike (Fisher and Yates). */
function shuffled(labels: ArrayLike<number>, seed: number, pass: number): number[] {
  const own = Array.from(labels);
  const chance = chanceOf({ seed, sample: "", purpose: "exchanged labels", pass });
  for (let k = own.length - 1; k > 0; k--) {
    const other = chance.below(k + 1);
    [own[k], own[other]] = [own[other]!, own[k]!];
  }
  return own;
}
