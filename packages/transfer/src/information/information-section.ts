// What students have of what their teacher says of the label, as one section of a study.

import { ensure, type Finding, type LinesDrawing, mean, type StudySection } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";
import { armOf, besideTeacher, type Cohort, checkedCohort, mapCohort, REFERENCE, TREATED } from "../cohort/cohort.ts";
import { contrastOf } from "../cohort/contrast.ts";
import { contrastFinding } from "../cohort/contrast-finding.ts";
import { type Knowledge, topicOf } from "../students/knowledge.ts";
import { CLUSTERS, type SweepOptions, type SweptInformation, sweepClusters } from "./cluster-sweep.ts";
import type { InformationAtoms } from "./partial-information.ts";

export interface InformationOptions extends SweepOptions {
  /** The number of clusters that findings are of, one of those swept; the largest by default. */
  readonly chosen?: number;
  /** What the students were taught; `response` by default. */
  readonly knowledge?: Knowledge;
}

type Atom = keyof InformationAtoms;

const ATOMS: readonly {
  readonly atom: Atom;
  readonly name: string;
  readonly direction: Finding["direction"];
  readonly says: string;
}[] = [
  {
    atom: "redundant",
    name: "Redundant information about the label, which teacher and student both have,",
    direction: "higher",
    says: "It counts as transferred.",
  },
  {
    atom: "uniqueTeacher",
    name: "Information about the label that the teacher has and the student does not",
    direction: "lower",
    says: "It is still to be distilled.",
  },
  {
    atom: "uniqueStudent",
    name: "Information about the label that the student has and the teacher does not",
    direction: "neither",
    says: "Labels gave it, or counts that are few.",
  },
  {
    atom: "synergistic",
    name: "Information about the label that only teacher and student together have",
    direction: "neither",
    says: "Neither of them alone can tell it.",
  },
];

/**
 * Findings of the distilled student against the student from labels alone, in nats: the four atoms of partial information at
 * one number of clusters, with how they spread over the others and what exchanged labels give. Features `[n, d]` of one layer
 * of every network, labels `[n]`. Intervals hold states fixed.
 *
 * @throws StillpointError INPUT for a cohort that is none, RANGE where the chosen number is not swept; as `sweepClusters`
 */
export function informationFindings(
  cohort: Cohort<NumberTable>,
  labels: ArrayLike<number>,
  options: InformationOptions,
): readonly Finding[] {
  return findingsOf(sweptCohort(cohort, labels, options), options);
}

/** The section of information: findings, and every atom over the number of clusters. */
export function informationSection(
  cohort: Cohort<NumberTable>,
  labels: ArrayLike<number>,
  options: InformationOptions,
): StudySection {
  const swept = sweptCohort(cohort, labels, options);
  return {
    id: "information",
    title: "What students have of the teacher's information",
    text: "Features are put into a few states, and what the two networks' states say of the label is split: said by both, by the teacher alone, by the student alone, only by both together. How many states there are changes the numbers, so all are drawn.",
    findings: findingsOf(swept, options),
    drawings: swept.length === 0 ? [] : [sweepLines(swept, options)],
  };
}

type Swept = Cohort<readonly SweptInformation[]>;

function sweptCohort(cohort: Cohort<NumberTable>, labels: ArrayLike<number>, options: InformationOptions): Swept {
  const { clusters = CLUSTERS } = options;
  const chosen = chosenOf(options);
  ensure(
    clusters.includes(chosen),
    "RANGE",
    () => `chosen clusters: expected one of ${clusters.join(", ")}; got ${chosen}; sweep it too`,
  );
  return besideTeacher(checkedCohort(cohort), (student, teacher) => sweepClusters(teacher, student, labels, options));
}

function findingsOf(swept: Swept, options: InformationOptions): readonly Finding[] {
  const { clusters = CLUSTERS } = options;
  const chosen = chosenOf(options);
  const contrastAt = (atom: Atom, count: number) =>
    contrastOf(mapCohort(swept, (all) => atClusters(all, count).parts(atom)));
  return ATOMS.map(({ atom, name, direction, says }) => {
    const others = clusters.map((count) => contrastAt(atom, count).difference.mean);
    const treated = swept.filter((member) => armOf(member) === TREATED);
    const chance = mean(treated.map(({ value }) => atClusters(value, chosen).byChance[atom]));
    const gap = Math.max(...swept.map(({ value }) => atClusters(value, chosen).information.gap));
    return contrastFinding(
      {
        id: `information.${atom}`,
        topic: topicOf("feature", options.knowledge),
        direction,
        subject: `${name} (${chosen} clusters, nats)`,
        meaning: `${says} Over ${clusters.join(", ")} clusters the difference runs from ${Math.min(...others).toFixed(3)} to ${Math.max(...others).toFixed(3)}; with labels exchanged the distilled student shows ${chance.toFixed(3)}; the solver is within ${gap.toExponential(0)}.`,
      },
      contrastAt(atom, chosen),
    );
  });
}

function sweepLines(swept: Swept, { clusters = CLUSTERS }: InformationOptions): LinesDrawing {
  const of = (arm: typeof TREATED | typeof REFERENCE, number: (own: SweptInformation) => number): number[] =>
    clusters.map((count) =>
      mean(swept.filter((member) => armOf(member) === arm).map(({ value }) => number(atClusters(value, count)))),
    );
  const names: Readonly<Record<Atom, string>> = {
    redundant: "both",
    uniqueTeacher: "teacher alone",
    uniqueStudent: "student alone",
    synergistic: "only together",
  };
  const arms = ([TREATED, REFERENCE] as const).filter((arm) => swept.some((member) => armOf(member) === arm));
  return {
    kind: "lines",
    id: "information.sweep",
    title: "Information about the label over the number of clusters",
    caption:
      "Nats, mean over seeds. Where lines cross, the number of clusters decides what is said; lines with labels exchanged are what finite counts give anyhow.",
    x: { label: "clusters", values: clusters },
    y: { label: "nats", low: 0 },
    series: [
      ...arms.flatMap((arm) =>
        ATOMS.map(({ atom }) => ({
          name: `${names[atom]}, ${arm}`,
          role: arm,
          values: of(arm, ({ information }) => information[atom]),
        })),
      ),
      ...arms.map((arm) => ({
        name: `both, labels exchanged, ${arm}`,
        role: arm,
        values: of(arm, ({ byChance }) => byChance.redundant),
      })),
    ],
  };
}

function chosenOf({ clusters = CLUSTERS, chosen }: InformationOptions): number {
  return chosen ?? Math.max(...clusters);
}

function atClusters(swept: readonly SweptInformation[], clusters: number): SweptInformation {
  const own = swept.find((each) => each.clusters === clusters);
  ensure(own !== undefined, "RANGE", () => `clusters: expected a number that was swept; got ${clusters}; sweep it too`);
  return own;
}
