// What the groups of a statement are called, on every form of it.

import type { StatementGroup, StatementLine } from "./statement.ts";

export interface GroupWords {
  readonly heading: string;
  readonly lead: string;
}

export const GROUP_WORDS: Readonly<Record<StatementGroup, GroupWords>> = {
  preserved: {
    heading: "What was preserved",
    lead: "What is asked of a student, and where it differs from one without this teacher in the teacher’s favour, beyond every control.",
  },
  lost: {
    heading: "What was lost",
    lead: "What is asked of a student, and where it differs from one without this teacher the other way, beyond every control. Where the teacher’s own number is known, it does not lie on the student’s side.",
  },
  "came-along": {
    heading: "What came along",
    lead: "What nobody asked the student for, or only as part of a layer to be copied, and where it differs from one without this teacher to the side that was looked for, beyond every control; or to the other side, where its teacher’s own number lies there too.",
  },
  "stayed-behind": {
    heading: "What did not come along",
    lead: "What nobody asked for, and where the student differs from one without this teacher the other way, beyond every control.",
  },
  why: {
    heading: "Why",
    lead: "Which part of the teacher’s signal, or of the loss, makes a difference to students, beyond its control: targets that have less of the teacher in them, so that nothing is shown where those gain as much. “The other way” marks a number that goes against what the papers call better.",
  },
  untold: {
    heading: "What cannot be told",
    lead: "By what keeps it from being told, and what would be needed. Where a control shows it too, nothing speaks for what the line is about; where a control is too imprecise, or chance could give the number, nothing speaks for it or against it.",
  },
  described: {
    heading: "What only describes",
    lead: "Numbers that claim nothing, whatever stands beside them, since no side is looked for or no value would say that there is nothing: settings, levels, how sure networks are, how features divide, and students that are themselves a control.",
  },
};

/** How a line is marked whose number lies on the other side, where its group does not say so. */
export function otherWay({ claim, group }: StatementLine): string | undefined {
  if (claim !== "opposite") return undefined;
  if (group === "why") return "The other way";
  return group === "came-along" ? "The other way, as its teacher" : undefined;
}

/** `2 preserved, 1 lost, ...`; groups with nothing are told too, untold ones and numbers that describe are left out. */
export function countedGroups(lines: readonly StatementLine[]): string {
  const count = (group: StatementGroup): number => lines.filter((line) => line.group === group).length;
  const parts = [
    `${count("preserved")} preserved`,
    `${count("lost")} lost`,
    `${count("came-along")} came along`,
    `${count("stayed-behind")} did not come along`,
    `${count("why")} on why`,
  ];
  return `${parts.join(", ")}; ${count("untold")} cannot be told`;
}
