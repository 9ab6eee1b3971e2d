import {
  argmax,
  crossedInterval,
  type Finding,
  mean,
  type StudiedNetwork,
  type StudySection,
  undefinedInterval,
} from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import type { StudentGroup } from "./study-input.ts";
import { capital, percentOf, pointsOf } from "./words.ts";

/** `[n]` 1 where a network answers the label. */
export function rightAnswers({ values, classes, labels }: Logits): Float64Array {
  return Float64Array.from(labels, (label, row) =>
    argmax(values.subarray(row * classes, (row + 1) * classes)) === label ? 1 : 0,
  );
}

/** Who answers how often rightly, and signs of exchanged files. */
export function networkSection(teacher: Logits, groups: readonly StudentGroup[]): StudySection {
  const own = rightAnswers(teacher);
  const findings = groups.flatMap(({ students, suffix, title }): readonly Finding[] => {
    const lead = crossedInterval(
      students.map(({ logits }) => rightAnswers(logits).map((right, row) => (own[row] ?? 0) - right)),
      "mean",
    );
    const twin = students.find(({ logits }) => logits.values.every((value, k) => value === teacher.values[k]));
    const verb = students.length === 1 ? "is" : "are";
    const sentence =
      twin !== undefined
        ? `${twin.logits.name} holds the very logits of the teacher: one file was given twice.`
        : lead.high < 0
          ? `${capital(title)} ${verb} right ${pointsOf(-lead.mean)} more often than the teacher: students can be, but teacher and student may have been exchanged.`
          : lead.low > 0
            ? `The teacher is right ${pointsOf(lead.mean)} more often than ${title}.`
            : `The teacher is right in ${percentOf(own.reduce((sum, right) => sum + right, 0) / own.length)} of the examples, ${title} in ${percentOf(own.reduce((sum, right) => sum + right, 0) / own.length - lead.mean)}; the interval of the difference holds 0.`;
    return [
      {
        id: `networks.teacherLead${suffix}`,
        topic: "teacher",
        value: lead.mean,
        interval: lead,
        control: undefinedInterval("nothing is known of what the lead should be"),
        direction: "neither",
        sentence,
      },
    ];
  });
  return {
    id: "networks",
    title: "Teacher and students",
    text: "Shares of right answers on the examples studied here. A student with more right answers than its teacher, or with the very same logits, is more often a mistake in the files than a finding.",
    findings,
    drawings: [],
  };
}

/** All networks as the study lists them. */
export function studiedNetworks(teacher: Logits, groups: readonly StudentGroup[]): readonly StudiedNetwork[] {
  return [
    { name: teacher.name, role: "teacher", accuracy: mean(rightAnswers(teacher)) },
    ...groups.flatMap(({ students }) =>
      students.map(({ logits, role, seed, method }) => ({
        name: logits.name,
        role,
        ...(seed === undefined ? {} : { seed }),
        ...(method === undefined ? {} : { method }),
        accuracy: mean(rightAnswers(logits)),
      })),
    ),
  ];
}
