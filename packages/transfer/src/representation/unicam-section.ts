// What a student's features have that another's do not, and where it lies, as one section of a study.

import { crossedMean, type Drawing, type Finding, type StudySection } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";
import {
  armOf,
  besideTeacher,
  type Cohort,
  mapCohort,
  pairsOf,
  REFERENCE,
  TREATED,
  teacherOf,
} from "../cohort/cohort.ts";
import { type Contrast, contrastOf, pairContrast } from "../cohort/contrast.ts";
import { contrastFinding } from "../cohort/contrast-finding.ts";
import { jackknifeParts } from "../cohort/jackknife.ts";
import type { LocalisationMaps } from "../localisation/class-maps.ts";
import { mapCosines } from "../localisation/map-similarity.ts";
import { type MappedFeatures, residualMaps } from "../localisation/residual-maps.ts";
import { type Knowledge, topicOf } from "../students/knowledge.ts";
import { residualCorrelation } from "./distance-correlation.ts";
import { distanceMatrix, innerProduct, ofExamples, type PairMatrix, uCentred } from "./pair-matrix.ts";

/** Times that a number of n² pairs is taken without some examples. */
const GROUPS = 25;

export interface UnicamStudy {
  readonly networks: Cohort<MappedFeatures>;
  /** `[n, K]` one-hot classes, or what else stands for what is right; absent where examples share no classes. */
  readonly classes?: NumberTable;
  /** The teacher's Grad-CAM of the same n examples. */
  readonly teacherMaps?: LocalisationMaps;
  /** `[n·places]` 0 for places that do not count. */
  readonly counted?: ArrayLike<number>;
  /** What the students were taught; `response` by default. */
  readonly knowledge?: Knowledge;
  readonly drawings?: readonly Drawing[];
}

/** One pair of maps of a seed: what the first sees beyond the second. */
export interface ResidualPair {
  readonly name: string;
  readonly maps: LocalisationMaps;
}

/**
 * Findings `unicam.relevance` (what is left of the distilled student's features beside the independent one's, and the other
 * way round, by its distance correlation with the classes), `unicam.teacherBeyond` and `unicam.studentBeyond` (the same of
 * teacher and student), and `unicam.look` (whether maps of what is left lie where the teacher looks). Two independent
 * students are the control: between them, neither side has more than the other but by chance.
 *
 * @throws StillpointError SHAPE for other examples, DEGENERATE for fewer than 4
 * Source: Adhane et al. 2025 (repository read), with one-hot classes in the place of their embeddings of class names.
 */
export function unicamSection(study: UnicamStudy): StudySection {
  const { networks, classes, drawings = [] } = study;
  const layers = [...new Set(networks.map(({ value }) => value.layer))].join(", ");
  return {
    id: "unicam",
    title: "What one sees and the other does not",
    text: `Of two networks' distances between examples, without bias, what the second explains is taken off the first. What is left is ${classes === undefined ? "" : "told by its correlation with the classes, and "}sent back to the layer as a map: where the first network sees what the second does not (UniCAM). It is asked both ways, of the distilled student beside the independent one and of either beside the teacher, at the last layer with places: ${layers}; ${networks[0]?.value.features.rows ?? 0} samples.${classes === undefined ? " Answers are no classes that samples share, so that there is no number of it, only what can be looked at." : ""}`,
    findings: [...(classes === undefined ? [] : relevance(study, classes)), ...look(study)],
    drawings,
  };
}

/** Maps of one seed, for a drawing: distilled beside teacher and beside scratch both ways, and two independent students. */
export function residualPairs({ networks, counted }: UnicamStudy): readonly ResidualPair[] {
  const seed = pairsOf(networks, TREATED, REFERENCE)[0]?.seed;
  const at = (arm: "distilled" | "scratch" | "null"): MappedFeatures | undefined =>
    networks.find((member) => armOf(member) === arm && member.seed === seed)?.value;
  const pairs = [
    { names: ["distilled", "teacher"], own: at(TREATED), other: teacherOf(networks, seed) },
    { names: ["distilled", "scratch"], own: at(TREATED), other: at(REFERENCE) },
    { names: ["null", "scratch"], own: at("null"), other: at(REFERENCE) },
  ];
  return pairs.flatMap(({ names: [a, b], own, other }) =>
    own === undefined || other === undefined
      ? []
      : [
          { name: `${a} beyond ${b}`, maps: residualMaps(own, distancesOf(other), counted) },
          { name: `${b} beyond ${a}`, maps: residualMaps(other, distancesOf(own), counted) },
        ],
  );
}

