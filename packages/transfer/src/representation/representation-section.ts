// Whether students relate examples as their teacher does, as one section of a study.

import { ensure, type Finding, type HeatDrawing, mean, type StudySection } from "@stillpoint/core";
import {
  armOf,
  besideTeacher,
  type Cohort,
  checkedCohort,
  mapCohort,
  REFERENCE,
  TREATED,
  teacherOf,
} from "../cohort/cohort.ts";
import { contrastOf, pairContrast } from "../cohort/contrast.ts";
import { ARM_WORDS, contrastFinding } from "../cohort/contrast-finding.ts";
import { jackknifeParts } from "../cohort/jackknife.ts";
import { type Knowledge, topicOf } from "../students/knowledge.ts";
import { partialCorrelation } from "./distance-correlation.ts";
import { ckaGrid, type LayerFeatures } from "./linear-cka.ts";
import {
  distanceMatrix,
  gramMatrix,
  innerProduct,
  matrixCorrelation,
  ofExamples,
  type PairMatrix,
  uCentred,
} from "./pair-matrix.ts";

/** Times that a number of n² pairs is taken without some examples. */
const GROUPS = 25;

export interface RepresentationOptions {
  /** The layer findings are of, by its place from the input in every network; the last by default, -1. */
  readonly layer?: number;
  /** What the students were taught: relations of features are asked of those of features alone. `response` by default. */
  readonly knowledge?: Knowledge;
}

/** Features of a network, layer by layer from the input; `[n, d]` each, d as it comes. */
export type Represented = readonly LayerFeatures[];

/**
 * Findings of the distilled student against the student from labels alone, of one layer: debiased linear CKA and
 * bias-corrected distance correlation with the teacher, and what the student shares with the teacher beyond what the student
 * from labels alone has.
 *
 * @throws StillpointError INPUT for a cohort that is none or a layer that a network does not have, SHAPE for other examples,
 * DEGENERATE for fewer than 8
 */
export function representationFindings(
  cohort: Cohort<Represented>,
  { layer = -1, knowledge }: RepresentationOptions = {},
): readonly Finding[] {
  const matrices = mapCohort(layersOf(cohort, layer), ({ features }) => {
    return { gram: gramMatrix(features), distances: distanceMatrix(features) };
  });
  const correlated = (of: "gram" | "distances") =>
    contrastOf(
      besideTeacher(matrices, (student, teacher) => matrixParts([student[of], teacher[of]], matrixCorrelationOf)),
    );
  const withTeacher = matrices.filter((member) => teacherOf(matrices, member.seed) !== undefined);
  const partial = pairContrast(withTeacher, (treated, reference, seed) => {
    const teacher = teacherOf(matrices, seed) ?? treated;
    return matrixParts([treated.distances, teacher.distances, reference.distances], partialOf);
  });
  const topic = topicOf("feature", knowledge);
  const names = [...new Set(layersOf(cohort, layer).map(({ value }) => value.layer))].join(", ");
  return [
    contrastFinding(
      {
        id: "representation.cka",
        topic,
        direction: "higher",
        subject: `Debiased linear CKA of features with the teacher's (${names})`,
        meaning: "1 is the same relations among examples up to rotation and scale, 0 what independent features have.",
      },
      correlated("gram"),
    ),
    contrastFinding(
      {
        id: "representation.distanceCorrelation",
        topic,
        direction: "higher",
        subject: `Bias-corrected distance correlation of features with the teacher's (${names})`,
        meaning: "1 is a copy up to rotation and scale, 0 what independent features have.",
      },
      correlated("distances"),
    ),
    contrastFinding(
      {
        id: "representation.partialDistanceCorrelation",
        topic,
        direction: "higher",
        subject: `Partial distance correlation with the teacher (${names}) beyond the student from labels alone`,
        meaning:
          "Above 0 the student shares relations with its teacher that this one student from labels alone does not; any other network may do so a little.",
      },
      partial,
    ),
  ];
}

