// The page of the synthetic study.

import { mean } from "@stillpoint/core";
import { BOTH, type CellResult } from "./cell.ts";
import type { Design, Regime } from "./design.ts";
import { gain, type Measure, slope, told, valuesOf } from "./gains.ts";
import { predictionLines } from "./predictions.ts";
import { aboutTeachers, teachersPart } from "./teachers-part.ts";

type Rows = readonly (readonly CellResult[])[];

/** `sweep[correlation][seed]`, `failing[seed]`. */
export interface RegimeResult {
  readonly regime: Regime;
  readonly sweep: Rows;
  readonly failing: readonly CellResult[];
}

export function resultsPage(results: readonly RegimeResult[], command: string): string {
  const { shape, samples, student, teacher, temperature, smoothings, kept, seeds } = results[0]!.regime.design;
  const classes = shape.superClasses * shape.perSuper;
  const [e = Number.NaN] = smoothings;
  return `${[
    "# Partial targets on made-up classes",
    "",
    command,
    "",
    `${classes} classes in ${shape.superClasses} super-classes, x ~ N(0, I) in ${shape.dimensions} dimensions. Class directions have length 1, cosine c within a`,
    "super-class and 0 across, by construction. Score: w·x plus sines of it, the same for all classes; labels are drawn from the softmax",
    "of the scores, which is known. Our reconstruction: the paper's body was not seen, its generator is remembered and its sizes are not known.",
    "",
    `Students: one hidden layer of ${student.hidden.join(", ")}, ${samples.student} samples, ${student.steps} steps, common initial weights and batches; the loss is the cross-entropy`,
    "with the targets and nothing else (w = 1, times T²), so that students differ in targets alone. *teacher*: hidden layers of",
    `${teacher.hidden.join(", ")}, trained on the labels of ${samples.teacher} samples, the students' among them. *oracle*: the true posterior, relations by the true cosines.`,
    `T = ${temperature} for KD and what is made of it; label smoothing e = ${smoothings.join(" and ")}. **KD-sim has no knob of its own**: it takes as much from the label as LS`,
    `of the same e, so that the two differ in how wrong classes share it. KD-pt+sim has the knob of KD-sim ${e}, or, *KD's mass*, one at which KD-sim`,
    `takes as much as KD does. KD-topk keeps ${kept}. *labels again*: other initial weights and batches, what chance does.`,
    "",
    `Numbers are means over ${seeds.length} seeds, each a problem of its own with ${samples.test} held-out samples; intervals are 95 %, Student's t over seeds`,
    "(samples are not crossed with seeds: no two seeds share any, so that a seed's spread holds theirs). Accuracy is the mean true",
    "probability of the answered class, so that labels' chance is not in it. Not adjusted for the number of comparisons.",
    "",
    ...aboutTeachers(results[0]!.regime.design),
    ...results.flatMap(regimePart),
  ].join("\n")}\n`;
}

function regimePart({ regime: { title, about, design }, sweep, failing }: RegimeResult): string[] {
  const { sines, sharpness } = design.shape;
  const drawn = `${sines === 0 ? "No sines" : `${sines} sines`}, softmax(score / ${sharpness}).`;
  return [
    "",
    `## ${title}`,
    "",
    ...about,
    drawn,
    "",
    "### What was predicted",
    "",
    ...predictionLines(design, sweep, failing),
    "",
    "### Accuracy, %",
    "",
    ...valueTable(design, sweep, "accuracy"),
    "",
    "### KL from the true posterior, nats",
    "",
    ...valueTable(design, sweep, "divergence"),
    "",
    "### Gains in accuracy, points",
    "",
    "**Bold** where the interval leaves 0 out. *slope*: growth of the gain from c = 0 to 1.",
    "",
    ...gainTable(design, sweep, "accuracy"),
    "",
    "### Gains in KL, nats nearer to the true posterior",
    "",
    ...gainTable(design, sweep, "divergence"),
    "",
    ...teachersPart(failing),
  ];
}

/** Pairs whose difference is told, first the better one where a prediction has it. */
function pairsOf({ smoothings, bothKnobs }: Design): readonly (readonly [string, string])[] {
  const [e] = smoothings;
  const own = (of: string): readonly (readonly [string, string])[] => [
    ...smoothings.map((each) => [`KD-sim ${each} of ${of}`, `LS ${each}`] as const),
    [`KD of ${of}`, "labels"],
    [`KD of ${of}`, `LS ${e}`],
    [`KD-pt of ${of}`, `LS ${e}`],
    [`KD-pt of ${of}`, `KD-sim ${e} of ${of}`],
    ...bothKnobs.flatMap((knob) => [
      [`${BOTH[knob]} of ${of}`, `KD-pt of ${of}`] as const,
      [`${BOTH[knob]} of ${of}`, `KD-sim ${e} of ${of}`] as const,
    ]),
    [`KD-topk of ${of}`, `KD of ${of}`],
    [`KD of ${of}`, `permuted relations of ${of}`],
    [`KD of ${of}`, `shuffled within class of ${of}`],
  ];
  return [["labels again", "labels"], [`LS ${e}`, "labels"], ...own("oracle"), ...own("teacher")];
}

function valueTable({ correlations }: Design, sweep: Rows, measure: Measure): string[] {
  const names = Object.keys(sweep[0]?.[0]?.scores ?? {});
  const text = (value: number): string => (measure === "accuracy" ? value.toFixed(1) : (-value).toFixed(3));
  return [
    `| | ${correlations.map((c) => `c = ${c}`).join(" | ")} |`,
    `| --- | ${correlations.map(() => "---:").join(" | ")} |`,
    ...(measure === "accuracy"
      ? [`| true posterior | ${sweep.map((cells) => text(100 * mean(cells.map(({ best }) => best)))).join(" | ")} |`]
      : []),
    ...names.map((name) => {
      return `| ${name} | ${sweep.map((cells) => text(mean(valuesOf(cells, name, measure)))).join(" | ")} |`;
    }),
  ];
}

function gainTable(design: Design, sweep: Rows, measure: Measure): string[] {
  const { correlations } = design;
  return [
    `| | ${correlations.map((c) => `c = ${c}`).join(" | ")} | slope |`,
    `| --- | ${correlations.map(() => "---:").join(" | ")} | ---: |`,
    ...pairsOf(design).map(([a, b]) => {
      const found = sweep.map((cells) => told(gain(cells, a, b, measure), measure));
      return `| ${a} − ${b} | ${found.join(" | ")} | ${told(slope(sweep, correlations, [a, b], measure), measure)} |`;
    }),
  ];
}
