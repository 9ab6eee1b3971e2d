import { mean, toldFindings, uniformNumbers } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { features, normals, table, turned } from "../../fixtures/networks.ts";
import type { Cohort } from "../cohort/cohort.ts";
import { sweepClusters } from "./cluster-sweep.ts";
import { clusterStates } from "./clusters.ts";
import { informationFindings, informationSection } from "./information-section.ts";
import { countedTable, type JointTable, jointTable, marginalsOf, mutualInformation } from "./joint-table.ts";
import { leastInformation } from "./least-information.ts";
import { type InformationAtoms, partialInformation } from "./partial-information.ts";
import { principalScores } from "./principal-scores.ts";

const BIT = Math.LN2;
const BITS = [0, 1];
const ATOMS = ["redundant", "uniqueTeacher", "uniqueStudent", "synergistic"] as const;

/** The table of y = gate(t, s) for all pairs alike. */
function gate(of: (t: number, s: number) => number): JointTable {
  const pairs = BITS.flatMap((t) => BITS.map((s) => [of(t, s), t, s] as const));
  return countedTable(
    pairs.map(([y]) => y),
    pairs.map(([, t]) => t),
    pairs.map(([, , s]) => s),
  );
}

function random(seed: number, sizes: readonly [number, number, number] = [3, 4, 3]): JointTable {
  const values = uniformNumbers({ seed, sample: "", purpose: "table", pass: 0 }, sizes[0] * sizes[1] * sizes[2]);
  return jointTable(
    values.map((u) => (u < 0.25 ? 0 : u ** 3)),
    sizes,
  );
}

function expectAtoms(table: JointTable, bits: readonly [number, number, number, number]): void {
  const found = partialInformation(table, { tolerance: 1e-8 });
  for (const [k, atom] of ATOMS.entries())
    expect([atom, found[atom] / BIT]).toEqual([atom, expect.closeTo(bits[k]!, 6)]);
  expect(found.gap).toBeLessThan(1e-7);
}

describe("partial information", () => {
  it("is known for gates", () => {
    const and = (3 / 4) * Math.log2(4 / 3);
    expectAtoms(
      gate((t, s) => t & s),
      [and, 0, 0, 0.5],
    );
    expectAtoms(
      gate((t, s) => t | s),
      [and, 0, 0, 0.5],
    );
    expectAtoms(
      gate((t, s) => t ^ s),
      [0, 0, 0, 1],
    );
    expectAtoms(
      gate((t) => t),
      [0, 1, 0, 0],
    );
    expectAtoms(
      gate((_, s) => s),
      [0, 0, 1, 0],
    );
    expectAtoms(
      gate((t, s) => 2 * t + s),
      [0, 1, 1, 0],
    );
    expectAtoms(countedTable(BITS, BITS, BITS), [1, 0, 0, 0]);
    // Redundant bit and an exclusive or, side by side.
    const all = BITS.flatMap((r) =>
      BITS.flatMap((t) => BITS.map((s) => [2 * r + (t ^ s), 2 * r + t, 2 * r + s] as const)),
    );
    expectAtoms(
      countedTable(
        all.map(([y]) => y),
        all.map(([, t]) => t),
        all.map(([, , s]) => s),
      ),
      [1, 0, 0, 1],
    );
  });

  it("of a copied pair is redundant by as much as the two share", () => {
    const p = [0.4, 0.1, 0.2, 0.3];
    const values = new Float64Array(16);
    for (const t of BITS) for (const s of BITS) values[(2 * t + s) * 4 + 2 * t + s] = p[2 * t + s]!;
    const { redundant, synergistic } = partialInformation(jointTable(values, [4, 2, 2]));
    expect(redundant).toBeCloseTo(mutualInformation(Float64Array.from(p), 2), 7);
    expect(synergistic).toBeCloseTo(0, 7);
  });

  it("sums to what each says and what both say", () => {
    for (let seed = 0; seed < 12; seed++) {
      const own = partialInformation(random(seed));
      expect(own.redundant + own.uniqueTeacher).toBeCloseTo(own.ofTeacher, 12);
      expect(own.redundant + own.uniqueStudent).toBeCloseTo(own.ofStudent, 12);
      expect(ATOMS.reduce((sum, atom) => sum + own[atom], 0)).toBeCloseTo(own.ofBoth, 12);
      for (const atom of ATOMS) expect(own[atom]).toBeGreaterThan(-1e-7);
    }
  });

  it("turns around with teacher and student", () => {
    const own = random(4, [3, 3, 3]);
    const swapped = jointTable(
      own.values.map((_, k) => own.values[(Math.floor(k / 9) * 3 + (k % 3)) * 3 + (Math.floor(k / 3) % 3)]!),
      [3, 3, 3],
    );
    const [a, b] = [partialInformation(own), partialInformation(swapped)];
    expect(a.uniqueTeacher).toBeCloseTo(b.uniqueStudent, 7);
    expect(a.redundant).toBeCloseTo(b.redundant, 7);
  });

  it("has parts that average to each atom, and are its derivative by the table", () => {
    const own = random(2);
    const found = partialInformation(own, { tolerance: 1e-8 });
    const at = (k: number) => [Math.floor(k / 12), Math.floor(k / 3) % 4, k % 3] as const;
    for (const atom of ATOMS) {
      const part = (k: number): number => found.parts(atom, ...at(k));
      expect(own.values.reduce((sum, p, k) => (p > 0 ? sum + p * part(k) : sum), 0)).toBeCloseTo(found[atom], 9);
      const step = 1e-4;
      const places = [...own.values.keys()].filter((k) => own.values[k]! > 0.02).slice(0, 3);
      for (const k of places) {
        const moved = (sign: number): number =>
          partialInformation(
            jointTable(
              own.values.map((p, cell) => p + (cell === k ? sign * step : 0)),
              [3, 4, 3],
            ),
            { tolerance: 1e-8 },
          )[atom];
        expect((moved(1) - moved(-1)) / (2 * step)).toBeCloseTo(part(k) - found[atom], 2);
      }
    }
  });
});

