// The least that teacher and student together can say of the label, given what each of them says.

import { StillpointError } from "@stillpoint/core";
import { solvePositive } from "./cholesky.ts";
import { type JointTable, marginalsOf } from "./joint-table.ts";

export interface LeastInformation {
  /** min I_Q(Y; T, S) in nats over all Q with P's Q(y, t) and Q(y, s). */
  readonly value: number;
  /** How far above the true minimum it can be at most, in nats: its distance from the dual problem's value. */
  readonly gap: number;
  /** Q, `[Y, T, S]`. */
  readonly joint: Float64Array;
  /** `[Y, T]` and `[Y, S]` multipliers: their sum at (y, t, s), averaged over P, is the value. 0 where P is. */
  readonly byTeacher: Float64Array;
  readonly byStudent: Float64Array;
}

export interface SolverOptions {
  /** Largest gap in nats; 1e-7 by default. */
  readonly tolerance?: number;
  /** Newton steps at most; 400 by default. */
  readonly steps?: number;
}

/**
 * Newton's method along a falling logarithmic barrier. The problem is convex. Its dual is to maximise Σ P(y,t) a(y,t) +
 * Σ P(y,s) b(y,s) with Σ_y P(y) exp(a + b) <= 1 for every t and s; any a and b, moved by a constant until they satisfy it, bound
 * the minimum from below, and the gap to that bound is what is reported.
 *
 * @throws StillpointError RUNTIME where the gap is not below the tolerance after all steps
 * Source: the problem, Bertschinger, Rauh, Olbrich, Jost, Ay 2014; that cone solvers suit it, Makkeh et al. 2018; solver and
 * bound derived.
 */
export function leastInformation(table: JointTable, options: SolverOptions = {}): LeastInformation {
  const { tolerance = 1e-7, steps = 400 } = options;
  const problem = problemOf(table);
  const { cells } = problem;
  let q: Float64Array = Float64Array.from(
    cells,
    ({ yt, ys, y }) => (problem.yt[yt]! * problem.ys[ys]!) / problem.y[y]!,
  );
  let barrier = 0.1 / cells.length;
  let best = boundOf(problem, q, new Float64Array(problem.constraints));
  for (let step = 0; step < steps && best.gap > tolerance; step++) {
    const { direction, multipliers, decrement } = newton(problem, q, barrier);
    const bound = boundOf(problem, q, multipliers);
    if (bound.gap < best.gap) best = bound;
    const next = moved(problem, q, direction, barrier, decrement);
    // A step that rounding stops ends a barrier as a small one does.
    if (decrement < 0.1 * barrier || next === q) barrier /= 8;
    q = next;
  }
  if (!(best.gap <= tolerance))
    throw new StillpointError(
      "RUNTIME",
      `partial information: expected a gap of at most ${tolerance} nats; got ${best.gap} after ${steps} steps; allow more steps or fewer clusters`,
    );
  return best;
}

interface Cell {
  readonly y: number;
  /** Place of (t, s), and of the two marginals. */
  readonly ts: number;
  readonly yt: number;
  readonly ys: number;
}

interface Problem {
  readonly table: JointTable;
  readonly y: Float64Array;
  readonly yt: Float64Array;
  readonly ys: Float64Array;
  /** Where both marginals are above 0; elsewhere Q is 0. */
  readonly cells: readonly Cell[];
  /** Cells of each (t, s). */
  readonly blocks: readonly (readonly number[])[];
  /** Number of each marginal among the constraints; -1 where it is 0, or follows from the others. */
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  readonly constraints: number;
}

