import {
  crossedInterval,
  type Finding,
  type HeatDrawing,
  type Interval,
  mean,
  type StudySection,
  undefinedInterval,
} from "@stillpoint/core";
import { decomposeTargets, type TargetDecomposition } from "../decomposition.ts";
import type { Logits } from "../logits.ts";
import { rowDistribution } from "../row-distribution.ts";
import { kd } from "../targets/kd.ts";
import { shownClasses } from "./shown-classes.ts";

/** The targets as universe, instance and relations, at the loss's T and over temperatures. */
export function levelsSection(
  teacher: Logits,
  temperature: number,
  temperatures: readonly number[],
  classNames: readonly string[] | undefined,
): StudySection {
  const at = decomposeTargets(kd(teacher, { temperature }));
  const wrong = Float64Array.from({ length: teacher.rows }, (_, row) =>
    Math.exp(rowDistribution(teacher, row, temperature).logWrong),
  );
  const sweep = temperatures.map((T) => decomposeTargets(kd(teacher, { temperature: T })).mean);
  const zero: Interval = { mean: 0, low: 0, high: 0 };
  const finding = (id: string, values: Float64Array, control: Interval, what: string): Finding => ({
    id: `levels.${id}`,
    topic: "teacher",
    value: mean(values),
    interval: crossedInterval([values], "mean"),
    control,
    direction: "neither",
    sentence: `At T = ${temperature} ${what} ${mean(values).toPrecision(2)} of each target's probability on average.`,
  });
  return {
    id: "levels",
    title: "Three levels of the targets",
    text: "Every target is exactly a sum: what all examples share (label smoothing), how far this example's true class is from the mean one (instance weight), and how its wrong classes differ from each other (relations). Each part's mass is half the sum of its absolute values.",
    findings: [
      finding(
        "universe",
        wrong,
        undefinedInterval("every amount of smoothing is one"),
        "what all share takes from the label",
      ),
      finding("instance", at.instanceMass, zero, "instance weights move"),
      finding("relations", at.relationMass, zero, "relations between wrong classes move"),
    ],
    drawings: [
      {
        kind: "lines",
        id: "levels.sweep",
        title: "Three levels of the targets, by temperature",
        caption:
          "Mass of each part, a share of a target's probability; targets that hold one part alone are KD-pt (instance) and KD-sim (relations).",
        x: { label: "T", values: temperatures, logarithmic: true },
        y: { label: "mass", low: 0, high: 1 },
        series: [
          { name: "universe", values: sweep.map(({ universe }) => universe) },
          { name: "instance", values: sweep.map(({ instance }) => instance) },
          { name: "relations", values: sweep.map(({ relations }) => relations) },
        ],
      },
      // Two classes have one wrong class, which nothing is compared with.
      ...(teacher.classes > 2 ? [relationsDrawing(teacher, at, temperature, classNames)] : []),
    ],
  };
}

function relationsDrawing(
  teacher: Logits,
  { classRelations }: TargetDecomposition,
  temperature: number,
  classNames: readonly string[] | undefined,
): HeatDrawing {
  const { places, names, note } = shownClasses(teacher, classNames);
  const values = places.flatMap((row) => places.map((k) => classRelations[row * teacher.classes + k] ?? Number.NaN));
  const most = values.reduce(
    (largest, value) => (Number.isNaN(value) ? largest : Math.max(largest, Math.abs(value))),
    0,
  );
  return {
    kind: "heat",
    id: "levels.relations",
    title: "What relations add to each class's targets",
    caption: `Row: the true class; column: how much more (or less) of its targets goes to this wrong class than an even share, at T = ${temperature}.${note}`,
    rows: names,
    columns: names,
    values,
    label: "probability",
    low: -(most || 1),
    high: most || 1,
    middle: 0,
  };
}