describe("the least information", () => {
  it("is what alternating projections find, and lies within its gap of them", () => {
    for (let seed = 20; seed < 24; seed++) {
      const own = random(seed, [2, 3, 3]);
      const { value, gap, joint } = leastInformation(own);
      const other = alternated(own, 3000);
      expect(other - value).toBeGreaterThan(-1e-7 - gap);
      expect(other - value).toBeLessThan(2e-4);
      const [wanted, found] = [own, { ...own, values: joint }].map(marginalsOf);
      for (const part of ["yt", "ys"] as const)
        for (const [k, p] of wanted![part].entries()) expect(found![part][k]).toBeCloseTo(p, 14);
    }
  });

  it("is never above P's own, and is P's where nothing can be moved", () => {
    const own = random(1);
    expect(leastInformation(own).value).toBeLessThanOrEqual(mutualInformation(own.values, 12) + 1e-9);
    const fixed = countedTable([0, 1, 2], [0, 1, 1], [0, 0, 1]);
    expect(leastInformation(fixed).value).toBeCloseTo(
      mutualInformation(fixed.values, fixed.teacher * fixed.student),
      8,
    );
  });

  it("has multipliers that prove its gap: moved by it they satisfy the dual problem", () => {
    for (let seed = 0; seed < 4; seed++) {
      const own = random(seed);
      const { gap, byTeacher, byStudent } = leastInformation(own);
      const { y, yt, ys } = marginalsOf(own);
      for (let t = 0; t < 4; t++)
        for (let s = 0; s < 3; s++) {
          const total = Array.from(y).reduce((sum, p, label) => {
            const there = yt[label * 4 + t]! > 0 && ys[label * 3 + s]! > 0;
            return there ? sum + p * Math.exp(byTeacher[label * 4 + t]! + byStudent[label * 3 + s]! - gap) : sum;
          }, 0);
          expect(total).toBeLessThan(1 + 1e-12);
        }
    }
  });

  it("is refused where the solver has not converged", () => {
    expect(() => leastInformation(random(1), { steps: 3 })).toThrow("allow more steps");
  });

  it("converges on tables as large and as empty as sweeps make them", () => {
    const draw = (purpose: string) =>
      Array.from(uniformNumbers({ seed: 0, sample: "", purpose, pass: 0 }, 240), (u) => Math.floor(10 * u));
    const { gap } = leastInformation(countedTable(draw("y"), draw("t"), draw("s")));
    expect(gap).toBeLessThan(1e-7);
  });
});