function problemOf(table: JointTable): Problem {
  const { labels: Y, teacher: T, student: S } = table;
  const { y, yt, ys } = marginalsOf(table);
  const cells: Cell[] = [];
  const blocks = Array.from({ length: T * S }, (): number[] => []);
  for (let label = 0; label < Y; label++)
    for (let t = 0; t < T; t++)
      for (let s = 0; s < S; s++) {
        if (!(yt[label * T + t]! > 0 && ys[label * S + s]! > 0)) continue;
        blocks[t * S + s]!.push(cells.length);
        cells.push({ y: label, ts: t * S + s, yt: label * T + t, ys: label * S + s });
      }
  let constraints = 0;
  const rowOf = Int32Array.from(yt, (p) => (p > 0 ? constraints++ : -1));
  // Rows and columns of one label have one sum, so that one column follows.
  const columnOf = Int32Array.from(ys, (p, k) => {
    const first = ys.subarray(Math.floor(k / S) * S).findIndex((other) => other > 0) + Math.floor(k / S) * S;
    return p > 0 && k !== first ? constraints++ : -1;
  });
  return { table, y, yt, ys, cells, blocks: blocks.filter((own) => own.length > 0), rowOf, columnOf, constraints };
}

interface NewtonStep {
  readonly direction: Float64Array;
  readonly multipliers: Float64Array;
  /** Half the square of Newton's decrement: what the barrier problem would still lose, about. */
  readonly decrement: number;
}

function newton(
  { cells, blocks, y, yt, ys, rowOf, columnOf, constraints }: Problem,
  q: Float64Array,
  barrier: number,
): NewtonStep {
  const gradient = new Float64Array(q.length);
  const inverse = new Float64Array(q.length);
  const normal = new Float64Array(constraints * constraints);
  const right = new Float64Array(constraints);
  const rooms = new Float64Array(blocks.length);
  const touched = (cell: number): readonly number[] =>
    [rowOf[cells[cell]!.yt]!, columnOf[cells[cell]!.ys]!].filter((k) => k >= 0);
  const constraintsOf = cells.map((_, cell) => touched(cell));
  const solve = (block: readonly number[], at: number, vector: Float64Array): number =>
    block.reduce((sum, cell) => sum + inverse[cell]! * vector[cell]!, 0) / rooms[at]!;
  for (const [at, block] of blocks.entries()) {
    const total = block.reduce((sum, cell) => sum + q[cell]!, 0);
    for (const cell of block) {
      gradient[cell] = Math.log(q[cell]! / (y[cells[cell]!.y]! * total)) - barrier / q[cell]!;
      inverse[cell] = q[cell]! ** 2 / (q[cell]! + barrier);
      // total − Σ inverse, in a form that does not cancel.
      rooms[at]! += (barrier * q[cell]!) / (q[cell]! + barrier);
    }
    const mixed = solve(block, at, gradient);
    for (const a of block) {
      const pushed = inverse[a]! * (gradient[a]! + mixed);
      for (const k of constraintsOf[a]!) right[k]! -= pushed;
      for (const b of block) {
        const entry = (inverse[a]! * inverse[b]!) / rooms[at]! + (a === b ? inverse[a]! : 0);
        for (const k of constraintsOf[a]!) for (const l of constraintsOf[b]!) normal[k * constraints + l]! += entry;
      }
    }
  }
  // What rounding has moved the marginals by is put back.
  for (const [marginal, places, of] of [
    [yt, rowOf, "yt"],
    [ys, columnOf, "ys"],
  ] as const) {
    const sums = new Float64Array(marginal.length);
    for (const [cell, own] of cells.entries()) sums[own[of]]! += q[cell]!;
    for (const [k, place] of places.entries()) if (place >= 0) right[place]! -= marginal[k]! - sums[k]!;
  }
  const multipliers = solvePositive(normal, right, constraints);
  const force = Float64Array.from(
    gradient,
    (own, cell) => own + constraintsOf[cell]!.reduce((sum, k) => sum + multipliers[k]!, 0),
  );
  const direction = new Float64Array(q.length);
  for (const [at, block] of blocks.entries()) {
    const mixed = solve(block, at, force);
    for (const cell of block) direction[cell] = -inverse[cell]! * (force[cell]! + mixed);
  }
  const decrement = direction.reduce((sum, own, cell) => sum - own * force[cell]!, 0) / 2;
  return { direction, multipliers: multipliers.map((own) => -own), decrement };
}

