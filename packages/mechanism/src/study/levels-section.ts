import {
  crossedInterval,
  type Finding,
  type HeatDrawing,
  type Interval,
  mean,
  type StudySection,
  undefinedInterval,
} from "@stillpoint/core";
import { decomposeKd, type TargetDecomposition } from "../decomposition.ts";
import type { TeacherSignals } from "../health/signals.ts";
import type { Logits } from "../logits.ts";
import { rowDistribution, rowRoom } from "../row-distribution.ts";
import { shownClasses } from "./shown-classes.ts";

/** The targets as universe, instance and relations, at the loss's T and over temperatures. */
export function levelsSection(
  teacher: Logits,
  temperature: number,
  sweep: readonly TeacherSignals[],
  classNames: readonly string[] | undefined,
): StudySection {
  const at = decomposeKd(teacher, temperature);
  const room = rowRoom(teacher.classes);
  const wrong = Float64Array.from({ length: teacher.rows }, (_, row) =>
    Math.exp(rowDistribution(teacher, row, temperature, room).logWrong),
  );
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
        x: { label: "T", values: sweep.map((signals) => signals.temperature), logarithmic: true },
        y: { label: "mass", low: 0, high: 1 },
        series: [
          { name: "universe", values: sweep.map(({ universeMass }) => universeMass) },
          { name: "instance", values: sweep.map(({ instanceMass }) => instanceMass) },
          { name: "relations", values: sweep.map(({ relationMass }) => relationMass) },
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