describe("tables", () => {
  it("are counts divided by their sum", () => {
    const own = countedTable([0, 1, 1], [1, 0, 0], [0, 2, 2]);
    expect([own.labels, own.teacher, own.student]).toEqual([2, 2, 3]);
    expect(Array.from(own.values).filter((p) => p > 0)).toEqual([1 / 3, 2 / 3]);
  });

  it("are refused where they are none", () => {
    expect(() => jointTable([1, 2], [1, 1, 1])).toThrow("1 x 1 x 1 entries");
    expect(() => jointTable([-1, 2], [1, 1, 2])).toThrow("never negative");
    expect(() => jointTable([0, 0], [1, 1, 2])).toThrow("a sum above 0");
    expect(() => countedTable([0], [0.5], [0])).toThrow("whole numbers from 0");
    expect(() => countedTable([0], [0, 1], [0])).toThrow("one for each label");
  });
});

describe("principal directions", () => {
  it("keep all distances where there are enough of them, and the largest spread otherwise", () => {
    const own = table(
      normals("spread", 40 * 3).map((value, k) => value * [5, 2, 0.5][k % 3]!),
      3,
    );
    const all = principalScores(own, 3);
    const distance = (values: ArrayLike<number>, columns: number, i: number, j: number): number =>
      Math.hypot(...Array.from({ length: columns }, (_, k) => values[i * columns + k]! - values[j * columns + k]!));
    for (const [i, j] of [
      [0, 1],
      [3, 30],
      [8, 22],
    ] as const)
      expect(distance(all.values, all.columns, i, j)).toBeCloseTo(distance(own.values, 3, i, j), 8);
    const one = principalScores(own, 1);
    const spread = (values: ArrayLike<number>): number =>
      mean(Array.from(values, (value) => value ** 2)) - mean(values) ** 2;
    const first = own.values.filter((_, k) => k % 3 === 0);
    expect(spread(one.values)).toBeGreaterThanOrEqual(spread(first) - 1e-9);
    expect(spread(one.values)).toBeLessThan(1.1 * spread(first));
  });
});

describe("clusters", () => {
  /** Four bunches on a circle. */
  const bunched = (seed: number, noise = 0.05) =>
    table(
      normals("bunch", 80 * 2, seed).map(
        (value, k) => noise * value + Math.cos(((Math.floor(k / 2) % 4) * Math.PI) / 2 - ((k % 2) * Math.PI) / 2),
      ),
      2,
    );

  it("find bunches, whichever seed they begin from", () => {
    for (const seed of [0, 1, 2]) {
      const states = clusterStates(bunched(seed), { clusters: 4, seed });
      for (const [k, own] of states.entries()) expect(own).toBe(states[k % 4]);
      expect(new Set(states).size).toBe(4);
    }
  });

  it("are the tightest of all restarts", () => {
    const own = features("loose", 60, 2);
    const spread = (states: Int32Array): number => {
      const rows = Array.from(states, (_, k) =>
        [own.values[2 * k]!, own.values[2 * k + 1]!].map(
          (value) => value / Math.hypot(own.values[2 * k]!, own.values[2 * k + 1]!),
        ),
      );
      return [...new Set(states)].reduce((sum, state) => {
        const members = rows.filter((_, k) => states[k] === state);
        const centre = [0, 1].map((axis) => mean(members.map((row) => row[axis]!)));
        return sum + members.reduce((all, row) => all + (row[0]! - centre[0]!) ** 2 + (row[1]! - centre[1]!) ** 2, 0);
      }, 0);
    };
    const spreads = [1, 2, 4, 8, 16].map((restarts) => spread(clusterStates(own, { clusters: 6, seed: 0, restarts })));
    for (let k = 1; k < spreads.length; k++) expect(spreads[k]!).toBeLessThanOrEqual(spreads[k - 1]! + 1e-9);
    expect(spreads[4]!).toBeLessThan(spreads[0]!);
  });

  it("stay where features are turned and scaled", () => {
    const own = features("own", 60, 5);
    const options = { clusters: 5, seed: 1 };
    expect(clusterStates(turned(own, 4), options)).toEqual(clusterStates(own, options));
  });

  it("are refused beyond the number of examples", () => {
    expect(() => clusterStates(features("a", 5, 2), { clusters: 6, seed: 0 })).toThrow("1 to 5");
  });
});

