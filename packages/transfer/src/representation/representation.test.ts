import { mean, toldFindings } from "@stillpoint/core";
import { type NumberTable, numberTable } from "@stillpoint/mechanism";
import { describe, expect, it } from "vitest";
import { features, normals, table, turned } from "../../fixtures/networks.ts";
import { oracles } from "../../fixtures/oracles.ts";
import type { Cohort } from "../cohort/cohort.ts";
import {
  centredDistances,
  distanceCorrelation,
  normalisedRows,
  partialCorrelation,
  partialCorrelationGradient,
  residualCorrelation,
  residualGradient,
} from "./distance-correlation.ts";
import { ckaGrid, debiasedCka, linearCka } from "./linear-cka.ts";
import { distanceMatrix, gramMatrix, innerProduct, residualMatrix, uCentred } from "./pair-matrix.ts";
import { type Represented, representationFindings, representationSection } from "./representation-section.ts";

const oracle = oracles();
const NUMBERS = { linearCka, debiasedCka, distanceCorrelation };

describe.each(Object.entries(NUMBERS))("%s", (name, number) => {
  const x = features("x", 40, 6);

  it("is 1 for a copy that is turned, scaled and moved, and the same both ways", () => {
    expect(number(x, turned(x, 3.7, 2))).toBeCloseTo(1, 10);
    const y = features("y", 40, 3);
    expect(number(x, y)).toBeCloseTo(number(y, x), 12);
    expect(number(turned(x, 0.2, -1), y)).toBeCloseTo(number(x, y), 10);
  });

  it("changes with a scale of one direction only", () => {
    expect(
      number(
        x,
        table(
          x.values.map((own, k) => (k % 6 === 0 ? 9 * own : own)),
          6,
        ),
      ),
    ).toBeLessThan(0.95);
  });

  it("agrees with numpy", () => {
    expect(number(oracle.x, oracle.y)).toBeCloseTo(oracle.value(name), 10);
  });

  it("is not defined for features that never differ, and refuses other examples", () => {
    for (const value of [2, 0.1, 1e-3, 123.456])
      expect(number(x, table(new Float64Array(120).fill(value), 3))).toBeNaN();
    expect(() => number(x, features("z", 39, 6))).toThrow("one row for each example");
  });
});

describe("estimates without bias", () => {
  it("are 0 in expectation for independent features, where plain CKA is not", () => {
    const pairs = Array.from(
      { length: 200 },
      (_, seed) => [features("a", 16, 64, seed), features("b", 16, 64, seed)] as const,
    );
    const of = (number: (a: NumberTable, b: NumberTable) => number): number[] => pairs.map(([a, b]) => number(a, b));
    for (const number of [debiasedCka, distanceCorrelation]) {
      const values = of(number);
      const error = Math.sqrt(mean(values.map((own) => own ** 2)) / values.length);
      expect(Math.abs(mean(values))).toBeLessThan(3 * error);
      expect(Math.min(...values)).toBeLessThan(0);
    }
    expect(mean(of(linearCka))).toBeGreaterThan(0.7);
  });

  it("need more than three examples", () => {
    for (const number of [debiasedCka, distanceCorrelation])
      expect(() => number(features("a", 3, 2), features("b", 3, 2))).toThrow("at least 4 examples");
    expect(debiasedCka(features("a", 4, 2), features("a", 4, 2))).toBeCloseTo(1, 12);
  });

  it("come from matrices whose rows sum to 0, which centring leaves as they are", () => {
    const { values, n } = uCentred(distanceMatrix(features("a", 9, 2)));
    for (let i = 0; i < n; i++) {
      expect(values.subarray(i * n, (i + 1) * n).reduce((sum, own) => sum + own, 0)).toBeCloseTo(0, 12);
      expect(values[i * n + i]).toBe(0);
    }
    const again = uCentred({ values, n });
    for (const [k, own] of again.values.entries()) expect(own).toBeCloseTo(values[k]!, 12);
  });

  it("compare examples, not places of a picture as gnosis does", () => {
    // Two networks whose pictures have the same statistics over places but relate examples differently.
    const [a, b] = [features("a", 12, 16), features("b", 12, 16)];
    expect(debiasedCka(a, b)).toBeLessThan(0.6);
    expect(gramMatrix(a).n).toBe(12);
  });
});

