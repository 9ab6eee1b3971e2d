// What examples add to numbers by formulas is what leaving them out says, to first order.

import { mean } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { CLASSES, followed, ownLogits, ROWS } from "../../fixtures/networks.ts";
import { answeredClasses, rightAnswers } from "../answers/answered.ts";
import { asymmetricTransfer } from "../answers/asymmetric-transfer.ts";
import { errorConsistency } from "../answers/error-consistency.ts";
import { shapeBias } from "../answers/shape-bias.ts";
import { calibrationError } from "../calibration/calibration-error.ts";
import { confidenceOf } from "../calibration/confidence.ts";
import { confidenceSlope } from "../calibration/confidence-slope.ts";
import { demographicParity, equalisedOdds } from "../groups/parity.ts";
import { countedTable } from "../information/joint-table.ts";
import { partialInformation } from "../information/partial-information.ts";
import { jackknifeParts } from "./jackknife.ts";

const teacher = ownLogits("teacher", 0);
const student = followed(teacher, ownLogits("student", 1), 0.4);
const reference = ownLogits("reference", 2);
const { labels } = teacher;
const [t, s, r] = [teacher, student, reference].map(answeredClasses);
const group = Int32Array.from(labels, (_, k) => Math.floor(k / CLASSES) % 3);
/** Groups whose shares of answer 1 lie well apart, so that leaving out one example leaves the largest and smallest. */
const apart = Int32Array.from(s!, (own, k) => (own === 1 ? [0, 0, 0, 1, 2][k % 5]! : [0, 1, 1, 2, 2, 2][k % 6]!));
const sure = [teacher, student].map(confidenceOf);
const [rightT, rightS] = [teacher, student].map(rightAnswers);
const textures = labels.map((own) => (own + 1) % CLASSES);
const table = partialInformation(countedTable(labels, t!, s!));

type Taken = (values: ArrayLike<number>) => number[];

const NUMBERS: readonly (readonly [string, Float64Array, (taken: Taken) => number])[] = [
  ["kappa", errorConsistency(rightS!, rightT!).parts, (of) => errorConsistency(of(rightS!), of(rightT!)).kappa],
  ["shape bias", shapeBias(s!, labels, textures).parts, (of) => shapeBias(of(s!), of(labels), of(textures)).value],
  ...(["right", "wrong", "index"] as const).map(
    (part) =>
      [
        `transfer, ${part}`,
        asymmetricTransfer(t!, s!, r!, labels)[part].parts,
        (of: Taken) => asymmetricTransfer(of(t!), of(s!), of(r!), of(labels))[part].value,
      ] as const,
  ),
  [
    "calibration error",
    calibrationError(sure[1]!.confidence, sure[1]!.right, 5).parts,
    (of) => calibrationError(of(sure[1]!.confidence), of(sure[1]!.right), 5).value,
  ],
  [
    "slope of confidence",
    confidenceSlope(sure[0]!.logOdds, sure[1]!.logOdds).parts,
    (of) => confidenceSlope(of(sure[0]!.logOdds), of(sure[1]!.logOdds)).slope,
  ],
  [
    "DPD",
    demographicParity(s!, { names: ["a", "b", "c"], of: apart }, 1).parts,
    (of) => demographicParity(of(s!), { names: ["a", "b", "c"], of: of(apart) }, 1).value,
  ],
  [
    "EOD",
    equalisedOdds(s!, labels, { names: ["a", "b", "c"], of: group }, 1).parts,
    (of) => equalisedOdds(of(s!), of(labels), { names: ["a", "b", "c"], of: of(group) }, 1).value,
  ],
  ...(["redundant", "uniqueTeacher"] as const).map(
    (atom) =>
      [
        atom,
        Float64Array.from(labels, (y, k) => table.parts(atom, y, t![k]!, s![k]!)),
        (of: Taken) => partialInformation(countedTable(of(labels), of(t!), of(s!)))[atom],
      ] as const,
  ),
];

describe.each(NUMBERS)("what examples add to %s", (_, parts, number) => {
  it("has the number as its mean and the jackknife's spread and order", () => {
    const left = jackknifeParts(ROWS, (places) => number((values) => places.map((k) => values[k]!)), ROWS);
    expect(parts.length).toBe(ROWS);
    expect(mean(parts)).toBeCloseTo(mean(left), 6);
    const [own, other] = [parts, left].map((values) => values.map((value) => value - mean(values)));
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
    expect(dot(own!, other!) / Math.sqrt(dot(own!, own!) * dot(other!, other!))).toBeGreaterThan(0.99);
    expect(dot(own!, own!) / dot(other!, other!)).toBeGreaterThan(0.9);
    expect(dot(own!, own!) / dot(other!, other!)).toBeLessThan(1.1);
  });
});
