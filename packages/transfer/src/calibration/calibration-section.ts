// Whether students know what they know, as one section of a study.

import { type Finding, type LinesDrawing, mean, type Series, type StudySection } from "@stillpoint/core";
import { ensureSameExamples, type Logits } from "@stillpoint/mechanism";
import { armOf, besideTeacher, type Cohort, checkedCohort, kindOf, mapCohort } from "../cohort/cohort.ts";
import { type Contrast, contrastOf } from "../cohort/contrast.ts";
import { type ContrastText, contrastFinding } from "../cohort/contrast-finding.ts";
import { jackknifeParts } from "../cohort/jackknife.ts";
import { adaptiveCalibrationError, BINS, calibrationError, classwiseCalibrationError } from "./calibration-error.ts";
import { brierScores, type Confidence, confidenceOf, negativeLogLikelihood } from "./confidence.ts";
import { confidenceSlope } from "./confidence-slope.ts";
import { fittedTemperature } from "./fitted-temperature.ts";

/** Times the log-likelihood is fitted without some examples, for the interval of the temperature. */
const TEMPERATURE_GROUPS = 20;

/**
 * Findings of the distilled student against the student from labels alone: ECE by equal widths, by equal counts and over all
 * classes, Brier score, log-likelihood, overconfidence, fitted temperature (its logarithm), and slope of its confidence on the
 * teacher's.
 *
 * @throws StillpointError INPUT for a cohort that is none, SHAPE or INPUT for networks of other examples
 */
export function calibrationFindings(cohort: Cohort<Logits>, bins: number = BINS): readonly Finding[] {
  const [first] = checkedCohort(cohort);
  if (first !== undefined) for (const { value } of cohort) ensureSameExamples(first.value, value);
  const sure = mapCohort(cohort, confidenceOf);
  const of = (parts: (value: Logits) => Float64Array): Contrast => contrastOf(mapCohort(cohort, parts));
  const ofSure = (parts: (value: Confidence) => Float64Array): Contrast => contrastOf(mapCohort(sure, parts));
  const width = mapCohort(sure, ({ confidence, right }) => calibrationError(confidence, right, bins));
  const chance = mean(width.filter((member) => armOf(member) !== undefined).map(({ value }) => value.byChance));
  const lower = (id: string, subject: string, meaning: string): ContrastText => {
    return { id, topic: "came-along", direction: "lower", subject, meaning };
  };
  return [
    contrastFinding(
      lower(
        "calibration.ece",
        `Expected calibration error over ${bins} equal bins`,
        `It is never negative: a perfectly calibrated student with these confidences would show about ${chance.toFixed(3)} on so few examples.`,
      ),
      contrastOf(mapCohort(width, ({ parts }) => parts)),
    ),
    contrastFinding(
      lower(
        "calibration.adaptiveEce",
        `Expected calibration error over ${bins} bins of equally many examples`,
        "Lower is better calibrated.",
      ),
      ofSure(({ confidence, right }) => adaptiveCalibrationError(confidence, right, bins).parts),
    ),
    contrastFinding(
      lower(
        "calibration.classwiseEce",
        "Calibration error of the probabilities of all classes",
        "Lower is better calibrated; wrong classes count as the answer does.",
      ),
      of((logits) => classwiseCalibrationError(logits, bins).parts),
    ),
    contrastFinding(
      lower(
        "calibration.brier",
        "The Brier score, the squared distance of probabilities from the label,",
        "Lower is better; it counts accuracy and calibration together.",
      ),
      of(brierScores),
    ),
    contrastFinding(
      lower(
        "calibration.nll",
        "The negative log-likelihood of the labels, in nats,",
        "Lower is better; it counts accuracy and calibration together.",
      ),
      of((logits) => negativeLogLikelihood(logits)),
    ),
    contrastFinding(
      {
        id: "calibration.overconfidence",
        topic: "came-along",
        direction: "neither",
        subject: "Mean confidence less accuracy",
        meaning: "Above 0 a student is too sure, below 0 not sure enough.",
      },
      ofSure(({ confidence, right }) => confidence.map((own, k) => own - right[k]!)),
    ),
    contrastFinding(
      {
        id: "calibration.temperature",
        topic: "came-along",
        direction: "neither",
        subject: "The logarithm of the temperature that would calibrate it",
        meaning: "Above 0 a student is too sure; it is fitted on the examples shown here.",
      },
      of((logits) =>
        jackknifeParts(
          logits.rows,
          (places) => Math.log(fittedTemperature(rowsOf(logits, places)).temperature),
          TEMPERATURE_GROUPS,
        ),
      ),
    ),
    contrastFinding(
      {
        id: "calibration.confidenceSlope",
        topic: "came-along",
        direction: "higher",
        subject: "The slope of the student's log-odds on the teacher's",
        meaning:
          "Above 1 a student pushes its teacher's confidence further from the middle; only the slopes, not their difference, say so.",
      },
      contrastOf(besideTeacher(sure, (student, teacher) => confidenceSlope(teacher.logOdds, student.logOdds).parts)),
    ),
  ];
}

