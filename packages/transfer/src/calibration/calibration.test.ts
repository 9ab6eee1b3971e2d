import { mean, uniformNumbers } from "@stillpoint/core";
import { logitsOf } from "@stillpoint/mechanism";
import { describe, expect, it } from "vitest";
import { CLASSES, ownLogits, students } from "../../fixtures/networks.ts";
import { oracles } from "../../fixtures/oracles.ts";
import { adaptiveCalibrationError, calibrationError, classwiseCalibrationError } from "./calibration-error.ts";
import { calibrationFindings, calibrationSection } from "./calibration-section.ts";
import { brierScores, confidenceOf, negativeLogLikelihood, overconfidence } from "./confidence.ts";
import { confidenceSlope } from "./confidence-slope.ts";
import { fittedTemperature } from "./fitted-temperature.ts";

const oracle = oracles();

/** Labels drawn from the network's own probabilities. */
function calibrated(rows: number, seed: number) {
  const own = ownLogits("calibrated", seed, 0, rows);
  const draws = uniformNumbers({ seed, sample: "", purpose: "labels", pass: 0 }, rows);
  const labels = Array.from(draws, (draw, row) => {
    const weights = Array.from(own.values.subarray(row * CLASSES, (row + 1) * CLASSES), Math.exp);
    let left = draw * weights.reduce((sum, weight) => sum + weight, 0);
    const at = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return Math.max(0, at);
  });
  return logitsOf("calibrated", { values: own.values, columns: CLASSES }, labels);
}

describe("calibration error", () => {
  it("is the hand table's", () => {
    const { value, bins, parts } = calibrationError([0.6, 0.6, 0.9, 0.95, 1], [1, 0, 1, 1, 0], 2);
    expect(value).toBeCloseTo(Math.abs((0.6 + 0.6 + 0.9 + 0.95 + 1 - 3) / 5), 14);
    expect(bins.map(({ examples }) => examples)).toEqual([0, 5]);
    expect(bins[0]?.accuracy).toBeNaN();
    expect(mean(parts)).toBeCloseTo(value, 14);
    expect(calibrationError([0.6, 0.6, 0.9, 0.95, 1], [1, 0, 1, 1, 0], 10).value).toBeCloseTo(
      (Math.abs(1.2 - 1) + Math.abs(0.9 - 1) + Math.abs(1.95 - 1)) / 5,
      14,
    );
  });

  it("has parts whose mean it is where bins err in both directions", () => {
    const own = ownLogits("own", 2);
    const { confidence, right } = confidenceOf(own);
    for (const error of [
      calibrationError(confidence, right),
      adaptiveCalibrationError(confidence, right),
      classwiseCalibrationError(own),
    ])
      expect(mean(error.parts)).toBeCloseTo(error.value, 12);
    const signs = calibrationError(confidence, right).bins.map(({ accuracy, confidence: sure }) =>
      Math.sign(accuracy - sure),
    );
    expect(signs).toContain(1);
    expect(signs).toContain(-1);
  });

  it("puts a confidence on an edge into the bin below it", () => {
    const { bins } = calibrationError([0.5, 1, 0.25], [1, 1, 1], 4);
    expect(bins.map(({ examples }) => examples)).toEqual([1, 1, 0, 1]);
  });

  it("does not change with the order of examples, ties included", () => {
    const [sure, right] = [
      [0.7, 0.7, 0.7, 0.7, 0.9, 0.9],
      [1, 1, 0, 0, 1, 0],
    ];
    const order = [3, 5, 0, 4, 1, 2];
    const one = adaptiveCalibrationError(sure, right, 3);
    const other = adaptiveCalibrationError(
      order.map((k) => sure[k]!),
      order.map((k) => right[k]!),
      3,
    );
    expect(one.value).toBeCloseTo(other.value, 14);
    expect(one.bins.reduce((sum, { examples }) => sum + examples, 0)).toBe(6);
  });

  it("has bins of equally many examples where confidences differ", () => {
    const { confidence, right } = confidenceOf(ownLogits("own", 1));
    const { bins } = adaptiveCalibrationError(confidence, right, 12);
    expect(bins.every(({ examples }) => examples === 20)).toBe(true);
  });

  it("of a perfectly calibrated network goes to 0 as 1 / root n, and is what byChance says", () => {
    for (const rows of [200, 3200]) {
      const errors = Array.from({ length: 12 }, (_, seed) => {
        const { confidence, right } = confidenceOf(calibrated(rows, seed));
        return calibrationError(confidence, right);
      });
      const value = mean(errors.map((own) => own.value));
      expect(value).toBeLessThan(Math.sqrt(15 / rows) / 2);
      expect(value / mean(errors.map(({ byChance }) => byChance))).toBeGreaterThan(0.75);
      expect(value / mean(errors.map(({ byChance }) => byChance))).toBeLessThan(1.25);
      const classwise = mean(
        Array.from({ length: 4 }, (_, seed) => classwiseCalibrationError(calibrated(rows, seed)).value),
      );
      expect(classwise).toBeLessThan(Math.sqrt(15 / rows) / 2);
    }
  });

  it("of a network that is too sure is its excess", () => {
    const own = calibrated(4000, 1);
    const sharper = logitsOf("sharper", { values: own.values.map((z) => 3 * z), columns: CLASSES }, own.labels);
    const { confidence, right } = confidenceOf(sharper);
    expect(calibrationError(confidence, right).value).toBeCloseTo(
      overconfidence({ confidence, right, logOdds: right }),
      1,
    );
    expect(overconfidence({ confidence, right, logOdds: right })).toBeGreaterThan(0.1);
  });

  it("agrees with numpy", () => {
    const { confidence, right } = confidenceOf(oracle.logits);
    expect(calibrationError(confidence, right, 10).value).toBeCloseTo(oracle.value("ece10"), 10);
    expect(calibrationError(confidence, right).value).toBeCloseTo(oracle.value("ece15"), 10);
    expect(mean(brierScores(oracle.logits))).toBeCloseTo(oracle.value("brier"), 10);
  });

  it("refuses bins that are none and lists that do not fit", () => {
    expect(() => calibrationError([0.5], [1], 0)).toThrow("bins: expected a whole number");
    expect(() => calibrationError([0.5], [1, 0])).toThrow("calibration: expected 1 right");
  });
});

