import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { studentQuantile, studentTail } from "./student.ts";

const relative = (found: number, expected: number): number => Math.abs(found / expected - 1);

describe("studentQuantile", () => {
  // scipy 1.17.1: stats.t.ppf(0.975, degrees); the last is stats.norm.ppf(0.975)
  it.each([
    [0.5, 164.55767348048818],
    [1, 12.706204736174694],
    [1.7, 5.1188389882530565],
    [2, 4.302652729749462],
    [2.5, 3.5746548420036817],
    [3, 3.1824463052837078],
    [4, 2.7764451051977934],
    [4.25, 2.7132058471460594],
    [7.3, 2.345066736547703],
    [9, 2.262157162798205],
    [33.3, 2.033819224134053],
    [99.5, 1.9840936109906238],
    [10000, 1.960201239890626],
    [12345.6, 1.9601561582595104],
    [Number.POSITIVE_INFINITY, 1.959963984540054],
  ])("of %d degrees of freedom is scipy's", (degrees, expected) => {
    expect(relative(studentQuantile(degrees, 0.95), expected)).toBeLessThan(1e-11);
  });

  it("is the inverse of the tail, whatever the degrees", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 500, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (degrees, coverage) => {
          expect(studentTail(degrees, studentQuantile(degrees, coverage))).toBeCloseTo(1 - coverage, 10);
        },
      ),
    );
  });

  it("at whole degrees lies between its neighbours: the two ways to it are one function", () => {
    for (const degrees of [1, 2, 3, 8, 41]) {
      const [below, at, above] = [degrees - 1e-9, degrees, degrees + 1e-9].map((each) => studentQuantile(each, 0.95));
      expect(below).toBeGreaterThan(above!);
      expect(relative(at!, (below! + above!) / 2)).toBeLessThan(1e-10);
    }
  });

  it("refuses no degree of freedom and a coverage of nothing or all", () => {
    for (const degrees of [0, -1, Number.NaN])
      expect(() => studentQuantile(degrees, 0.95)).toThrow("degrees of freedom: expected a number above 0; got");
    for (const coverage of [0, 1, Number.NaN])
      expect(() => studentQuantile(3, coverage)).toThrow("coverage: expected a share between 0 and 1; got");
  });
});

describe("studentTail", () => {
  // scipy 1.17.1: 2 * stats.t.sf(t, degrees) at t = 0.3, 1.5, 2.5, 6, 40
  it.each([
    [0.5, [0.8448591521304909, 0.5079017906481084, 0.4009705290532932, 0.26130937746999877, 0.10140979992949435]],
    [1.7, [0.7968029183974501, 0.29279781691668694, 0.15118177438904112, 0.038568411374498526, 0.0015767306157270149]],
    [2.5, [0.7873423714951973, 0.24783645308629618, 0.1045699630781554, 0.015281729885522899, 1.419563429049338e-4]],
    [
      4.25,
      [0.7782832652138076, 0.20389641921112953, 0.06312325740776042, 3.1908712547545543e-3, 1.2216195007431699e-6],
    ],
    [10, [0.7703206075657986, 0.16450732644544014, 0.03144684423660882, 1.3210886036e-4, 2.2808577430857535e-12]],
    [
      99.5,
      [0.7648030052597685, 0.13678085828678221, 0.014054149865199383, 3.208842363585588e-8, 3.9627106782971386e-63],
    ],
    [12345.6, [0.7641822065091413, 0.13363997391961466, 0.012432200145626467, 2.0284595719995662e-9, 0]],
  ])("of %d degrees of freedom is scipy's", (degrees, expected) => {
    for (const [k, t] of [0.3, 1.5, 2.5, 6, 40].entries()) {
      const found = studentTail(degrees, t);
      expect(studentTail(degrees, -t)).toBe(found);
      if (expected[k] === 0) expect(found).toBeLessThan(1e-250);
      else expect(relative(found, expected[k]!)).toBeLessThan(1e-10);
    }
  });

  it("has its closed forms at 1 and 2 degrees", () => {
    for (const t of [0, 0.01, 0.7, 3, 250]) {
      expect(relative(studentTail(1, t), 1 - (2 / Math.PI) * Math.atan(t))).toBeLessThan(1e-11);
      expect(studentTail(2, t)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13);
    }
  });

  it("of infinite degrees is the normal distribution's, and of very many nearly", () => {
    // scipy 1.17.1: 2 * stats.norm.sf
    const known = [
      [0, 1],
      [0.3, 0.7641771556220948],
      [1.5, 0.13361440253771614],
      [2.5, 0.012419330651552265],
      [6, 1.973175290075389e-9],
      [20, 5.507248237212311e-89],
    ] as const;
    for (const [z, expected] of known) {
      expect(relative(studentTail(Number.POSITIVE_INFINITY, z), expected)).toBeLessThan(1e-10);
      expect(relative(studentTail(1e8, z), expected)).toBeLessThan(1e-3);
    }
  });

  it("is 0 for an infinite t and NaN for none", () => {
    expect(studentTail(3, Number.NEGATIVE_INFINITY)).toBe(0);
    expect(studentTail(3, Number.NaN)).toBeNaN();
  });
});
