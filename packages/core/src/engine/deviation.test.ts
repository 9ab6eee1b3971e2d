import { expectAllclose, normalNumbers } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { noDeviation, updateDeviation, varianceOfMeans } from "./deviation.ts";

const UNITS = 100;

function meanSquare(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, value, i) => sum + (value - right[i]!) ** 2, 0) / left.length;
}

describe("updateDeviation", () => {
  it("leaves units that do not differ beyond their noise nearly where they were", () => {
    const truth = new Float64Array(UNITS);
    let harm = 0;
    for (let seed = 0; seed < 200; seed++) {
      const observed = normalNumbers(UNITS, seed, "observation").map((value) => 0.5 * value);
      harm +=
        meanSquare(
          updateDeviation(
            noDeviation(UNITS),
            observed,
            truth.map(() => 0.25),
          ).values,
          truth,
        ) / 200;
    }
    // Believing all would cost 0.25.
    expect(harm).toBeLessThan(0.0025);
  });

  it("comes closer to deviations with every observation, and says how close", () => {
    const truth = normalNumbers(UNITS, 1, "truth").map((value) => 0.3 * value);
    const noise = new Float64Array(UNITS).fill(0.16);
    let deviation = noDeviation(UNITS);
    let before = meanSquare(deviation.values, truth);
    for (const steps of [1, 4, 20, 100]) {
      for (let k = 0; k < steps; k++) {
        const errors = normalNumbers(UNITS, 10 * steps + k, `step ${steps}`);
        deviation = updateDeviation(
          deviation,
          truth.map((value, i) => value + 0.4 * errors[i]!),
          noise,
        );
      }
      const after = meanSquare(deviation.values, truth);
      expect(after).toBeLessThan(before);
      const stated = deviation.errors.reduce((sum, value) => sum + value, 0) / UNITS;
      expect(after).toBeLessThan(1.3 * stated);
      before = after;
    }
    expect(before).toBeLessThan(0.005);
  });

  it("believes exact observations at once", () => {
    const truth = normalNumbers(UNITS, 2, "truth").map((value) => 0.2 * value);
    const { values, errors } = updateDeviation(noDeviation(UNITS), truth, new Float64Array(UNITS));
    expect(meanSquare(values, truth)).toBeLessThan(1e-12);
    expect(Math.max(...errors)).toBeLessThan(1e-12);
  });

  it("leaves out units that take no part and takes them in later", () => {
    const observed = normalNumbers(UNITS, 3, "observation");
    const noise = new Float64Array(UNITS).fill(0.01);
    const without = observed.slice();
    without[7] = Number.NaN;
    const first = updateDeviation(noDeviation(UNITS), without, noise);
    expect(first.values[7]).toBe(0);
    const second = updateDeviation(first, observed, noise);
    expect(second.observed[7]).toBe(observed[7]);
    expect(second.values.every(Number.isFinite)).toBe(true);
  });

  it("keeps energies positive under wild observations", () => {
    const wild = normalNumbers(UNITS, 4, "wild").map((value) => 50 * value);
    const { values } = updateDeviation(noDeviation(UNITS), wild, new Float64Array(UNITS).fill(1));
    for (const value of values) expect(1 + value).toBeGreaterThan(0);
  });
});

describe("varianceOfMeans", () => {
  it("is the variance over the copies, pooled over units", () => {
    const samples = [0, 1, 2, 3].map((k) => Float64Array.of(k, -k, 99));
    // Sample variance 5/3 for both units: pooling changes nothing.
    expectAllclose(varianceOfMeans(samples, [0, 1], 3), [5 / 12, 5 / 12, 0], { relative: 1e-14 });
  });
});
