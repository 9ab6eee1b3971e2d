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
    lead: "What nobody asked for, and where the student differs from one without this teacher in the direction looked for, or in the other one with its teacher, beyond every control. What it has less of as its teacher has is not lost.",
  },
  "stayed-behind": {
    heading: "What did not come along",
    lead: "What nobody asked for, and where the student differs from one without this teacher the other way, beyond every control.",
  },
  why: {
    heading: "Why",
    lead: "What in the teacher’s signal or in the loss does it, beyond its control. A mark says where a number goes the other way than the papers call better.",
  },
  untold: {
    heading: "What cannot be told",
    lead: "Missing networks and runs, withheld verdicts, numbers that chance or a control explains; and what would be needed.",
  },
  described: {
    heading: "What only describes",
    lead: "Numbers that claim nothing.",
  },
};

/** What the reader should take from a statement: it claims nothing beyond it. */
export const STATEMENT_LEAD: string =
  "Each line says one number of one run, with its 95 % interval and its control: the same number where the effect is absent by construction. What its control shows too is not claimed. A self-distilled student is one of a teacher that saw only what the network from scratch saw.";

/** `2 preserved, 1 lost, ...`; groups with nothing are told too, untold ones and numbers that describe are left out. */
export function countedGroups(lines: readonly StatementLine[]): string {
  const count = (group: StatementGroup): number => lines.filter((line) => line.group === group).length;
  const parts = [
    `${count("preserved")} preserved`,
    `${count("lost")} lost`,
    `${count("came-along")} came along`,
    `${count("stayed-behind")} did not`,
    `${count("why")} on why`,
  ];
  return `${parts.join(", ")}; ${count("untold")} cannot be told`;
}
