// A teacher's health as findings.

import { type Finding, type Interval, undefinedInterval } from "@stillpoint/core";
import { percent } from "./failures.ts";
import type { TeacherHealth } from "./teacher-health.ts";

/**
 * Findings at the recommended temperature, or at T = 1 where none is; label conflicts and the recommendation know no T.
 * Controls are exact: a teacher that smooths labels has no relations, one that is equally sure of all has no weights.
 */
export function healthFindings(health: TeacherHealth): readonly Finding[] {
  const { recommended, sweep, unsoftened, labelConflicts, teacherWeight, classes, smoothing } = health;
  const at = sweep.find(({ temperature }) => temperature === recommended.temperature) ?? unsoftened;
  const { relationSignal, explainedByLabel, instanceSignal, quartiles, effectiveSmoothing } = at;
  const T = `At T = ${at.temperature}`;
  return [
    {
      id: "health.relationSignal",
      topic: "teacher",
      ...measured(relationSignal, exactly(0)),
      direction: "higher",
      sentence: Number.isNaN(relationSignal.mean)
        ? "With two classes there is one wrong class, and no relation to hand on."
        : `${T} the teacher's wrong classes are ${nats(relationSignal.mean)} from all alike, of at most ${nats(Math.log(classes - 1))}.`,
    },
    {
      id: "health.explainedByLabel",
      topic: "teacher",
      ...measured(explainedByLabel, exactly(0)),
      direction: "higher",
      sentence: Number.isNaN(explainedByLabel.mean)
        ? `${T} nothing can be said of what the label explains of the wrong classes: ${explainedByLabel.reason}.`
        : `${T} the label explains ${percent(Math.max(0, explainedByLabel.mean))} of how the teacher's wrong classes differ; the rest belongs to single examples.`,
    },
    {
      id: "health.instanceSignal",
      topic: "teacher",
      ...measured(instanceSignal, exactly(0)),
      direction: "higher",
      sentence: `${T} p_t has a variance of ${instanceSignal.mean.toPrecision(2)} over examples; half of them lie between ${quartiles[0].toFixed(3)} and ${quartiles[2].toFixed(3)}.`,
    },
    {
      id: "health.effectiveSmoothing",
      topic: "teacher",
      ...measured(effectiveSmoothing, undefinedInterval("every amount of smoothing is one")),
      direction: "neither",
      sentence: `${T} and weight ${teacherWeight} the targets take as much from the label as label smoothing of ${effectiveSmoothing.mean.toPrecision(2)}.`,
    },
    {
      id: "health.smoothing",
      topic: "teacher",
      ...measured(smoothing.borne, exactly(0)),
      direction: "neither",
      sentence: Number.isNaN(smoothing.borne.mean)
        ? `Nothing can be said of label smoothing: ${smoothing.borne.reason}.`
        : `Its answers at T = 1 bear label smoothing of ${smoothing.borne.mean.toPrecision(2)}: ${borneBy(smoothing.borne)}.`,
    },
    {
      id: "health.labelConflicts",
      topic: "teacher",
      ...measured(labelConflicts, exactly(0)),
      direction: "lower",
      sentence: `The teacher's most likely class is not the label in ${percent(labelConflicts.mean)} of ${health.examples} examples.`,
    },
    {
      id: "health.recommendedTemperature",
      topic: "teacher",
      value: recommended.temperature,
      interval: undefinedInterval(
        Number.isNaN(recommended.temperature) ? recommended.reason : "a choice among the temperatures looked at",
      ),
      control: undefinedInterval("a choice has no control"),
      direction: "neither",
      sentence: recommended.reason,
    },
  ];
}

function measured(interval: Interval, control: Interval): Pick<Finding, "value" | "interval" | "control"> {
  return { value: interval.mean, interval, control };
}

function borneBy({ low, high }: Interval): string {
  if (low > 0) return "wrong classes have more of its probability than labels fall to them";
  return high < 0
    ? "wrong classes have less of its probability than labels fall to them"
    : "wrong classes have as much of its probability as labels fall to them";
}

function exactly(value: number): Interval {
  return { mean: value, low: value, high: value };
}

function nats(value: number): string {
  return `${value.toPrecision(2)} nats`;
}