function relevance({ networks, knowledge }: UnicamStudy, classes: NumberTable): readonly Finding[] {
  const g = distanceMatrix(classes);
  const matrices = mapCohort(networks, ({ features }) => distanceMatrix(features));
  const left = onceEach((a: PairMatrix, b: PairMatrix) => parts([a, g, b], leftOver));
  return [
    contrastFinding(
      {
        id: "unicam.relevance",
        topic: "came-along",
        direction: "higher",
        subject: "Distance correlation with the classes of what a student's features have beyond those of the other",
        meaning:
          "Above 0 the distilled student sees more of what tells classes apart that the other does not than it misses.",
      },
      bothWays(matrices, left),
    ),
    contrastFinding(
      {
        id: "unicam.teacherBeyond",
        topic: topicOf("feature", knowledge),
        direction: "lower",
        subject: "Distance correlation with the classes of what the teacher's features have beyond a student's",
        meaning: "Below 0 less of what the teacher tells classes apart by is missing from the distilled student.",
      },
      contrastOf(besideTeacher(matrices, (student, teacher) => left(teacher, student))),
    ),
    contrastFinding(
      {
        id: "unicam.studentBeyond",
        topic: "came-along",
        direction: "neither",
        subject: "Distance correlation with the classes of what a student's features have beyond the teacher's",
        meaning: "It is what a student tells classes apart by on its own.",
      },
      contrastOf(besideTeacher(matrices, (student, teacher) => left(student, teacher))),
    ),
  ];
}

/** Whether what one sees beyond the other lies where the teacher looks; nothing without maps of the teacher's places. */
function look({ networks, teacherMaps, counted }: UnicamStudy): readonly Finding[] {
  if (teacherMaps === undefined) return [];
  const known = mapCohort(networks, (value) => ({ value, distances: distancesOf(value) }));
  type Known = (typeof known)[number]["value"];
  const cosines = (own: Known, other: Known): Float64Array => {
    const maps = residualMaps(own.value, other.distances, counted);
    return maps.values.length === teacherMaps.values.length
      ? mapCosines(maps, teacherMaps)
      : new Float64Array(own.value.features.rows).fill(Number.NaN);
  };
  return [
    contrastFinding(
      {
        id: "unicam.look",
        topic: "came-along",
        direction: "higher",
        subject: "Cosine to the teacher's Grad-CAM of the map of what a student sees beyond the other",
        meaning:
          "Above 0 what distillation adds lies where the teacher looks, more so than what it leaves out. Maps that are 0 everywhere are left out.",
      },
      bothWays(known, onceEach(cosines)),
    ),
  ];
}

/** A number of a pair less the same the other way round; the levels are of examples that have both. */
function bothWays<T>(cohort: Cohort<T>, of: (own: T, other: T) => Float64Array): Contrast {
  const where = (own: T, other: T): Float64Array => {
    const back = of(other, own);
    return of(own, other).map((value, k) => (Number.isNaN(back[k]!) ? Number.NaN : value));
  };
  const pairs = pairsOf(cohort, TREATED, REFERENCE);
  const treated = crossedMean(pairs.map((pair) => where(pair.treated, pair.reference)));
  const reference = crossedMean(pairs.map((pair) => where(pair.reference, pair.treated)));
  const contrast = pairContrast(cohort, (own, other) => {
    const back = of(other, own);
    return of(own, other).map((value, k) => value - back[k]!);
  });
  return Number.isNaN(treated + reference) ? contrast : { ...contrast, treated, reference };
}

/** Each pair worked out once. */
function onceEach<T>(of: (own: T, other: T) => Float64Array): (own: T, other: T) => Float64Array {
  const found = new Map<T, Map<T, Float64Array>>();
  return (own, other) => {
    const known = found.get(own) ?? new Map<T, Float64Array>();
    const values = known.get(other) ?? of(own, other);
    found.set(own, known.set(other, values));
    return values;
  };
}

function distancesOf({ features }: MappedFeatures): PairMatrix {
  return uCentred(distanceMatrix(features));
}

/** NaN where the third tells no examples apart. */
function leftOver([a, g, b]: readonly PairMatrix[]): number {
  return innerProduct(b!, b!) > 0 ? residualCorrelation(a!, g!, b!) : Number.NaN;
}

function parts(matrices: readonly PairMatrix[], number: (centred: readonly PairMatrix[]) => number): Float64Array {
  const n = matrices[0]?.n ?? 0;
  return jackknifeParts(n, (places) => number(matrices.map((own) => uCentred(ofExamples(own, places)))), GROUPS);
}
