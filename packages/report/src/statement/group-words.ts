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
    lead: "What nobody asked the student for, and where it differs from one without this teacher to the side that was looked for, beyond every control; or to the other side, where its teacher’s own number lies there too.",
  },
  "stayed-behind": {
    heading: "What did not come along",
    lead: "What nobody asked for, and where the student differs from one without this teacher the other way, beyond every control.",
  },
  why: {
    heading: "Why",
    lead: "Which part of the teacher’s signal, or of the loss, makes a difference to students, beyond its control. “The other way” marks a number that goes against what the papers call better.",
  },
  untold: {
    heading: "What cannot be told",
    lead: "Missing networks and runs, withheld verdicts, numbers that chance or a control explains; and what would be needed.",
  },
  described: {
    heading: "What only describes",
    lead: "Numbers of which no side is better or looked for, so that they claim nothing, whatever stands beside them: settings, levels, how sure networks are, how features divide, and students that are themselves a control.",
  },
};

/** Above the accuracies. */
export const ACCURACY_LEAD: string =
  "Means over networks, told and not tested: no line of knowledge points asks who is right more often, so that “nothing is shown” does not speak of these. Gains over students of labels are asked by stillpoint mechanism.";

/** What the reader should take from a statement: it claims nothing beyond it. */
export const STATEMENT_LEAD: string =
  "Each line says one number of one run, with its 95 % interval and its control: the same number between networks that lack what the line is about, or as near to that as there are any, such as two networks from labels, students of a teacher that knows nothing (placebo), self-distilled students, whose teacher saw only what the network from scratch saw, or students of the teacher's answers handed to other classes or examples (permuted, shuffled); of several the one that reaches furthest. Which of two networks from labels is taken from which is arbitrary: where that might decide, their control reaches as far either way, and its ends are not about its mean. It is 0 [0, 0] where it is so by definition. What its control shows too is not claimed, nor what no control was made for. p speaks of chance alone, not of the control; it is adjusted (Benjamini and Hochberg) over all numbers of a study, and for knowledge points over all claims of a report; halves of claims and named parts, on which a report gives no verdict, are adjusted together by themselves.";

/** What lines take for granted. */
export const STATEMENT_WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    "kept",
    "a unit of the input (cell, point, word) is kept, a knowledge point, where its entropy lies b nats below the mean of the background: it can be changed little before the features change",
  ],
  [
    "withheld, gate",
    "a number that rests on maps which the instrument cannot read well is withheld: non-linearity (the closed form does not hold), stated-error (too few passes), bounds, samples, threshold and spread (the sign hangs on b, or on how widely a map spreads)",
  ],
  [
    "halves",
    "distilled − scratch is the sum of distilled − self-distilled, the teacher’s knowledge, and self-distilled − scratch, the loss itself",
  ],
  [
    "distilled",
    "taught by the teacher: as the settings of a run say, and in knowledge points by the features of the measured layer, for each layer another student, or by logits where the subject says so",
  ],
  [
    "placebo",
    "beside students, one of an untrained teacher; beside targets, the same answers with relations or examples exchanged",
  ],
  [
    "KD, KD-pt, KD-sim, KD-topk",
    "a teacher’s softened answers whole; its weight on the true class alone; relations of classes from its last layer’s weights; its k largest answers",
  ],
  [
    "permuted relations, shuffled within class",
    "KD with the answers to wrong classes exchanged; with the answers to another example of the class",
  ],
  ["w(x), p_t", "how much the targets push an example beside what its label does; the probability of the true class"],
];

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