describe("the grid", () => {
  it("has 1 on the diagonal of a network with itself, rows of the first network", () => {
    const layers = ["conv", "fc", "logits"].map((layer, k) => ({ layer, features: features(layer, 12, 3 + k) }));
    const grid = ckaGrid(layers, layers.slice(0, 2));
    expect(grid.length).toBe(6);
    expect(grid[0]).toBeCloseTo(1, 12);
    expect(grid[3]).toBeCloseTo(1, 12);
    expect(grid[4]).toBeCloseTo(debiasedCka(layers[2]!.features, layers[0]!.features), 12);
  });
});

describe("partial distance correlation", () => {
  const [a, g, b] = [oracle.x, oracle.y, oracle.z].map(centredDistances);

  it("agrees with the formula from three correlations, and with numpy", () => {
    expect(partialCorrelation(a!, g!, b!)).toBeCloseTo(oracle.value("partialCorrelation"), 10);
    expect(residualCorrelation(a!, g!, b!)).toBeCloseTo(oracle.value("residualCorrelation"), 10);
  });

  it("takes off all that the other network has", () => {
    const left = residualMatrix(a!, b!);
    expect(innerProduct(left, b!)).toBeCloseTo(0, 12);
    const none = residualMatrix(a!, a!);
    expect(Math.max(...none.values.map(Math.abs))).toBeLessThan(1e-12);
    expect(partialCorrelation(a!, g!, a!)).toBeNaN();
    expect(() => residualMatrix(a!, uCentred(distanceMatrix(table(new Float64Array(12), 1))))).toThrow(
      "a matrix of zeros",
    );
  });

  it("is 1 where features are the teacher's and others are independent", () => {
    expect(partialCorrelation(a!, a!, b!)).toBeCloseTo(1, 12);
    expect(residualCorrelation(a!, a!, b!)).toBeLessThan(1);
  });

  it.each(["both", "features"] as const)("has the gradient of central differences, from %s", (from) => {
    const x = oracle.x;
    const score = (values: Float64Array): number => {
      const own = centredDistances(numberTable("x", { values, columns: x.columns }));
      return from === "both" ? partialCorrelation(own, g!, b!) : residualCorrelation(own, g!, b!);
    };
    const { score: value, gradient } = partialCorrelationGradient(x, g!, b!, from);
    const at = Float64Array.from(x.values);
    expect(value).toBeCloseTo(score(at), 12);
    for (let pass = 0; pass < 5; pass++) {
      const direction = normals("direction", at.length, pass);
      const step = 1e-5;
      const moved = (sign: number): number => score(at.map((own, k) => own + sign * step * direction[k]!));
      const slope = gradient.reduce((sum, own, k) => sum + own * direction[k]!, 0);
      expect(slope).toBeCloseTo((moved(1) - moved(-1)) / (2 * step), 8);
    }
  });

  it("has a gradient that scaling and moving do not follow", () => {
    const { gradient } = partialCorrelationGradient(oracle.x, g!, b!);
    expect(gradient.reduce((sum, own, k) => sum + own * oracle.x.values[k]!, 0)).toBeCloseTo(0, 10);
    expect(gradient.reduce((sum, own) => sum + own, 0)).toBeCloseTo(0, 10);
  });

  it("has UniCAM's signal as the gradient of half of what is left, squared", () => {
    const x = oracle.x;
    const half = (values: Float64Array): number => {
      const left = residualMatrix(centredDistances(numberTable("x", { values, columns: x.columns })), b!);
      return innerProduct(left, left) / 2;
    };
    const at = Float64Array.from(x.values);
    const gradient = residualGradient(x, b!);
    for (let pass = 0; pass < 5; pass++) {
      const direction = normals("direction", at.length, pass);
      const moved = (step: number): number => half(at.map((own, k) => own + step * direction[k]!));
      const slope = gradient.reduce((sum, own, k) => sum + own * direction[k]!, 0);
      expect(slope).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 8);
    }
    // Distances grow with the features' scale, so that what is left does with its square.
    expect(gradient.reduce((sum, own, k) => sum + own * at[k]!, 0)).toBeCloseTo(2 * half(at), 10);
    expect(Math.max(...residualGradient(x, a!).map(Math.abs))).toBeLessThan(1e-12);
    expect(() => residualGradient(features("other", 5, 2), b!)).toThrow("expected a matrix of 5 examples");
  });

  it("gives examples with the same features no direction", () => {
    const values = Float64Array.from(oracle.x.values);
    values.copyWithin(0, 5, 10);
    const { gradient } = partialCorrelationGradient(numberTable("x", { values, columns: 5 }), g!, b!);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

describe("rows of length 1", () => {
  it("keep directions", () => {
    const own = normalisedRows(table(Float64Array.of(3, 4, 0, 2), 2));
    expect(Array.from(own.values)).toEqual([0.6, 0.8, 0, 1]);
    expect(() => normalisedRows(table(Float64Array.of(1, 1, 0, 0), 2))).toThrow("row 1: expected a direction");
  });
});

describe("findings of representation", () => {
  const teacher = features("teacher", 60, 5);
  const network = (purpose: string, seed: number, share: number): Represented => {
    const own = features(purpose, 60, 5, seed);
    const mixed = table(
      own.values.map((value, k) => (1 - share) * value + share * teacher.values[k]!),
      5,
    );
    return [
      { layer: "conv", features: own },
      { layer: "fc", features: turned(mixed, 2) },
    ];
  };
  const cohort: Cohort<Represented> = [
    {
      role: "teacher",
      value: [
        { layer: "conv", features: features("other", 60, 4) },
        { layer: "fc", features: teacher },
      ],
    },
    ...[0, 1, 2].flatMap((seed) =>
      (["distilled", "scratch", "null", "placebo"] as const).map((role) => ({
        role,
        seed,
        value: network(role, seed, role === "distilled" ? 0.5 : 0.1),
      })),
    ),
  ];

  it("see what was handed over, beyond what labels give", () => {
    const told = toldFindings(representationFindings(cohort));
    for (const { claim, finding } of told) expect([finding.id, claim]).toEqual([finding.id, "there"]);
    for (const { value } of representationFindings(cohort, { layer: 0 })) expect(Math.abs(value)).toBeLessThan(0.1);
  });

  it("have the plain difference of CKA as their value", () => {
    const of = (role: string): number =>
      mean(cohort.filter((own) => own.role === role).map(({ value }) => debiasedCka(value[1]!.features, teacher)));
    expect(representationFindings(cohort)[0]?.value).toBeCloseTo(of("distilled") - of("scratch"), 10);
  });

  it("refuse a layer that is not there, and too few examples", () => {
    expect(() => representationFindings(cohort, { layer: 2 })).toThrow("expected layer 2; got 2 layers");
    expect(() =>
      representationFindings([{ role: "scratch", seed: 0, value: [{ layer: "fc", features: features("a", 7, 2) }] }]),
    ).toThrow("at least 8 examples");
  });

  it("make a section with two grids and their difference", () => {
    const { drawings } = representationSection(cohort);
    expect(drawings.map(({ id }) => id)).toEqual([
      "representation.cka.distilled",
      "representation.cka.scratch",
      "representation.cka.difference",
    ]);
    const [, , difference] = drawings;
    if (difference?.kind !== "heat") throw new Error("no heat");
    expect(difference.middle).toBe(0);
    expect(difference.values[3]).toBeGreaterThan(0.1);
  });
});
