// faithfulness.md: what was measured, where another map is better, and the numbers layer by layer.

import { MAP_NAMES, MAPS, type MapName, SIGNED } from "./maps/list.ts";
import { isByDefinition, MEASURE_NAMES, MEASURES, type MeasureName } from "./measures/measures.ts";
import type { Plan } from "./plan.ts";
import type { Row } from "./rows.ts";

export interface Page {
  /** Command, date, versions, machine. */
  readonly about: string;
  readonly plan: Pick<Plan, "samples" | "randomised">;
  readonly rows: readonly Row[];
  /** Share of shuffled labels each network came to know; none where none was trained. */
  readonly known: readonly string[];
  /** Layers of the quick preset that were not measured. */
  readonly missing: readonly string[];
}

const METHOD = (plan: Page["plan"]): string[] => [
  `Networks are those of a finished quick run at the end of their training: the teacher, and of every seed the student`,
  `(with its head trained on labels, its layers below frozen) and scratch. Samples are ${plan.samples} held-out ones of each modality,`,
  "the cue in them. What is explained is the answer a network gives, right or wrong.",
  "",
  "**Maps.** *Entropy* is the recipe `limit` as the quick preset measures it. A map *of the features* takes gradients of",
  "½‖f(x) − f(baseline)‖² at the analysed layer, a map *of the answer* those of the predicted logit (of start plus end for a span).",
  "*Entropy x input* is e^−H times the RMS of x − baseline. Integrated gradients: 32 steps; SmoothGrad: 32 copies, noise of 15 % of",
  "the tensor's range, on clouds σ0; Grad-CAM: the last convolution behind its ReLU. *Size of the change* is ‖x − baseline‖, which",
  "asks no network. Maps with a sign count by it for the answer and without it for features.",
  "",
  "**Baseline**, what a removed unit becomes: pictures, the colour in the middle of the range; clouds, the origin; texts, the word",
  "`[UNK]` at the same place.",
  "",
  "**Measures.** *ρ*: Spearman's correlation, over units, with ‖f(x') − f(x)‖² when one unit alone gets noise of 1 or 10 σ0 (3 copies),",
  "or is removed; *logit*: with what the predicted logit loses then. *Deletion* and *insertion*: units removed, or put back into the",
  "baseline, the highest first, in at most 12 steps; mean height of the curve of ‖f(x') − f(x)‖² over that of the baseline (insertion:",
  "1 minus it), or of the predicted probability. More is better, but for deletion of the probability. *Pointing*: share of samples whose",
  "highest unit is foreground, *top unit on the cue* those where it lies on the cue; border units left out, by chance in the last row.",
  "",
  "**Intervals**, 95 %, over crossed networks and samples: those of reports (`crossedInterval`), of the one teacher over samples. A map is called better or",
  "worse where the interval of its paired difference from entropy excludes 0; nothing is adjusted for the number of comparisons.",
  "[faithfulness.csv](faithfulness.csv) has every mean, difference and interval.",
];

export function markdown({ about, plan, rows, known, missing }: Page): string {
  const measured = rows.filter(({ role }) => role !== "sanity");
  return [
    "# Faithfulness",
    "",
    about,
    "",
    ...METHOD(plan),
    ...(missing.length === 0 ? [] : ["", `**Not measured**: ${missing.join(", ")}.`]),
    "",
    "## Where another map is better",
    "",
    ...overall(measured),
    "",
    ...words(measured),
    ...[...cellsOf(rows)].flatMap(([cell, own]) => section(cell, own)),
    "",
    "## Sanity checks",
    "",
    ...sanityMethod(plan, known),
    ...[...cellsOf(rows)].flatMap(([cell, own]) => sanity(cell, own)),
    "",
  ].join("\n");
}

function titleOf(map: MapName): string {
  const { title, explains } = MAPS[map];
  if (explains === "neither" || map === "entropy" || map === "entropyInput" || map === "gradCam") return title;
  return `${title}, ${explains}`;
}

function cellsOf(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const name = `${row.modality}/${row.family} at ${row.layer}`;
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return found;
}

const JUDGED = MEASURE_NAMES.filter((measure) => MEASURES[measure].best !== "neither");

/** How often a map is better than entropy and how often worse, over layers and roles. */
interface Tally {
  readonly better: number;
  readonly worse: number;
  readonly all: number;
}

function tallyOf(rows: readonly Row[], map: MapName, measure: MeasureName): Tally {
  const own = rows.filter((row) => row.map === map && row.measure === measure && row.standing !== undefined);
  const count = (standing: Row["standing"]): number => own.filter((row) => row.standing === standing).length;
  // The row tells how entropy stands.
  return { better: count("worse"), worse: count("better"), all: own.length };
}

function overall(rows: readonly Row[]): string[] {
  const maps = MAP_NAMES.filter((map) => map !== "entropy" && rows.some((row) => row.map === map));
  return [
    "How often a map is better than entropy / worse, of all layers and roles; the rest is undecided. Noise is what an entropy map",
    "measures: there it is at home. Where *random* scores high on deletion of features, mosaics no network has seen move them further",
    "than the bare baseline does, and the measure says little.",
    "",
    `| map | of | ${JUDGED.map((measure) => MEASURES[measure].title).join(" | ")} |`,
    `| --- | ---: |${" ---: |".repeat(JUDGED.length)}`,
    ...maps.map((map) => {
      const tallies = JUDGED.map((measure) => tallyOf(rows, map, measure));
      const cells = tallies.map(({ better, worse, all }) => {
        if (all === 0) return "by definition";
        return isAhead({ better, worse, all }) ? `**${better} / ${worse}**` : `${better} / ${worse}`;
      });
      return `| ${titleOf(map)} | ${Math.max(...tallies.map(({ all }) => all))} | ${cells.join(" | ")} |`;
    }),
  ];
}