describe("the sweep", () => {
  const labels = Array.from({ length: 120 }, (_, k) => k % 4);
  /** Features that say the label as clearly as `noise` lets them. */
  const telling = (purpose: string, noise: number, seed = 0) =>
    table(
      normals(purpose, 120 * 4, seed).map((value, k) => noise * value + (k % 4 === Math.floor(k / 4) % 4 ? 1 : 0)),
      4,
    );

  it("has parts whose mean is the atom at every number of clusters, and little by chance", () => {
    const swept = sweepClusters(telling("teacher", 0.1), telling("student", 0.1), labels, {
      clusters: [3, 4],
      seed: 0,
    });
    for (const { parts, information } of swept)
      for (const atom of ATOMS) expect(mean(parts(atom))).toBeCloseTo(information[atom], 7);
    const four = swept[1]!;
    expect(four.information.redundant).toBeCloseTo(Math.log(4), 2);
    expect(four.byChance.redundant).toBeLessThan(0.1);
    expect(sum(four.byChance)).toBeGreaterThan(0);
  });

  it("gives features without a word about the label what chance gives", () => {
    const { information, byChance } = sweepClusters(features("a", 120, 4), features("b", 120, 4), labels, {
      clusters: [5],
      seed: 0,
    })[0]!;
    expect(information.redundant).toBeLessThan(0.1);
    expect(Math.abs(sum(information) - sum(byChance))).toBeLessThan(0.15);
  });

  const cohort: Cohort<ReturnType<typeof table>> = [
    { role: "teacher", value: telling("teacher", 0.2) },
    ...[0, 1, 2].flatMap((seed) =>
      (["distilled", "scratch", "null"] as const).map((role) => ({
        role,
        seed,
        value: telling(role, role === "distilled" ? 0.2 : 0.8, seed),
      })),
    ),
  ];
  const options = { clusters: [3, 4], seed: 0, chosen: 4 };

  it("finds what the distilled student has more", () => {
    const findings = informationFindings(cohort, labels, options);
    expect(findings.map(({ id }) => id)).toEqual(ATOMS.map((atom) => `information.${atom}`));
    const told = toldFindings(findings);
    expect(told[0]?.claim).toBe("there");
    expect(told[1]?.claim).toBe("there");
    expect(findings[0]?.sentence).toMatch(/Over 3, 4 clusters the difference runs from/);
    const of = (role: string): number =>
      mean(
        cohort
          .filter((own) => own.role === role)
          .map(({ value }) => sweepClusters(cohort[0]!.value, value, labels, options)[1]!.information.redundant),
      );
    expect(findings[0]?.value).toBeCloseTo(of("distilled") - of("scratch"), 7);
  });

  it("makes a section with a line for every atom and role", () => {
    const [lines] = informationSection(cohort, labels, options).drawings;
    if (lines?.kind !== "lines") throw new Error("no lines");
    expect(lines.series.length).toBe(10);
    expect(() => informationFindings(cohort, labels, { ...options, chosen: 7 })).toThrow("sweep it too");
    expect(informationFindings([], labels, options).every(({ value }) => Number.isNaN(value))).toBe(true);
  });
});

function sum(atoms: InformationAtoms): number {
  return ATOMS.reduce((all, atom) => all + atoms[atom], 0);
}

/** Csiszár and Tusnády's alternating projections: couplings by scaling rows and columns, then their mixture. */
function alternated({ values, labels: Y, teacher: T, student: S }: JointTable, rounds: number): number {
  const { y, yt, ys } = marginalsOf({ values, labels: Y, teacher: T, student: S });
  let mixture = new Float64Array(T * S).fill(1 / (T * S));
  let q: Float64Array[] = [];
  for (let round = 0; round < rounds; round++) {
    q = Array.from({ length: Y }, (_, label) => {
      const own = mixture.slice();
      for (let pass = 0; pass < 40; pass++) {
        for (let t = 0; t < T; t++) {
          const row = own.subarray(t * S, (t + 1) * S);
          const total = row.reduce((all, value) => all + value, 0);
          for (let s = 0; s < S; s++) row[s]! *= total > 0 ? yt[label * T + t]! / total : 0;
        }
        for (let s = 0; s < S; s++) {
          let total = 0;
          for (let t = 0; t < T; t++) total += own[t * S + s]!;
          for (let t = 0; t < T; t++) own[t * S + s]! *= total > 0 ? ys[label * S + s]! / total : 0;
        }
      }
      return own;
    });
    mixture = mixture.map((_, k) => q.reduce((all, own) => all + own[k]!, 0));
  }
  return q.reduce(
    (all, own, label) =>
      own.reduce((part, p, k) => (p > 0 ? part + p * Math.log(p / (y[label]! * mixture[k]!)) : part), all),
    0,
  );
}
