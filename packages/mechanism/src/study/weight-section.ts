import {
  crossedInterval,
  type Finding,
  type HistogramDrawing,
  type Interval,
  quantile,
  type StudySection,
  undefinedInterval,
} from "@stillpoint/core";
import { type GradientWeights, gradientWeights } from "../gradient-weight.ts";
import type { Logits } from "../logits.ts";
import { kd } from "../targets/kd.ts";
import { shuffledWithinClass } from "../targets/shuffled-within-class.ts";
import type { SoftTargets } from "../targets/soft-targets.ts";
import type { StudentGroup } from "./study-input.ts";
import { weightHistogram } from "./weight-histogram.ts";
import { percentOf, three } from "./words.ts";

interface Options {
  readonly temperature: number;
  readonly teacherWeight: number;
  readonly temperatureSquared: boolean;
  readonly seed: number;
}

/** w(x) of every student, both conventions of T² and both definitions. */
export function weightSection(teacher: Logits, groups: readonly StudentGroup[], options: Options): StudySection {
  const { temperature, teacherWeight, temperatureSquared: used } = options;
  const full = kd(teacher, { temperature });
  const shuffled = shuffledWithinClass(teacher, { temperature, seed: options.seed });
  const conventions = temperature === 1 ? [used] : [used, !used];
  const findings = groups.flatMap((group) =>
    conventions.flatMap((temperatureSquared) => {
      const weights = { teacherWeight, temperatureSquared };
      const of = (targets: SoftTargets): readonly GradientWeights[] =>
        group.students.map(({ logits }) => gradientWeights(logits, targets, weights));
      return findingsOf(group, of(full), of(shuffled), temperatureSquared, used, temperature);
    }),
  );
  const drawings = conventions.map((temperatureSquared): HistogramDrawing => {
    const weights = { teacherWeight, temperatureSquared };
    return histogram(groups, (logits) => gradientWeights(logits, full, weights), temperatureSquared, temperature);
  });
  return {
    id: "weight",
    title: "How much the teacher makes of each example",
    text: "w(x) is the push that distillation gives the true class's logit, over the push of the label alone: 1 where the teacher agrees with the label wholly (at T = 1), 1 − w where it is as sure as the student, below 0 where it takes the label back. The L1 ratio counts the pushes on all classes and is never less than |w(x)|. Examples with 1 − q_t of at most 0.001 are learnt: their ratio lacks a divisor and they are left out. With T² the weights of the targets are T² times those without.",
    findings,
    drawings,
  };
}

function findingsOf(
  { students, suffix, title }: StudentGroup,
  own: readonly GradientWeights[],
  control: readonly GradientWeights[],
  squared: boolean,
  used: boolean,
  temperature: number,
): readonly Finding[] {
  const convention = squared === used ? "" : squared ? ".withTemperatureSquared" : ".withoutTemperatureSquared";
  const id = (name: string): string => `weight.${name}${convention}${suffix}`;
  const how = temperature === 1 ? "" : squared ? ", with T²" : ", without T²";
  const over = (of: readonly GradientWeights[], value: (weights: GradientWeights, row: number) => number): Interval =>
    crossedInterval(
      of.map((weights) => {
        const learnt = new Set(weights.learnt);
        return weights.trueClass.map((_, row) => (learnt.has(row) ? Number.NaN : value(weights, row)));
      }),
      "mean",
    );
  const finding = (
    name: string,
    value: (weights: GradientWeights, row: number) => number,
    sentence: (value: string) => string,
    show: (value: number) => string,
  ): Finding => {
    const interval = over(own, value);
    return {
      id: id(name),
      topic: "cause",
      value: interval.mean,
      interval: Number.isNaN(interval.mean) ? undefinedInterval("every example is learnt") : interval,
      control: over(control, value),
      direction: "neither",
      sentence: Number.isNaN(interval.mean)
        ? `Every example is learnt by ${title}: no weight can be told.`
        : sentence(show(interval.mean)),
    };
  };
  const pooled = Float64Array.from(
    own.flatMap(({ trueClass, learnt: rows }) => {
      const left = new Set(rows);
      return [...trueClass].filter((value, row) => !left.has(row) && !Number.isNaN(value));
    }),
  ).sort();
  const quarter = (probability: number): number => quantile(pooled, probability);
  const learnt = own.reduce((sum, { learnt: rows }) => sum + rows.length, 0);
  const all = students.reduce((sum, { logits }) => sum + logits.rows, 0);
  const apart = learnt === 0 ? "" : ` (${learnt} of ${all} learnt examples left out)`;
  return [
    finding(
      "mean",
      ({ trueClass }, row) => trueClass[row]!,
      (value) =>
        `For ${title} w(x) is ${value} on average${how}, and in half of the examples lies between ${three(quarter(0.25))} and ${three(quarter(0.75))}${apart}.`,
      three,
    ),
    finding(
      "absoluteSum",
      ({ absoluteSum }, row) => absoluteSum[row]!,
      (value) =>
        `For ${title} the L1 ratio of all pushes is ${value} on average${how}; it is w(x) without its sign where all wrong classes are pushed one way.`,
      three,
    ),
    finding(
      "negativeShare",
      ({ trueClass }, row) => (trueClass[row]! < 0 ? 1 : 0),
      (value) =>
        `For ${title} the teacher takes the label back (w(x) below 0) in ${value} of the examples that are not learnt${how}.`,
      percentOf,
    ),
  ];
}

function histogram(
  groups: readonly StudentGroup[],
  weightsOf: (logits: Logits) => GradientWeights,
  squared: boolean,
  temperature: number,
): HistogramDrawing {
  const all = groups.flatMap(({ students, title }) =>
    students.map(({ logits, role, seed }) => {
      const weights = weightsOf(logits);
      const learnt = new Set(weights.learnt);
      const values = weights.trueClass.filter((value, row) => !learnt.has(row) && !Number.isNaN(value));
      return { name: students.length === 1 ? title : `${title}, seed ${seed ?? logits.name}`, role, values };
    }),
  );
  return weightHistogram(
    {
      id: `weight.${temperature === 1 ? "histogram" : squared ? "withTemperatureSquared" : "withoutTemperatureSquared"}`,
      title: `w(x) over examples${temperature === 1 ? "" : squared ? ", with T²" : ", without T²"}`,
      caption:
        "Learnt examples are left out. Left of 0 the teacher takes the label back, at a ratio of 1 it is worth as much as the label alone.",
      ratio: "w(x)",
    },
    all,
  );
}
