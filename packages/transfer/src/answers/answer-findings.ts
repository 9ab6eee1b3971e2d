// What students answer beside their teacher, as findings.

import { type Finding, mean, undefinedDifference } from "@stillpoint/core";
import { ensureSameExamples, type Logits } from "@stillpoint/mechanism";
import { besideTeacher, type Cohort, checkedCohort, mapCohort, teacherOf } from "../cohort/cohort.ts";
import { type Contrast, contrastOf, pairContrast } from "../cohort/contrast.ts";
import { contrastFinding } from "../cohort/contrast-finding.ts";
import { jackknifeParts } from "../cohort/jackknife.ts";
import { type Knowledge, topicOf } from "../students/knowledge.ts";
import { answeredClasses } from "./answered.ts";
import { asymmetricTransfer } from "./asymmetric-transfer.ts";
import { boundedAgreement } from "./bounded-agreement.ts";
import { errorConsistency } from "./error-consistency.ts";
import { predictiveDivergence } from "./predictive-divergence.ts";

/**
 * Examples on which a teacher must be right, or wrong, for a share of them to be told: a few that all students answer alike
 * do not differ, so that their interval would be none.
 */
const LEAST_EXAMPLES = 10;

export interface AnswerOptions {
  /** What the examples are of, where no network was trained on it. */
  readonly domain?: string;
  /** What the students were taught: answers are asked of those of answers alone, accuracy of everyone. `response` by default. */
  readonly knowledge?: Knowledge;
}

/**
 * Findings of the distilled student against the student from labels alone: agreement with the teacher, the same as a share of
 * its bounds, KL and JS, error consistency, and transfer of errors and of correct answers as shares of their room, where the
 * teacher is right and wrong on 10 examples each; and the share of right answers, which needs no teacher.
 *
 * @throws StillpointError INPUT for a cohort that is none, SHAPE or INPUT for networks of other examples
 */
