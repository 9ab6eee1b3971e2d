// How much KD makes of each example while a student learns: w(x) in both conventions and by both ratios, and the loss's parts.

import { type Drawing, type Finding, mean, type StudySection, seedInterval, undefinedInterval } from "@stillpoint/core";
import {
  type GradientWeights,
  gradientWeights,
  kd,
  LEARNT,
  type LossWeights,
  splitLoss,
  weightHistogram,
} from "@stillpoint/mechanism";
import type { Runtime } from "@stillpoint/onnx";
import { answersOf, type MechanismMatter } from "./matter.ts";
import { TEMPERATURE, WEIGHTS } from "./preset.ts";
import type { Student } from "./students.ts";

interface Convention {
  readonly id: string;
  readonly name: string;
  readonly weights: LossWeights;
}

const CONVENTIONS: readonly Convention[] = [
  { id: "squared", name: "times T²", weights: { teacherWeight: WEIGHTS.teacherWeight, temperatureSquared: true } },
  { id: "plain", name: "without T²", weights: { teacherWeight: WEIGHTS.teacherWeight, temperatureSquared: false } },
];

/** Which of the two ratios; they are one where all wrong classes are pushed one way. */
const RATIOS = [
  { id: "trueClass", name: "true-class ratio w(x)" },
  { id: "absoluteSum", name: "ratio of absolute sums (L1)" },
] as const;

/** One moment of one student. */
interface Moment {
  readonly step: number;
  readonly byConvention: readonly GradientWeights[];
  /** Means of the loss that was used, T² in it, in nats. */
  readonly parts: { readonly label: number; readonly targetClass: number; readonly nonTargetClass: number };
}

/** Of the students of KD, each at all moments it was kept at. */
export async function weightSection(
  students: readonly Student[],
  { classes, answers }: MechanismMatter,
  runtime: Runtime,
): Promise<StudySection> {
  const targets = kd(answers.items, { temperature: TEMPERATURE });
  const bySeed: Moment[][] = [];
  for (const { networks } of students) {
    const moments: Moment[] = [];
    for (const { step, onnx } of networks) {
      const student = await answersOf("student", onnx, classes.training, runtime);
      const split = splitLoss(student, targets, CONVENTIONS[0]!.weights);
      moments.push({
        step,
        byConvention: CONVENTIONS.map(({ weights }) => gradientWeights(student, targets, weights)),
        parts: {
          label: mean(split.label),
          targetClass: mean(split.targetClass),
          nonTargetClass: mean(split.nonTargetClass),
        },
      });
    }
    bySeed.push(moments);
  }
  return {
    id: "weights",
    title: "How much is made of each example",
    text: `w(x) is what KD pushes the true class's logit by, over what the label alone would push: 1 is the label's push, below 0 the teacher takes the label back. Of ${answers.items.rows} training items, at moments of the training of ${students.length} students of KD with T = ${TEMPERATURE} and weight ${WEIGHTS.teacherWeight}; training itself has T². Without T² the same weight means a sixteenth for T = 4. The L1 ratio is that of absolute gradients over all classes. Examples with 1 − q_t of at most ${LEARNT} are learnt: their ratios have no divisor and are left out.`,
    findings: CONVENTIONS.flatMap((convention, index) => conventionFindings(convention, index, bySeed)),
    drawings: [
      ...CONVENTIONS.flatMap((convention, index) => RATIOS.map((ratio) => histogram(convention, index, ratio, bySeed))),
      lossDrawing(bySeed),
    ],
  };
}

function conventionFindings({ id, name }: Convention, index: number, bySeed: readonly Moment[][]): Finding[] {
  const last = bySeed.map((moments) => moments.at(-1)!.byConvention[index]!);
  const described = (what: string, perSeed: readonly number[], say: (value: string) => string): Finding => {
    const interval = seedInterval(perSeed);
    return {
      id: `weight.${what}.${id}`,
      topic: "cause",
      value: interval.mean,
      interval: Number.isNaN(interval.mean) ? undefinedInterval("every example is learnt") : interval,
      control: undefinedInterval("the label alone has 1 by definition"),
      direction: "neither",
      sentence: Number.isNaN(interval.mean)
        ? `At the end of training every example is learnt, and no ratio ${name} is told.`
        : say(interval.mean.toFixed(2)),
    };
  };
  const learnt = mean(last.map((each) => each.learnt.length / each.trueClass.length));
  return [
    described(
      "median",
      last.map(({ unlearnt }) => unlearnt.quartiles[1]),
      (value) => {
        return `At the end of training, ${name}, half of the examples that are not learnt have a w(x) below ${value}; ${(100 * learnt).toFixed(0)} % are learnt.`;
      },
    ),
    described(
      "spread",
      last.map(({ unlearnt: { quartiles } }) => quartiles[2] - quartiles[0]),
      (value) => {
        return `At the end of training, ${name}, the middle half of those w(x) is ${value} wide: 0 would weigh all examples alike.`;
      },
    ),
    described(
      "negative",
      last.map(({ unlearnt }) => unlearnt.negativeShare),
      (value) => {
        return `At the end of training, ${name}, a share of ${value} of those examples has a w(x) below 0: the teacher takes the label back.`;
      },
    ),
  ];
}

function histogram(
  { id, name }: Convention,
  index: number,
  ratio: (typeof RATIOS)[number],
  bySeed: readonly Moment[][],
): Drawing {
  const steps = bySeed[0]?.map(({ step }) => step) ?? [];
  const values = steps.map((_, at) =>
    bySeed.flatMap((moments) => unlearnt(moments[at]!.byConvention[index]!, ratio.id)),
  );
  return weightHistogram(
    {
      id: `weights.${ratio.id}.${id}`,
      title: `${ratio.name}, ${name}`,
      caption: "Examples that are not learnt, all seeds together, at moments of training.",
      ratio: ratio.name,
    },
    steps.map((step, at) => ({ name: `step ${step}`, role: "distilled", values: values[at]! })),
  );
}

function unlearnt(weights: GradientWeights, ratio: (typeof RATIOS)[number]["id"]): number[] {
  const learnt = new Set(weights.learnt);
  return Array.from(weights[ratio]).filter((value, row) => !learnt.has(row) && !Number.isNaN(value));
}

function lossDrawing(bySeed: readonly Moment[][]): Drawing {
  const steps = bySeed[0]?.map(({ step }) => step) ?? [];
  const over = (part: keyof Moment["parts"]): number[] =>
    steps.map((_, at) => mean(bySeed.map((moments) => moments[at]!.parts[part])));
  return {
    kind: "lines",
    id: "weights.loss",
    title: "Parts of KD's loss over training",
    caption:
      "Mean over training items and seeds, weights and T² in it: the label's cross-entropy, the true class against the rest (TCKD), wrong classes among themselves (NCKD). What no gradient sees is left out.",
    x: { label: "step", values: steps },
    y: { label: "nats", low: 0 },
    series: [
      { name: "label", values: over("label") },
      { name: "true class (TCKD)", values: over("targetClass") },
      { name: "wrong classes (NCKD)", values: over("nonTargetClass") },
    ],
  };
}