/** The section of representation: findings, and CKA of every two layers. */
export function representationSection(cohort: Cohort<Represented>, options: RepresentationOptions = {}): StudySection {
  return {
    id: "representation",
    title: "The teacher's features",
    text: "Features are compared by how they relate examples to each other, which rotations and scale do not change. Estimates are without bias, since with few examples and many features any two networks look alike.",
    findings: representationFindings(cohort, options),
    drawings: grids(cohort),
  };
}

function grids(cohort: Cohort<Represented>): readonly HeatDrawing[] {
  const beside = besideTeacher(cohort, (student, teacher) => ({ student, teacher, grid: ckaGrid(teacher, student) }));
  const arms = [TREATED, REFERENCE] as const;
  const drawn = arms.flatMap((arm) => {
    const own = beside.filter((member) => armOf(member) === arm).map(({ value }) => value);
    const [first] = own;
    if (first === undefined) return [];
    const values = Array.from(first.grid, (_, k) => mean(own.map(({ grid }) => grid[k]!)));
    return [
      { arm, rows: first.teacher.map(({ layer }) => layer), columns: first.student.map(({ layer }) => layer), values },
    ];
  });
  const heats = drawn.map(
    ({ arm, rows, columns, values }): HeatDrawing => ({
      kind: "heat",
      id: `representation.cka.${arm}`,
      title: `CKA of the teacher and ${ARM_WORDS[arm]}`,
      caption: "Debiased linear CKA, mean over seeds. Rows: layers of the teacher, columns: layers of the student.",
      rows,
      columns,
      values,
      label: "CKA",
      low: 0,
      high: 1,
    }),
  );
  const [distilled, scratch] = drawn;
  if (distilled === undefined || scratch === undefined || distilled.values.length !== scratch.values.length)
    return heats;
  const difference = distilled.values.map((value, k) => value - scratch.values[k]!);
  const largest = Math.max(0.05, ...difference.map(Math.abs).filter(Number.isFinite));
  return [
    ...heats,
    {
      kind: "heat",
      id: "representation.cka.difference",
      title: "CKA gained by distillation",
      caption: "The first grid less the second: above 0, the distilled student's layer is more like the teacher's.",
      rows: distilled.rows,
      columns: distilled.columns,
      values: difference,
      label: "difference of CKA",
      low: -largest,
      high: largest,
      middle: 0,
    },
  ];
}

/** Layers of networks at one place, one for each. */
function layersOf(cohort: Cohort<Represented>, layer: number): Cohort<LayerFeatures> {
  const [first] = checkedCohort(cohort);
  return mapCohort(cohort, (layers, { role }) => {
    const own = layers.at(layer);
    ensure(
      own !== undefined,
      "INPUT",
      () => `features of ${role}: expected layer ${layer}; got ${layers.length} layers; count from 0, or back from -1`,
    );
    const n = first?.value.at(layer)?.features.rows ?? own.features.rows;
    ensure(
      own.features.rows === n,
      "SHAPE",
      () =>
        `features of ${role}: expected ${n} examples as the first network has; got ${own.features.rows}; give all the same`,
    );
    ensure(
      n >= 8,
      "DEGENERATE",
      () => `features: expected at least 8 examples, so that some can be left out; got ${n}; give more`,
    );
    return own;
  });
}

function matrixParts(
  matrices: readonly PairMatrix[],
  number: (centred: readonly PairMatrix[]) => number,
): Float64Array {
  const n = matrices[0]?.n ?? 0;
  return jackknifeParts(n, (places) => number(matrices.map((own) => uCentred(ofExamples(own, places)))), GROUPS);
}

function matrixCorrelationOf([a, b]: readonly PairMatrix[]): number {
  return matrixCorrelation(a!, b!);
}

function partialOf([a, g, b]: readonly PairMatrix[]): number {
  // Features that are the same in every example have nothing to take off.
  return innerProduct(b!, b!) > 0 ? partialCorrelation(a!, g!, b!) : Number.NaN;
}
