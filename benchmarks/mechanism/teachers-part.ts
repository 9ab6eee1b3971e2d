// What the page says of teachers that fail; written with the rest, or anew into a page that is there.

import { mean } from "@stillpoint/core";
import { FAILURE_THRESHOLDS } from "@stillpoint/mechanism";
import type { CellResult, TeacherSigns } from "./cell.ts";
import type { Design } from "./design.ts";
import { gain, told, valuesOf } from "./gains.ts";
import { failureLines } from "./predictions.ts";

const ABOUT = "Teachers that fail are at c =";
const PREDICTION = "- Teacher *";
const TITLE = "### Teachers that fail";

export function aboutTeachers({ failing, samples, few }: Design): readonly string[] {
  const { smoothing, surestError, decidedShare } = FAILURE_THRESHOLDS;
  return [
    `${ABOUT} ${failing.correlation}; their signs are those of the students' samples at T = 1. *sound* and *smoothed*: the`,
    `teacher without and with label smoothing. *few*: the same network on the students' ${samples.student} samples alone, ${few.early.steps} steps, or ${few.over.steps} with a thousandth of the weight`,
    "decay.",
    "",
    "**The sign of smoothing was changed after this study had been seen.** At first a teacher was named label-smoothed where its wrong",
    "classes were alike (R below 0.75 nats) and half of its answers right: that named smoothed teachers in 0 of 5 seeds of both regimes, since",
    "labels' own noise makes wrong classes alike too, and it named sound teachers of noisy labels (K = 5, a tenth of the labels exchanged). Now it",
    `is the smoothing that the answers bear, from labels and logits: Σ(z_y − Σ p z) over Σ(z_y − mean z), which is e where training with e has ended. A`,
    `teacher is named where its interval lies above ${smoothing} and at most ${100 * surestError} % of the surest quarter of its answers are wrong; where more are, labels' noise takes`,
    `as much as smoothing does, and the check says that it cannot tell. Over-confident: more than 0.99 for one class in ${100 * decidedShare} % of the examples, as before.`,
    "",
    "Thresholds were chosen by `thresholds.py` (PyTorch) on seeds 100 to 103, none of them among these: 213 teachers of seven regimes, K = 5, 10 and",
    "20, from one to eight in ten answers right, sixteen kinds: smoothing, widths, steps, decay, few samples, a tenth of the labels exchanged; not every kind for",
    "every seed.",
    "What teachers of 20000 samples bore there, by whether the surest quarter of their answers is right; AUC: how well it tells e = 0.1 from none.",
    "",
    "| samples | answers | no smoothing | e = 0.1 | e = 0.2 | AUC | of R |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    "| the teacher's own | sure | -0.00 to 0.04 | 0.10 to 0.12 | 0.20 to 0.22 | 1.00 | 0.86 |",
    "| the teacher's own | noisy | 0.01 to 0.16 | 0.12 to 0.24 | 0.22 to 0.32 | 0.96 | 0.63 |",
    "| held-out | sure | -0.02 to 0.01 | 0.07 to 0.09 | 0.19 to 0.20 | 1.00 | 0.83 |",
    "| held-out | noisy | -0.89 to 0.05 | -0.58 to 0.05 | -0.04 to 0.15 | 0.62 | 0.63 |",
    "",
    "Teachers without smoothing that are still learning 2000 samples by heart look smoothed on these: up to 0.18 with sure answers, and 4 of 39",
    "were named. Held-out samples named none. So it is here: *few, stopped early* is named on its own samples and not on held-out ones.",
    "Of the embedded teachers that of emoji, trained with 0.1, bears 0.096 [0.077, 0.115] on the 400 items of the quick preset, those of furniture and of sentences, trained",
    "without, 0.010 and 0.002; on 216 held-out emoji, a ninth of the surest wrong, it is 0.026 [-0.028, 0.079], and the check says that it cannot tell.",
  ];
}

export function teachersPart(cells: readonly CellResult[]): string[] {
  return [
    TITLE,
    "",
    "Gain: KD's student over labels. *borne*: the smoothing that the answers bear; *surest*: wrong among the surest quarter of the answers, %.",
    "",
    ...failingTable(cells),
    "",
    "The same signs on held-out samples.",
    "",
    ...heldOutTable(cells),
  ];
}