export function answerFindings(cohort: Cohort<Logits>, { domain, knowledge }: AnswerOptions = {}): readonly Finding[] {
  const answered = answeredCohort(cohort);
  const topic = topicOf("response", knowledge);
  const place = domain === undefined ? "" : `On ${domain}, which no network was trained on, `;
  const share = domain === undefined ? "The share" : "the share";
  const agreement = contrastOf(besideTeacher(answered, agreements));
  const bounded = contrastOf(
    besideTeacher(answered, (student, teacher) =>
      jackknifeParts(student.labels.length, (places) =>
        boundedAgreement(taken(teacher.classes, places), taken(student.classes, places), taken(student.labels, places)),
      ),
    ),
  );
  const divergence = besideTeacher(cohort, (student, teacher) => predictiveDivergence(teacher, student));
  const kl = contrastOf(divergence.map((member) => ({ ...member, value: member.value.kl })));
  const js = contrastOf(divergence.map((member) => ({ ...member, value: member.value.js })));
  const kappa = contrastOf(
    besideTeacher(answered, (student, teacher) => errorConsistency(student.right, teacher.right).parts),
  );
  const transfer = (part: "right" | "wrong" | "index"): Contrast => {
    const withTeacher = answered.filter((member) => teacherOf(answered, member.seed) !== undefined);
    const counts: number[] = [];
    const contrast = pairContrast(withTeacher, (treated, reference, seed) => {
      const teacher = teacherOf(answered, seed)?.classes ?? new Int32Array(0);
      const found = asymmetricTransfer(teacher, treated.classes, reference.classes, treated.labels);
      const [right, wrong] = found.examples;
      const examples = part === "index" ? Math.min(right, wrong) : part === "right" ? right : wrong;
      counts.push(examples);
      return examples < LEAST_EXAMPLES ? found[part].parts.map(() => Number.NaN) : found[part].parts;
    });
    const most = counts.reduce((largest, count) => Math.max(largest, count), 0);
    if (counts.length === 0 || most >= LEAST_EXAMPLES) return contrast;
    const few = `${most} examples on which the teacher is ${part === "right" ? "right" : part === "wrong" ? "wrong" : "right, or wrong,"} are too few, ${LEAST_EXAMPLES} are needed`;
    return { ...contrast, difference: undefinedDifference(few), controls: [] };
  };
  return [
    contrastFinding(
      {
        id: "answers.agreement",
        topic,
        direction: "higher",
        subject: `${place}${share} of examples answered as the teacher answers them, right or wrong,`,
        meaning: "What the student owes to its teacher is the difference; part of it may be higher accuracy alone.",
      },
      agreement,
    ),
    contrastFinding(
      {
        id: "answers.boundedAgreement",
        topic,
        direction: "higher",
        subject: "Agreement with the teacher as a share of what the two accuracies leave open",
        meaning: "0 is as little as the accuracies allow, 1 as much.",
      },
      bounded,
    ),
    contrastFinding(
      {
        id: "answers.predictiveKl",
        topic,
        direction: "lower",
        subject: "The divergence KL(teacher || student) of the probabilities, in nats,",
        meaning:
          "Lower is nearer to the teacher's probabilities; part of it may be higher accuracy or calibration alone.",
      },
      kl,
    ),
    contrastFinding(
      {
        id: "answers.predictiveJs",
        topic,
        direction: "lower",
        subject: "The Jensen-Shannon divergence between the teacher's and the student's probabilities, in nats,",
        meaning: "Lower is nearer, 0.693 at most; part of it may be higher accuracy or calibration alone.",
      },
      js,
    ),
    contrastFinding(
      {
        id: "answers.errorConsistency",
        topic: "came-along",
        direction: "higher",
        subject: "Error consistency with the teacher (kappa)",
        meaning: "1 is the same errors on the same examples, 0 what the two accuracies give by chance.",
      },
      kappa,
    ),
    contrastFinding(
      {
        id: "answers.rightTransfer",
        topic,
        direction: "higher",
        subject: "Agreement gained where the teacher is right, as a share of what was left to gain",
        meaning: "1 would be every answer that the student from labels alone gets otherwise, 0 none.",
      },
      transfer("right"),
    ),
    contrastFinding(
      {
        id: "answers.wrongTransfer",
        topic: "came-along",
        direction: "higher",
        subject: "Agreement gained where the teacher is wrong, as a share of what was left to gain",
        meaning: "These are the teacher's own wrong answers, taken over.",
      },
      transfer("wrong"),
    ),
    contrastFinding(
      {
        id: "answers.negativeTransfer",
        topic: "came-along",
        direction: "higher",
        subject: "Transfer of the teacher's errors less transfer of its correct answers, each as a share of its room",
        meaning: "Above 0, errors are handed over more than correct answers; below 0, less.",
      },
      transfer("index"),
    ),
    contrastFinding(
      {
        id: "answers.accuracy",
        topic: "kept",
        direction: "higher",
        subject: `${place}${share} of examples answered right`,
        meaning: accuracyMeaning(answered),
      },
      contrastOf(mapCohort(answered, ({ right }) => right)),
    ),
  ];
}

/** What a student may come to have of it. */
function accuracyMeaning(answered: Cohort<Answered>): string {
  const teachers = answered.filter(({ role }) => role === "teacher").map(({ value }) => value.accuracy);
  return teachers.length === 0 ? "No teacher's is known." : `The teacher's is ${mean(teachers).toFixed(3)}.`;
}

/** A network's answers with what they are held against. */
export interface Answered {
  readonly classes: Int32Array;
  readonly right: Float64Array;
  readonly labels: Int32Array;
  readonly accuracy: number;
}

/** @throws StillpointError SHAPE or INPUT where networks answer other examples, or in another order. */
export function answeredCohort(cohort: Cohort<Logits>): Cohort<Answered> {
  const [first] = checkedCohort(cohort);
  return cohort.map((member) => {
    if (first !== undefined) ensureSameExamples(first.value, member.value);
    const { labels } = member.value;
    const classes = answeredClasses(member.value);
    const right = Float64Array.from(classes, (own, k) => (own === labels[k] ? 1 : 0));
    return { ...member, value: { classes, right, labels, accuracy: mean(right) } };
  });
}

/** `[n]` 1 where both answer the same. */
export function agreements(a: Answered, b: Answered): Float64Array {
  return Float64Array.from(a.classes, (own, k) => (own === b.classes[k] ? 1 : 0));
}

function taken(values: ArrayLike<number>, places: readonly number[]): number[] {
  return places.map((k) => values[k]!);
}