describe("negative log-likelihood", () => {
  it("is of each row's own label, not of all labels in every row as gnosis logs it", () => {
    const own = mean(negativeLogLikelihood(oracle.logits));
    expect(own).toBeCloseTo(oracle.value("nll"), 10);
    expect(Math.abs(own - oracle.value("nllOfAllLabels"))).toBeGreaterThan(0.05);
  });

  it("is a mean over examples, not of batches' means whose last is short", () => {
    const parts = negativeLogLikelihood(oracle.logits);
    const batches = [parts.slice(0, 32), parts.slice(32)];
    expect(mean(batches.map((own) => mean(own)))).not.toBeCloseTo(mean(parts), 3);
    const { interval } = calibrationFindings([
      { role: "distilled", seed: 0, value: oracle.logits },
      { role: "scratch", seed: 0, value: ofZeros() },
    ]).find(({ id }) => id === "calibration.nll")!;
    expect(interval.mean).toBeCloseTo(oracle.value("nll") - Math.log(4), 9);
  });

  it("stays finite where probabilities round to 0", () => {
    const sure = logitsOf("sure", [[2000, 0]], [1]);
    expect(negativeLogLikelihood(sure)[0]).toBe(2000);
    expect(confidenceOf(sure).logOdds[0]).toBe(2000);
  });
});

describe("the fitted temperature", () => {
  it("undoes a temperature", () => {
    const own = calibrated(6000, 2);
    const base = fittedTemperature(own).temperature;
    expect(base).toBeGreaterThan(0.9);
    expect(base).toBeLessThan(1.1);
    const hot = logitsOf("hot", { values: own.values.map((z) => 2.5 * z), columns: CLASSES }, own.labels);
    expect(fittedTemperature(hot).temperature / base).toBeCloseTo(2.5, 8);
    expect(fittedTemperature(hot).after).toBeCloseTo(fittedTemperature(own).after, 10);
    expect(fittedTemperature(hot).after).toBeLessThan(fittedTemperature(hot).before);
  });

  it("agrees with a search over a grid", () => {
    const own = ownLogits("own", 3);
    const { temperature, after } = fittedTemperature(own);
    for (const other of [0.99, 1.01])
      expect(mean(negativeLogLikelihood(own, temperature * other))).toBeGreaterThan(after);
  });

  it("is not there for a network that is always right, or no better than nothing", () => {
    expect(
      fittedTemperature(
        logitsOf(
          "right",
          [
            [3, 0],
            [0, 2],
          ],
          [0, 1],
        ),
      ).reason,
    ).toContain("no temperature is too low");
    expect(
      fittedTemperature(
        logitsOf(
          "wrong",
          [
            [3, 0],
            [0, 2],
          ],
          [1, 0],
        ),
      ).reason,
    ).toContain("no likelier");
  });
});