/** A page with this part of one regime written anew. Throws where the page has no such part. */
export function withTeachers(
  page: string,
  {
    title,
    design,
    failing,
  }: { readonly title: string; readonly design: Design; readonly failing: readonly CellResult[] },
): string {
  const lines = page.trimEnd().split("\n");
  const start = lines.indexOf(`## ${title}`);
  const next = lines.findIndex((line, at) => at > start && line.startsWith("## "));
  const end = next === -1 ? lines.length : next;
  const own = lines.slice(start, end);
  const part = own.indexOf(TITLE);
  const said = own.flatMap((line, at) => (line.startsWith(PREDICTION) ? [at] : []));
  const about = lines.findIndex((line) => line.startsWith(ABOUT));
  const first = lines.findIndex((line) => line.startsWith("## "));
  if (start === -1 || part === -1 || said.length === 0 || about === -1)
    throw new Error(`page: expected a part on teachers under ${title}; got none; run the whole study`);
  return `${[
    ...lines.slice(0, about),
    ...aboutTeachers(design),
    "",
    ...lines.slice(first, start),
    ...own.slice(0, said[0]),
    ...failureLines(design, failing),
    ...own.slice((said.at(-1) ?? 0) + 1, part),
    ...teachersPart(failing),
    ...(next === -1 ? [] : ["", ...lines.slice(end)]),
  ].join("\n")}\n`;
}

function failingTable(cells: readonly CellResult[]): string[] {
  return [
    "| teacher | its accuracy, % | R, nats | V | decided | borne | surest | named | gain, points | gain, nats |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |",
    ...Object.keys(cells[0]?.signs ?? {}).map((name) => {
      const own = cells.flatMap(({ signs }) => signs[name] ?? []);
      return `| ${[
        name,
        mean(valuesOf(cells, name, "accuracy")).toFixed(1),
        mean(own.map(({ relationSignal }) => relationSignal)).toFixed(2),
        mean(own.map(({ instanceSignal }) => instanceSignal)).toFixed(3),
        mean(own.map(({ decidedShare }) => decidedShare)).toFixed(2),
        ...smoothingCells(own),
        told(gain(cells, `KD of ${name}`, "labels", "accuracy"), "accuracy"),
        told(gain(cells, `KD of ${name}`, "labels", "divergence"), "divergence"),
      ].join(" | ")} |`;
    }),
  ];
}

function heldOutTable(cells: readonly CellResult[]): string[] {
  return [
    "| teacher | R, nats | decided | borne | surest | named |",
    "| --- | ---: | ---: | ---: | ---: | --- |",
    ...Object.keys(cells[0]?.heldOut ?? {}).map((name) => {
      const own = cells.flatMap(({ heldOut }) => heldOut[name] ?? []);
      return `| ${[
        name,
        mean(own.map(({ relationSignal }) => relationSignal)).toFixed(2),
        mean(own.map(({ decidedShare }) => decidedShare)).toFixed(2),
        ...smoothingCells(own),
      ].join(" | ")} |`;
    }),
  ];
}

/** Borne, surest, named. */
function smoothingCells(own: readonly TeacherSigns[]): readonly string[] {
  const failures = own.flatMap((signs) => signs.failures);
  const kinds = [...new Set(failures)].map((kind) => {
    return `${kind} in ${failures.filter((each) => each === kind).length} of ${own.length}`;
  });
  const untold = own.filter((signs) => signs.untold).length;
  const open = untold === 0 ? [] : [`smoothing cannot be told in ${untold} of ${own.length}`];
  const all = own.map(({ smoothing }) => smoothing);
  return [
    `${mean(all).toFixed(3)} [${Math.min(...all).toFixed(3)}, ${Math.max(...all).toFixed(3)}]`,
    (100 * mean(own.map(({ surestError }) => surestError))).toFixed(1),
    [...kinds, ...open].join(", ") || "nothing",
  ];
}
