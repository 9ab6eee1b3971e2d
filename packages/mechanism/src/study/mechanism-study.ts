// Why distillation helps, from logits alone, as sections of findings and drawings.

import { ensure, type Study } from "@stillpoint/core";
import { teacherHealth } from "../health/teacher-health.ts";
import { ensureSameExamples, type Logits } from "../logits.ts";
import { healthSection } from "./health-section.ts";
import { levelsSection } from "./levels-section.ts";
import { networkSection, studiedNetworks } from "./network-section.ts";
import { relationSection } from "./relation-section.ts";
import { splitSection } from "./split-section.ts";
import { groupsOf, independentOf, type MechanismInput } from "./study-input.ts";
import { weightSection } from "./weight-section.ts";

/**
 * The study of a teacher and its students, whose rows are the same examples: the teacher's health, the levels of its targets,
 * and with students their relations, gradient weights and losses. Students of one role and method are seeds; intervals are
 * over seeds x examples, over examples alone for one.
 *
 * @throws StillpointError SHAPE or INPUT for students of other examples, INPUT for names or seeds that come twice, RANGE for T or w
 * outside their range
 */
export function mechanismStudy(input: MechanismInput): Study {
  const { subject, teacher, students, weights, temperatures, classNames, seed, notes = [] } = input;
  for (const { logits } of students) ensureSameExamples(teacher, logits);
  const names = [teacher, ...students.map(({ logits }) => logits)].map(({ name }) => name);
  const twin = names.find((name, k) => names.indexOf(name) < k);
  ensure(
    twin === undefined,
    "INPUT",
    () => `networks: expected each name once; got ${twin} twice; a network given twice would count as two seeds`,
  );
  const groups = groupsOf(students);
  for (const group of groups) ensureSeeds(group.students.map(({ logits }) => logits));
  const health = teacherHealth(teacher, {
    teacherWeight: weights.teacherWeight,
    ...(temperatures === undefined ? {} : { temperatures }),
  });
  const recommended = Number.isNaN(health.recommended.temperature) ? 1 : health.recommended.temperature;
  const { temperature = recommended } = input;
  const ofStudents =
    groups.length === 0
      ? []
      : [
          networkSection(teacher, groups),
          relationSection(teacher, groups, classNames, seed),
          weightSection(teacher, groups, { temperature, seed, ...weights }),
          splitSection(teacher, groups, { temperature, weights, seed }),
        ];
  return {
    kind: "mechanism",
    subject,
    settings: [
      { name: "examples", value: `${teacher.rows}` },
      { name: "classes", value: `${teacher.classes}` },
      { name: "temperature", value: `${temperature}${input.temperature === undefined ? " (recommended here)" : ""}` },
      { name: "weight of the targets", value: `${weights.teacherWeight}` },
      ...(groups.length === 0
        ? []
        : [{ name: "targets' term", value: weights.temperatureSquared ? "times T²" : "as it is, without T²" }]),
      { name: "seed of the placebos", value: `${seed}` },
      ...notes.map((value) => ({ name: "note", value })),
    ],
    networks: studiedNetworks(teacher, groups),
    sections: [healthSection(health), levelsSection(teacher, temperature, health.sweep, classNames), ...ofStudents],
    unsaid: unsaid(input),
  };
}

/** Seeds that are one network would count as many and narrow every interval. */
function ensureSeeds(seeds: readonly Logits[]): void {
  for (const [k, { name, values }] of seeds.entries()) {
    const twin = seeds.slice(0, k).find((other) => other.values.every((value, at) => value === values[at]));
    ensure(
      twin === undefined,
      "INPUT",
      () => `${name}: expected another seed than ${twin?.name}; got the very same logits; give each network once`,
    );
  }
}

function unsaid({ teacher, students }: MechanismInput): Study["unsaid"] {
  const groups = groupsOf(students);
  const found: { readonly id: string; readonly reason: string }[] = [];
  if (groups.length === 0)
    found.push({
      id: "students",
      reason: "no student was given: what came of the teacher's signals needs their logits",
    });
  else if (independentOf(groups) === undefined)
    found.push({
      id: "independent",
      reason:
        "no student without the teacher (scratch) was given: what of these numbers the teacher caused cannot be told",
    });
  const most = Math.max(0, ...groups.map((group) => group.students.length));
  if (groups.length > 0 && most < 2)
    found.push({
      id: "seeds",
      reason: "one student of each kind: intervals speak of these networks, not of the method",
    });
  if (groups.length > 0 && !students.some(({ geometry }) => geometry !== undefined))
    found.push({
      id: "templates",
      reason: "no last layer was given: how features lie to class templates needs its weights and its inputs",
    });
  if (teacher.classes < 3)
    found.push({ id: "relations", reason: "two classes have one wrong class, and no relations" });
  return found;
}
