// What teacher and student say of the label: both, one alone, only together.

import { type JointTable, marginalsOf, mutualInformation, pointwiseInformation } from "./joint-table.ts";
import { type LeastInformation, leastInformation, type SolverOptions } from "./least-information.ts";

/** In nats. The four are never negative beyond the gap; redundant + uniqueTeacher = I(Y; T), all four sum to I(Y; T, S). */
export interface InformationAtoms {
  /** What both say: what has been transferred. */
  readonly redundant: number;
  /** What the teacher says and the student does not: still to distil. */
  readonly uniqueTeacher: number;
  readonly uniqueStudent: number;
  /** What only both together say. */
  readonly synergistic: number;
}

export interface PartialInformation extends InformationAtoms {
  /** I(Y; T), I(Y; S), I(Y; T, S) in nats. */
  readonly ofTeacher: number;
  readonly ofStudent: number;
  readonly ofBoth: number;
  /** How far off each atom can be at most by the solver, in nats. */
  readonly gap: number;
  /** Of a pair of states and a label, what it adds to an atom: averaged over P it is the atom, to first order its derivative by P. */
  readonly parts: (atom: keyof InformationAtoms, y: number, t: number, s: number) => number;
}

/**
 * The decomposition of I(Y; T, S) after Bertschinger et al.: with Q the table that keeps P(y, t) and P(y, s) and says least,
 * redundant = I(Y;T) + I(Y;S) − I_Q(Y;T,S), unique = I_Q(Y;T,S) less the other's information, synergistic = I_P − I_Q.
 *
 * @throws StillpointError RUNTIME where the solver's gap stays above its tolerance
 * Source: Bertschinger, Rauh, Olbrich, Jost, Ay 2014; for teacher and student, Dissanayake et al. 2025 (arXiv 2411.07483).
 */
export function partialInformation(table: JointTable, options: SolverOptions = {}): PartialInformation {
  const { teacher: T, student: S, values } = table;
  const { yt, ys } = marginalsOf(table);
  const least = leastInformation(table, options);
  const ofTeacher = mutualInformation(yt, T);
  const ofStudent = mutualInformation(ys, S);
  const ofBoth = mutualInformation(values, T * S);
  return {
    redundant: ofTeacher + ofStudent - least.value,
    uniqueTeacher: least.value - ofStudent,
    uniqueStudent: least.value - ofTeacher,
    synergistic: ofBoth - least.value,
    ofTeacher,
    ofStudent,
    ofBoth,
    gap: least.gap,
    parts: partsOf(table, least, yt, ys),
  };
}

function partsOf(
  { teacher: T, student: S, values }: JointTable,
  least: LeastInformation,
  yt: Float64Array,
  ys: Float64Array,
): PartialInformation["parts"] {
  const byTeacher = pointwiseInformation(yt, T);
  const byStudent = pointwiseInformation(ys, S);
  const byBoth = pointwiseInformation(values, T * S);
  return (atom, y, t, s) => {
    const together = least.byTeacher[y * T + t]! + least.byStudent[y * S + s]!;
    const [ofTeacher, ofStudent] = [byTeacher[y * T + t]!, byStudent[y * S + s]!];
    if (atom === "redundant") return ofTeacher + ofStudent - together;
    if (atom === "uniqueTeacher") return together - ofStudent;
    if (atom === "uniqueStudent") return together - ofTeacher;
    return byBoth[(y * T + t) * S + s]! - together;
  };
}