/** The section of calibration: findings, and reliability of every kind of network. */
export function calibrationSection(cohort: Cohort<Logits>, bins: number = BINS): StudySection {
  return {
    id: "calibration",
    title: "Whether students know what they know",
    text: "A network is calibrated where, of the answers it gives with a confidence of 0.8, eight in ten are right. Every number is held against a student that had no teacher.",
    findings: calibrationFindings(cohort, bins),
    drawings: cohort.length === 0 ? [] : [reliability(cohort, bins), ...exaggeration(cohort)],
  };
}

function reliability(cohort: Cohort<Logits>, bins: number): LinesDrawing {
  const kinds = [...new Set(cohort.map(kindOf))];
  const x = Array.from({ length: bins }, (_, b) => (b + 0.5) / bins);
  const series = kinds.map((kind): Series => {
    const own = cohort.filter((member) => kindOf(member) === kind).map(({ value }) => confidenceOf(value));
    const together = (part: keyof Confidence): number[] => own.flatMap((each) => Array.from(each[part]));
    const { bins: found } = calibrationError(together("confidence"), together("right"), bins);
    return {
      name: kind,
      ...(kind === "foreign" ? {} : { role: kind }),
      values: found.map(({ accuracy }) => accuracy),
    };
  });
  return {
    kind: "lines",
    id: "calibration.reliability",
    title: "Reliability",
    caption:
      "Share of right answers among those of about one confidence, all seeds together. On the diagonal confidence is what it says; below it, too high. Gaps: no answer of that confidence.",
    x: { label: "confidence", values: x },
    y: { label: "share of right answers", low: 0, high: 1 },
    series: [...series, { name: "calibrated", values: x }],
  };
}

/** How far students push their teacher's confidence, by how sure the teacher is. */
function exaggeration(cohort: Cohort<Logits>): readonly LinesDrawing[] {
  const slopes = besideTeacher(mapCohort(cohort, confidenceOf), (student, teacher) =>
    confidenceSlope(teacher.logOdds, student.logOdds),
  );
  const arms = [...new Set(slopes.map(armOf))].filter((arm) => arm !== undefined);
  if (arms.length === 0) return [];
  return [
    {
      kind: "lines",
      id: "calibration.exaggeration",
      title: "Confidence beside the teacher's",
      caption:
        "Mean log-odds of the student's answer less those of the teacher's, by quarters of the teacher's confidence, mean over seeds. Rising: students push confidence further from the middle than the teacher.",
      x: { label: "quarter of the teacher's confidence, lowest first", values: [1, 2, 3, 4] },
      y: { label: "log-odds" },
      series: arms.map((arm) => ({
        name: arm,
        ...(arm === "foreign" ? {} : { role: arm }),
        values: [0, 1, 2, 3].map((q) =>
          mean(
            slopes
              .filter((member) => armOf(member) === arm)
              .map(({ value }) => value.quantiles[q]?.excess ?? Number.NaN),
          ),
        ),
      })),
    },
  ];
}

function rowsOf(logits: Logits, places: readonly number[]): Logits {
  const { classes } = logits;
  const values = new Float64Array(places.length * classes);
  for (const [at, row] of places.entries())
    for (let k = 0; k < classes; k++) values[at * classes + k] = logits.values[row * classes + k]!;
  return { ...logits, values, rows: places.length, labels: Int32Array.from(places, (row) => logits.labels[row]!) };
}
