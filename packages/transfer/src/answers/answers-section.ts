// What students answer beside their teacher, as one section of a study.

import { type HeatDrawing, mean, type StudySection } from "@stillpoint/core";
import type { Logits } from "@stillpoint/mechanism";
import { answerAgreement } from "../answer-agreement.ts";
import { ARMS, armOf, type Cohort, KINDS, kindOf, teacherOf } from "../cohort/cohort.ts";
import { type Answered, type AnswerOptions, answeredCohort, answerFindings } from "./answer-findings.ts";

/**
 * The section of answers: findings, agreement within its bounds, agreement between all networks. With a `domain` that no
 * network was trained on agreement is the consensus on it.
 *
 * @throws StillpointError INPUT for a cohort that is none, SHAPE or INPUT for networks of other examples
 */
export function answersSection(cohort: Cohort<Logits>, options: AnswerOptions = {}): StudySection {
  const answered = answeredCohort(cohort);
  return {
    id: "answers",
    title: "The teacher's answers and errors",
    text: "How far a student answers as its teacher does, and whether it takes over errors as it takes over what is right. Two accurate networks agree without having met, so every number is held against a student that had no teacher, and agreement stands between the bounds that the accuracies set.",
    findings: answerFindings(cohort, options),
    drawings: [...boundsHeat(answered), ...networksHeat(answered)],
  };
}

function boundsHeat(answered: Cohort<Answered>): readonly HeatDrawing[] {
  const rows = ARMS.flatMap((arm) => {
    const pairs = answered.flatMap((member) => {
      const teacher = teacherOf(answered, member.seed);
      if (armOf(member) !== arm || teacher === undefined) return [];
      return [answerAgreement(teacher.classes, member.value.classes, teacher.labels)];
    });
    const of = (part: "share" | "least" | "largest"): number => mean(pairs.map((pair) => pair[part]));
    return pairs.length === 0 ? [] : [{ arm, values: [of("least"), of("share"), of("largest")] }];
  });
  if (rows.length === 0) return [];
  return [
    {
      kind: "heat",
      id: "answers.bounds",
      title: "Agreement with the teacher between its bounds",
      caption:
        "Mean over seeds. The outer columns are what the accuracies alone allow; only the middle one is measured.",
      rows: rows.map(({ arm }) => arm),
      columns: ["least", "agreement", "largest"],
      values: rows.flatMap(({ values }) => values),
      label: "share of examples",
      low: 0,
      high: 1,
    },
  ];
}

/** Agreement of every two kinds of networks, over pairs at one seed; one kind with itself over pairs at two seeds. */
function networksHeat(answered: Cohort<Answered>): readonly HeatDrawing[] {
  const kinds = KINDS.filter((kind) => answered.some((member) => kindOf(member) === kind));
  const values = kinds.flatMap((a) =>
    kinds.map((b) =>
      mean(
        answered.flatMap((own) =>
          answered.flatMap((other) => {
            const together = own.seed === other.seed || own.seed === undefined || other.seed === undefined;
            if (kindOf(own) !== a || kindOf(other) !== b || (a === b ? together : !together)) return [];
            return [sameShare(own.value.classes, other.value.classes)];
          }),
        ),
      ),
    ),
  );
  if (kinds.length < 2) return [];
  return [
    {
      kind: "heat",
      id: "answers.networks",
      title: "Agreement between all networks",
      caption:
        "Share of equal answers, mean over seeds. On the diagonal: networks of one kind from different seeds; empty where there is one.",
      rows: kinds,
      columns: kinds,
      values,
      label: "share of equal answers",
      low: 0,
      high: 1,
    },
  ];
}

function sameShare(a: Int32Array, b: Int32Array): number {
  return mean(Float64Array.from(a, (own, k) => (own === b[k] ? 1 : 0)));
}
