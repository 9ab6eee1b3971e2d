// Agreement with the teacher where neither was trained: unseen domains, and cue conflicts.

import { type Finding, type HeatDrawing, mean, type StudySection } from "@stillpoint/core";
import { ensureSameExamples, type Logits } from "@stillpoint/mechanism";
import { ARMS, armOf, besideTeacher, type Cohort, mapCohort, teacherOf } from "../cohort/cohort.ts";
import { contrastOf } from "../cohort/contrast.ts";
import { contrastFinding } from "../cohort/contrast-finding.ts";
import { agreements, answeredCohort } from "./answer-findings.ts";
import { shapeBias } from "./shape-bias.ts";

/** Networks on the examples of one domain, such as sketches. */
export interface Domain {
  /** In words and within an id, such as `sketch`. */
  readonly name: string;
  readonly networks: Cohort<Logits>;
}

/** Pictures whose shape says one class and whose texture another. The labels of `networks` are not read. */
export interface CueConflict {
  readonly networks: Cohort<Logits>;
  /** `[n]` the class of each example's shape. */
  readonly shapes: ArrayLike<number>;
  readonly textures: ArrayLike<number>;
}

/**
 * Consensus with the teacher on each domain, right or wrong, against the student from labels alone.
 *
 * Source: KG22.
 */
export function consensusFindings(domains: readonly Domain[]): readonly Finding[] {
  return domains.map(({ name, networks }) =>
    contrastFinding(
      {
        id: `consensus.${name}`,
        topic: "came-along",
        direction: "higher",
        subject: `On ${name}, the share of examples answered as the teacher answers them, right or wrong,`,
        meaning: "No network was trained on this domain, as far as its caller says.",
      },
      contrastOf(besideTeacher(answeredCohort(networks), agreements)),
    ),
  );
}

/**
 * Shape bias of the distilled student less that of the student from labels alone. The finding's direction is the side on which
 * the teacher lies of the latter: moving there is what would come along.
 *
 * @throws StillpointError SHAPE for cues that are not one for each example, INPUT for one without a conflict
 * Source: Geirhos et al. 2019; KG22.
 */
export function shapeBiasFinding({ networks, shapes, textures }: CueConflict): Finding {
  const [first] = networks;
  if (first !== undefined) for (const { value } of networks) ensureSameExamples(first.value, value);
  const bias = mapCohort(answeredCohort(networks), ({ classes }) => shapeBias(classes, shapes, textures));
  const contrast = contrastOf(mapCohort(bias, ({ parts }) => parts));
  const teachers = bias.filter((member) => member.role === "teacher").map(({ value }) => value.value);
  const teacher = mean(teachers);
  const known = !Number.isNaN(teacher - contrast.reference);
  const side = known
    ? `The teacher's is ${teacher.toFixed(3)}; a student that takes it over moves there.`
    : "No teacher's is known.";
  return contrastFinding(
    {
      id: "consensus.shapeBias",
      topic: "came-along",
      direction: known ? (teacher > contrast.reference ? "higher" : "lower") : "neither",
      subject: "Shape bias, answers for the shape over answers for shape or texture,",
      meaning: side,
    },
    contrast,
  );
}

/** The section of unseen domains: consensus on each, and shape bias where cue conflicts are given. */
export function consensusSection(domains: readonly Domain[], conflict?: CueConflict): StudySection {
  return {
    id: "consensus",
    title: "Answers on domains that nobody was trained on",
    text: "A student can only follow its teacher where it was never taught by taking over how the teacher decides. Consensus counts equal answers, right or wrong; shape bias says which of two conflicting cues a network goes by.",
    findings: [...consensusFindings(domains), ...(conflict === undefined ? [] : [shapeBiasFinding(conflict)])],
    drawings: domains.length === 0 ? [] : [consensusHeat(domains)],
  };
}

function consensusHeat(domains: readonly Domain[]): HeatDrawing {
  const there = ARMS.filter((arm) => domains.some(({ networks }) => networks.some((member) => armOf(member) === arm)));
  const shares = domains.map(({ networks }) => {
    const answered = answeredCohort(networks);
    return there.map((arm) =>
      mean(
        answered.flatMap((member) => {
          const teacher = teacherOf(answered, member.seed);
          return armOf(member) === arm && teacher !== undefined ? [mean(agreements(member.value, teacher))] : [];
        }),
      ),
    );
  });
  return {
    kind: "heat",
    id: "consensus.shares",
    title: "Consensus with the teacher",
    caption: "Share of examples answered as the teacher answers them, mean over seeds; right or wrong.",
    rows: there,
    columns: domains.map(({ name }) => name),
    values: there.flatMap((_, row) => shares.map((column) => column[row]!)),
    label: "share of equal answers",
    low: 0,
    high: 1,
  };
}
