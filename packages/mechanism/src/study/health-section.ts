import { type LinesDrawing, type StudySection, undefinedInterval } from "@stillpoint/core";
import { healthFindings } from "../health/health-findings.ts";
import type { TeacherHealth } from "../health/teacher-health.ts";

/** What the teacher has to teach before any student is trained, with both known failures named. */
export function healthSection(health: TeacherHealth): StudySection {
  const { failures } = health;
  return {
    id: "health",
    title: "What the teacher has to teach",
    text: "Teachers hand on how wrong classes relate to each other and how much each example is worth. Both signals are read from the teacher's logits over temperatures: relations fade where its answers are sharp and where all wrong classes are alike, weights where every example gets the same. A teacher trained with label smoothing leaves wrong classes a share that no label bears out, the same for all, and has lost relations; where labels are noisy that share cannot be told from noise. An over-confident one weighs nothing.",
    findings: [
      ...healthFindings(health),
      {
        id: "health.failures",
        topic: "teacher",
        value: failures.length,
        interval: undefinedInterval("a count of named failures"),
        control: undefinedInterval("a count has no control"),
        direction: "lower",
        sentence: failureSentence(health),
      },
    ],
    drawings: [massesDrawing(health), signalsDrawing(health)],
  };
}

function failureSentence({ failures, smoothingUntold }: TeacherHealth): string {
  const seen = failures.map(({ failure, sentence }) => `${failure}: ${sentence}`);
  if (smoothingUntold === undefined)
    return seen.length > 0
      ? seen.join(" ")
      : "Neither known failure is seen: its answers bear less label smoothing than training with it leaves, and the teacher is not over-confident.";
  const untold = `Whether it is label-smoothed cannot be told: ${smoothingUntold}.`;
  return [...(seen.length > 0 ? seen : ["The teacher is not over-confident."]), untold].join(" ");
}

function massesDrawing({ sweep, classes, recommended }: TeacherHealth): LinesDrawing {
  const relations = { name: "class relations", values: sweep.map(({ relationMass }) => relationMass) };
  const chosen = Number.isNaN(recommended.temperature)
    ? "No T is recommended."
    : `Recommended: T = ${recommended.temperature}.`;
  return {
    kind: "lines",
    id: "health.masses",
    title: "What is there to hand on, by temperature",
    caption: `Probability that relations and instance weights move in each target; the recommended T is where the smaller of the two is largest. ${chosen}`,
    x: { label: "T", values: sweep.map(({ temperature }) => temperature), logarithmic: true },
    y: { label: "share of a target moved", low: 0 },
    series: [
      ...(classes > 2 ? [relations] : []),
      { name: "instance weights", values: sweep.map(({ instanceMass }) => instanceMass) },
    ],
  };
}

function signalsDrawing({ sweep, classes, teacherWeight }: TeacherHealth): LinesDrawing {
  const most = Math.log(classes - 1);
  return {
    kind: "lines",
    id: "health.signals",
    title: "The signals, by temperature",
    caption: `Relation signal as a share of its largest value ln(K − 1); the share of it that the label explains; the share of examples with more than 0.99 for one class; the label smoothing that takes as much from the label, at weight ${teacherWeight}.`,
    x: { label: "T", values: sweep.map(({ temperature }) => temperature), logarithmic: true },
    y: { label: "share", low: 0, high: 1 },
    series: [
      { name: "relation signal", values: sweep.map(({ relationSignal }) => relationSignal.mean / most) },
      { name: "explained by the label", values: sweep.map(({ explainedByLabel }) => explainedByLabel.mean) },
      { name: "decided examples", values: sweep.map(({ decidedShare }) => decidedShare) },
      { name: "effective smoothing", values: sweep.map(({ effectiveSmoothing }) => effectiveSmoothing.mean) },
    ],
  };
}