/** A share of layers and roles that chance alone, 2.5 % to each side, hardly reaches. */
const CHANCE = 0.1;

function isAhead({ better, worse, all }: Tally): boolean {
  return better > worse && better > CHANCE * all;
}

/** The same in sentences, of maps that are ahead in more than a tenth. */
function words(rows: readonly Row[]): string[] {
  return JUDGED.map((measure) => {
    const ahead = MAP_NAMES.flatMap((map) => {
      const { better, worse, all } = tallyOf(rows, map, measure);
      return isAhead({ better, worse, all }) ? [{ map, better, worse, all }] : [];
    });
    const { title } = MEASURES[measure];
    if (ahead.length === 0)
      return `- ${title}: no map is better than entropy in more than a tenth of all and more often than worse.`;
    const list = ahead
      .sort((a, b) => b.better - b.worse - (a.better - a.worse))
      .map(({ map, better, worse, all }) => `${titleOf(map)} (in ${better} of ${all}, worse in ${worse})`);
    return `- ${title}: better than entropy ${ahead.length === 1 ? "is" : "are"} ${list.join("; ")}.`;
  });
}

function section(cell: string, rows: readonly Row[]): string[] {
  const maps: readonly (MapName | "area")[] = [
    ...MAP_NAMES.filter((map) => rows.some((row) => row.map === map)),
    "area",
  ];
  const seeds = rows.find(({ role }) => role === "scratch")?.seeds ?? 0;
  return [
    "",
    `## ${cell}`,
    "",
    `Distilled / scratch / teacher, ${seeds} seeds of the first two. After a number: + better than entropy, − worse.`,
    "",
    `| map | ${MEASURE_NAMES.map((measure) => MEASURES[measure].title).join(" | ")} |`,
    `| --- |${" ---: |".repeat(MEASURE_NAMES.length)}`,
    ...maps.map((map) => {
      const cells = MEASURE_NAMES.map((measure) => {
        const found = ["distilled", "scratch", "teacher"].map((role) =>
          rows.find((row) => row.role === role && row.map === map && row.measure === measure),
        );
        return found.every((row) => row === undefined) ? "" : found.map(numberOf).join(" / ");
      });
      return `| ${map === "area" ? "by chance" : titleOf(map)} | ${cells.join(" | ")} |`;
    }),
  ];
}

function numberOf(row: Row | undefined): string {
  if (row === undefined) return "–";
  const { map, measure, value, standing } = row;
  if (map !== "area" && isDefined(map, measure)) return "1";
  if (Number.isNaN(value.mean)) return "–";
  const mark = map === "area" || standing === undefined ? "" : { better: " −", worse: " +", undecided: "" }[standing];
  return `${value.mean.toFixed(2)}${mark}`;
}

function isDefined(map: MapName, measure: string): boolean {
  return MEASURE_NAMES.some((name) => name === measure && isByDefinition(map, name));
}

function sanityMethod({ randomised }: Page["plan"], known: readonly string[]): string[] {
  return [
    `Spearman's correlation, over units, of scratch's map with the map for the same answer after a change of the network; means over`,
    `seeds and the first ${randomised} samples. *Weights randomised* (Adebayo et al. 2018): the initial weights of another seed from the top down to`,
    "the named layer, that one included; a layer's own maps stay as they are while only layers above it change. *Other weights*: a",
    "network trained on the same labels from other weights. A faithful map falls with the randomised weights; one that stays high shows",
    "the input. Maps that ask no network would stay at 1 and are left out.",
    ...(known.length === 0
      ? []
      : [
          "*Shuffled labels*: trained from scratch's weights of seed 0, with its batches, on labels handed out by chance (one seed).",
          `Of these it came to know: ${known.join(", ")}. A map that knows labels differs from it more than from *other weights*. Questions`,
          "have no such network: a span of one context is none of another.",
        ]),
  ];
}

function sanity(cell: string, rows: readonly Row[]): string[] {
  const own = rows.filter(({ role }) => role === "sanity");
  const measures = [...new Set(own.map(({ measure }) => measure))];
  if (measures.length === 0) return [];
  const maps = MAP_NAMES.filter((map) => own.some((row) => row.map === map));
  const heads = measures.map((measure) => measure.replace(/^randomised \d+ /, "↓ "));
  return [
    "",
    `### ${cell}`,
    "",
    `| map | ${heads.join(" | ")} |`,
    `| --- |${" ---: |".repeat(measures.length)}`,
    ...maps.map((map) => {
      const cells = measures.map((measure) => {
        const mean = own.find((row) => row.map === map && row.measure === measure)?.value.mean ?? Number.NaN;
        return Number.isNaN(mean) ? "–" : mean.toFixed(2);
      });
      return `| ${titleOf(map)}${SIGNED.has(map) ? " (signed)" : ""} | ${cells.join(" | ")} |`;
    }),
  ];
}
