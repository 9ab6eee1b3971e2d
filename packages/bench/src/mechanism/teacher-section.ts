// What the teacher has to teach: its health, and its targets as a sum of three levels.

import { crossedInterval, type Finding, type Interval, type StudySection, undefinedInterval } from "@stillpoint/core";
import {
  decomposeTargets,
  healthFindings,
  kd,
  type Logits,
  type TeacherHealth,
  teacherHealth,
} from "@stillpoint/mechanism";
import { TEMPERATURE, WEIGHTS } from "./preset.ts";

/** Of the teacher's answers to the items that students are taught on, each once. */
export function teacherSection(items: Logits): StudySection {
  const health = teacherHealth(items, { teacherWeight: WEIGHTS.teacherWeight });
  const named = health.failures.map(({ sentence }) => sentence).join(" ");
  return {
    id: "health",
    title: "What the teacher has to teach",
    text: `From the teacher's answers to the ${items.rows} items that students are taught on, before any student is trained. ${named === "" ? "Neither of the two known failures is seen." : named}`,
    findings: [...healthFindings(health), ...levelFindings(items)],
    drawings: sweepDrawings(health),
  };
}

function levelFindings(items: Logits): Finding[] {
  const targets = kd(items, { temperature: TEMPERATURE });
  const { mean, instanceMass, relationMass, meanTrueProbability } = decomposeTargets(targets);
  const K = items.classes;
  const described = (id: string, value: number, interval: Interval, sentence: string): Finding => ({
    id: `targets.${id}`,
    topic: "teacher",
    value,
    interval,
    control: undefinedInterval("a share of the targets has no control"),
    direction: "neither",
    sentence,
  });
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    described(
      "universe",
      mean.universe,
      crossedInterval([Float64Array.from(items.labels, (label, row) => 1 - targets.values[row * K + label]!)], "mean"),
      `At T = ${TEMPERATURE} the targets take ${percent(mean.universe)} from the label on the mean, as label smoothing would: p_t is ${meanTrueProbability.toFixed(3)}.`,
    ),
    described(
      "instance",
      mean.instance,
      crossedInterval([instanceMass], "mean"),
      `Of each target ${percent(mean.instance)} tells how sure the teacher is of this example beside others.`,
    ),
    described(
      "relations",
      mean.relations,
      crossedInterval([relationMass], "mean"),
      `Of each target ${percent(mean.relations)} tells wrong classes from each other.`,
    ),
  ];
}

function sweepDrawings({ sweep, classes }: TeacherHealth): StudySection["drawings"] {
  const x = { label: "T", values: sweep.map(({ temperature }) => temperature), logarithmic: true } as const;
  return [
    {
      kind: "lines",
      id: "health.masses",
      title: "What the teacher's targets hold at each temperature",
      caption:
        "Share of each target that relations and instance weights move; the recommended T is where the smaller of the two is largest.",
      x,
      y: { label: "share of the target", low: 0 },
      series: [
        { name: "relations", values: sweep.map(({ relationMass }) => relationMass) },
        { name: "instance weights", values: sweep.map(({ instanceMass }) => instanceMass) },
      ],
    },
    {
      kind: "lines",
      id: "health.signals",
      title: "Relation signal over temperature",
      caption: `Mean divergence of the teacher's wrong classes from all alike, in nats; at most ${Math.log(classes - 1).toFixed(2)}.`,
      x,
      y: { label: "R, nats", low: 0 },
      series: [
        {
          name: "teacher",
          role: "teacher",
          values: sweep.map(({ relationSignal }) => relationSignal.mean),
          low: sweep.map(({ relationSignal }) => relationSignal.low),
          high: sweep.map(({ relationSignal }) => relationSignal.high),
        },
      ],
    },
  ];
}