/** A step as long as cells stay above 0 and the barrier problem falls. */
function moved(
  problem: Problem,
  q: Float64Array,
  direction: Float64Array,
  barrier: number,
  decrement: number,
): Float64Array {
  let length = 1;
  for (let k = 0; k < q.length; k++) if (direction[k]! < 0) length = Math.min(length, (-0.95 * q[k]!) / direction[k]!);
  const height = (point: Float64Array): number =>
    information(problem, point) - barrier * point.reduce((sum, own) => sum + Math.log(own), 0);
  const start = height(q);
  for (let halving = 0; halving < 30; halving++) {
    const next = q.map((own, k) => own + length * direction[k]!);
    if (height(next) <= start - 0.02 * length * decrement + 1e-13) return next;
    length /= 2;
  }
  return q;
}

/** I_Q(Y; T, S) in nats. */
function information({ blocks, cells, y }: Problem, q: Float64Array): number {
  let sum = 0;
  for (const block of blocks) {
    const total = block.reduce((all, cell) => all + q[cell]!, 0);
    for (const cell of block) sum += q[cell]! * Math.log(q[cell]! / (y[cells[cell]!.y]! * total));
  }
  return sum;
}

/**
 * A table with P's marginals next to Q: rows and columns that are too large are scaled down, what is then missing is spread
 * evenly over each label's cells (Altschuler, Weed and Rigollet 2017). Its value is one of those that the minimum is of.
 */
function feasible({ cells, y, yt, ys }: Problem, q: Float64Array): Float64Array {
  const own = q.slice();
  const missing = (marginal: Float64Array, of: "yt" | "ys"): Float64Array => {
    const left = marginal.slice();
    for (const [k, cell] of cells.entries()) left[cell[of]]! -= own[k]!;
    return left;
  };
  for (const [marginal, of] of [
    [yt, "yt"],
    [ys, "ys"],
  ] as const) {
    const left = missing(marginal, of);
    for (const [k, cell] of cells.entries())
      if (left[cell[of]]! < 0) own[k]! *= marginal[cell[of]]! / (marginal[cell[of]]! - left[cell[of]]!);
  }
  const [rows, columns] = [
    missing(yt, "yt").map((left) => Math.max(0, left)),
    missing(ys, "ys").map((left) => Math.max(0, left)),
  ];
  const total = new Float64Array(y.length);
  for (const [k, left] of rows.entries()) total[Math.floor((k * y.length) / rows.length)]! += left;
  for (const [k, { yt: row, ys: column, y: label }] of cells.entries())
    if (total[label]! > 0) own[k]! += (rows[row]! * columns[column]!) / total[label]!;
  return own;
}

/** The value at Q beside the bound that multipliers give once they are moved into the dual problem. */
function boundOf(problem: Problem, moved: Float64Array, multipliers: Float64Array): LeastInformation {
  const q = feasible(problem, moved);
  const { table, blocks, cells, y, yt, ys, rowOf, columnOf } = problem;
  const of = (places: Int32Array): Float64Array => Float64Array.from(places, (k) => (k < 0 ? 0 : multipliers[k]!));
  const [byTeacher, byStudent] = [of(rowOf), of(columnOf)];
  const exceeded = Math.max(
    ...blocks.map((block) =>
      Math.log(
        block.reduce((sum, cell) => {
          const own = cells[cell]!;
          return sum + y[own.y]! * Math.exp(byTeacher[own.yt]! + byStudent[own.ys]!);
        }, 0),
      ),
    ),
  );
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, own, k) => sum + own * b[k]!, 0);
  const bound = dot(yt, byTeacher) + dot(ys, byStudent) - exceeded;
  const value = information(problem, q);
  const joint = new Float64Array(table.values.length);
  for (const [k, own] of cells.entries()) joint[own.yt * table.student + (own.ys % table.student)] = q[k]!;
  // Moved so that its mean over P is the value.
  const shift = value - dot(yt, byTeacher) - dot(ys, byStudent);
  const gap = value - bound;
  return {
    value: Math.max(0, value),
    gap: Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(0, gap),
    joint,
    byTeacher: byTeacher.map((own, k) => (yt[k]! > 0 ? own + shift : 0)),
    byStudent,
  };
}