describe("the slope of confidence", () => {
  const teacher = confidenceOf(ownLogits("teacher", 0)).logOdds;

  it("is that of a line, which leaves no residual", () => {
    const { slope, intercept, quantiles } = confidenceSlope(
      teacher,
      teacher.map((own) => 1.7 * own + 0.3),
    );
    expect(slope).toBeCloseTo(1.7, 12);
    expect(intercept).toBeCloseTo(0.3, 12);
    expect(quantiles.reduce((sum, { examples }) => sum + examples, 0)).toBe(teacher.length);
    for (const { residual, excess } of quantiles) {
      expect(residual).toBeCloseTo(0, 10);
      expect(excess).toBeGreaterThan(0);
    }
    expect(quantiles[3]!.excess).toBeGreaterThan(quantiles[0]!.excess);
  });

  it("has parts whose mean it is, and is not defined for one confidence", () => {
    const student = confidenceOf(ownLogits("student", 1)).logOdds;
    const { slope, parts } = confidenceSlope(teacher, student);
    expect(mean(parts)).toBeCloseTo(slope, 12);
    expect(confidenceSlope([1, 1], [0, 2]).slope).toBeNaN();
  });

  it("shows a bend as residuals of one sign at the ends", () => {
    const even = Array.from({ length: 101 }, (_, k) => k / 100);
    const { quantiles } = confidenceSlope(
      even,
      even.map((own) => own ** 2),
    );
    expect(Math.min(quantiles[0]!.residual, quantiles[3]!.residual)).toBeGreaterThan(0);
    expect(quantiles[1]!.residual).toBeLessThan(0);
  });

  it("uses odds of the answer, which is the largest logit", () => {
    const { logOdds, confidence } = confidenceOf(ownLogits("own", 5));
    for (const [k, own] of logOdds.entries())
      expect(own).toBeCloseTo(Math.log(confidence[k]! / (1 - confidence[k]!)), 8);
  });
});

describe("findings of calibration", () => {
  it("see a distilled student that is too sure", () => {
    const sharp = students(3).map((own) =>
      own.role === "distilled"
        ? {
            ...own,
            value: logitsOf(
              "sharp",
              { values: own.value.values.map((z) => 4 * z), columns: CLASSES },
              own.value.labels,
            ),
          }
        : own,
    );
    const value = (id: string) => calibrationFindings(sharp).find((own) => own.id === `calibration.${id}`);
    expect(value("ece")?.interval.low).toBeGreaterThan(0);
    expect(value("overconfidence")?.interval.low).toBeGreaterThan(0);
    expect(value("temperature")?.interval.low).toBeGreaterThan(0);
    expect(value("confidenceSlope")?.value).toBeGreaterThan(0);
    expect(value("ece")?.sentence).toContain("perfectly calibrated");
  });

  it("are 0 for two equal students, and need no teacher but for the slope", () => {
    const own = ownLogits("own", 1);
    const findings = calibrationFindings([
      { role: "distilled", seed: 0, value: own },
      { role: "scratch", seed: 0, value: own },
    ]);
    for (const { id, value } of findings)
      if (id === "calibration.confidenceSlope") expect(value).toBeNaN();
      else expect([id, value]).toEqual([id, 0]);
  });

  it("make a section with a reliability diagram", () => {
    const [lines, excess] = calibrationSection(students(2), 10).drawings;
    if (excess?.kind !== "lines") throw new Error("no lines");
    expect(excess.series.map(({ values }) => values.length)).toEqual([4, 4, 4, 4, 4]);
    if (lines?.kind !== "lines") throw new Error("no lines");
    expect(lines.series.map(({ name }) => name)).toContain("calibrated");
    for (const { values } of lines.series) expect(values.length).toBe(10);
  });
});

function ofZeros() {
  return logitsOf("flat", { values: new Float64Array(oracle.logits.values.length), columns: 4 }, oracle.logits.labels);
}
