// What a study cannot tell, and what would be needed.

import type { Role, Study } from "@stillpoint/core";
import type { Asked } from "./asked.ts";
import { regionsIn } from "./drawings.ts";
import type { TransferMatter } from "./matter.ts";
import type { Parts } from "./parts.ts";

type Unsaid = Study["unsaid"][number];

/** Roles that findings rest on. */
const NEEDED: Readonly<Partial<Record<Role, string>>> = {
  distilled: "what came along with a teacher; a student of the teacher is needed",
  scratch: "what distillation adds; a student from labels alone is needed, from the same initial weights and batches",
  null: "how far two students from labels differ by chance; a second one of another seed is needed for each seed",
  placebo: "what the loss does without a teacher's knowledge; a student of an untrained teacher is needed",
  "self-distilled":
    "what a student gains from a teacher that knows no more than itself; a student of one from labels is needed",
};

/** Seeds below which numbers speak of these networks, not of the method. */
const SEEDS = 3;

/** Why a section without a failure is not there: nothing was given for it. */
export function absence(
  section: string,
  { answers, changes, domains, conflict, groups }: TransferMatter,
): string | undefined {
  if (section === "information" && answers === "places")
    return "what features say of the label; an answer that is a place of its own text is no class that samples share";
  if (section === "invariance" && changes.length === 0)
    return "no change of these samples that keeps their class is known";
  if (section === "consensus" && domains === undefined && conflict === undefined)
    return "whether students follow their teacher where nobody was trained; examples of another domain are needed";
  if (section === "groups" && groups === undefined)
    return "who gains and who does not; a group of each example is needed, best with one that the teacher never saw";
  return undefined;
}

/** What is missing beside whole sections. */
export function unsaidOf(matter: TransferMatter, parts: Parts, { maps }: Pick<Asked, "maps">): readonly Unsaid[] {
  const regions = maps && regionsIn(maps, matter);
  const { networks, attack, flips, foreign, changes, conflict, domains } = matter;
  const there = new Set(networks.map(({ role }) => role));
  const roles = Object.entries(NEEDED).flatMap(([role, reason]): Unsaid[] =>
    [...there].some((own) => own === role) ? [] : [{ id: `role.${role}`, reason }],
  );
  const seeds = new Set(networks.flatMap(({ role, seed }) => (role === "teacher" ? [] : [seed]))).size;
  const failed = (["foreign", "conflict"] as const).flatMap((part): Unsaid[] => {
    const reason = parts.reason(part);
    return reason === undefined ? [] : [{ id: part, reason }];
  });
  return [
    ...roles,
    ...failed,
    ...(regions === undefined
      ? []
      : [
          {
            id: "localisation.drawing",
            reason: `where on a cloud the networks look; their last layer with places has ${regions} regions, which are no points that could be drawn`,
          },
        ]),
    ...(seeds > 0 && seeds < SEEDS
      ? [
          {
            id: "seeds",
            reason: `whether this holds for other trainings; ${SEEDS} seeds or more are needed, got ${seeds}`,
          },
        ]
      : []),
    ...((attack ?? flips) !== undefined && foreign === undefined
      ? [
          {
            id: "adversarial.specificity",
            reason:
              "whether it is their own teacher's attack that fools students; a network that taught none of them is needed",
          },
        ]
      : []),
    ...(changes.length > 0 && changes.every(({ taught }) => taught === undefined)
      ? [
          {
            id: "invariance.beyondPlain",
            reason:
              "whether students have a teacher's invariance because it was trained for; a teacher trained without the change and its students are needed",
          },
        ]
      : []),
    ...(domains !== undefined && conflict === undefined
      ? [
          {
            id: "consensus.shapeBias",
            reason:
              "whether shape or texture decides; pictures whose shape is of one class and whose texture of another are needed",
          },
        ]
      : []),
  ];
}
