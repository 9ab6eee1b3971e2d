// The calibration on real networks in words, for the terminal and as Markdown.

import type { Counts, Rate, Rates } from "./rates.ts";
import { ALL_MODALITIES, type NullRates, type PowerRates, type RealCalibration, type RealRow } from "./real-rates.ts";
import { REAL_STUDY } from "./real-study.ts";
import { type Null, RATED } from "./real-trial.ts";

type Rule = "alone" | "told";

/** The half of the page that tells of real networks. */
export function realPage(real: RealCalibration): string[] {
  const { command, versions, seed, samples, pairs, networks, rows } = real;
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const blocks = Math.ceil(pairs / REAL_STUDY.pairsPerBlock);
  return [
    "# Calibration on real networks",
    "",
    `\`${command}\`, ${[...software, `seed ${seed}`].join(", ")}.`,
    "",
    `Networks of the benchmarks as their smoke preset trains and measures them: ${Object.entries(networks)
      .map(([modality, network]) => `${modality}: ${network}`)
      .join("; ")}.`,
    `${pairs} pairs of each, ${samples} measured samples. The two networks of a pair have equal initial weights, see the data in`,
    `different order, and are measured by the real engine with its errors and bounds. ${REAL_STUDY.pairsPerBlock} pairs share data and samples, a`,
    `block; there are ${blocks}. A trial takes 3, 5 or 8 seeds from a block, and the trials of all modalities with one number are one`,
    "report, whose verdicts are adjusted together.",
    "",
    "What is independent: no network is in two trials of the same number of seeds, and the two sides could be exchanged. With",
    "*other weights* a trial shares initial weights, not networks, with its neighbours, so that intervals are of every second trial,",
    "which shares none; all trials are counted below without intervals. What is shared: trials of a block have their samples and",
    "training data in common; trials of 3, 5 and 8 seeds are of the same networks, as are *other weights* and *other order*, which",
    "pair them differently; reports adjust over modalities. So intervals hold row by row, and two rows of one modality are not two",
    "experiments.",
    "",
    "- *alone*: by its interval, not adjusted and without gates. *told*: as a report says it, adjusted and behind gates; the",
    "  gap and the rank are never adjusted or gated.",
    "- *other weights*: the second network of a seed started elsewhere, as a report's null line. *other order*: equal initial",
    `  weights. *shared effect*: other weights, and in each picture an effect of standard deviation ${REAL_STUDY.sharedDeviation} nats, correlated ${REAL_STUDY.pictureCorrelation}`,
    "  between seeds, that favours either network as often.",
    "- Cells: share [95 % Clopper-Pearson interval] of the trials with a verdict; **bold** where the whole interval lies above 5 %.",
    "",
    ...(["alone", "told"] as const).flatMap((rule) =>
      (["weights", "shared-effect", "order"] as const).flatMap((name) => [
        `## Wrong in either direction, ${rule}: ${NULL_NAMES[name]}`,
        "",
        ...nullTable(rows, name, rule),
        "",
      ]),
    ),
    ...tooOftenLines(rows),
    "",
    "## All trials, those that pair the same networks anew too: wrong in either direction, alone / told, of verdicts",
    "",
    ...everyTable(rows),
    "",
    "## Planted effects",
    "",
    "Planted in the maps of *other weights* trials by arithmetic, nothing is trained again. *kept*, for H1, H3, gap and rank: the",
    "foreground of the second network lies lower by the effect at every trained checkpoint; of the first, background units below",
    "their mean lie lower by it and the others higher by as much in all, and half of the foreground lies lower and half higher",
    "before the end. *early*, for H2: the foreground of the second network lies lower by it at the first trained checkpoint, that",
    "of the first at the last. *by picture*: sizes are normal over pictures, mean and standard deviation the effect, correlated",
    `${REAL_STUDY.pictureCorrelation} between seeds. Cells: share found (\`supported\`) of all trials, those without a verdict too;`,
    "neighbours share initial weights on opposite sides, so that intervals are rather too long than too short.",
    "",
    ...(["told", "alone"] as const).flatMap((rule) => [
      `### Found, ${rule}, all modalities together`,
      "",
      ...powerTable(
        rows.filter(({ modality }) => modality === ALL_MODALITIES),
        rule,
        () => true,
      ),
      "",
    ]),
    "### Found, told, by modality, effects that differ by picture",
    "",
    ...powerTable(
      rows.filter(({ modality }) => modality !== ALL_MODALITIES),
      "told",
      ({ spread }) => spread === "by-picture",
    ),
  ];
}

/** For the terminal. */
export function realLines({ rows }: RealCalibration): string[] {
  return [
    ...rows.map(({ modality, seeds, nulls }) => {
      const of = (rule: Rule): string => ends(nulls.find((each) => each.null === "weights")?.falseVerdicts[rule] ?? {});
      return `${modality}, ${seeds} seeds: wrong either way ${of("alone")} alone, ${of("told")} told`;
    }),
    ...tooOftenLines(rows),
  ];
}

const NULL_NAMES: Readonly<Record<Null, string>> = {
  weights: "other weights",
  order: "other order",
  "shared-effect": "shared effect",
};

function nullTable(rows: readonly RealRow[], name: Null, rule: Rule): string[] {
  return [
    `| modality | seeds | trials | ${RATED.map(shortName).join(" | ")} |`,
    `| --- | ---: | ---: | ${RATED.map(() => "---:").join(" | ")} |`,
    ...rows.flatMap(({ modality, seeds, nulls }) => {
      const found = nulls.find((each) => each.null === name);
      if (found === undefined || found.trials === 0) return [];
      return [
        `| ${modality} | ${seeds} | ${found.trials} | ${RATED.map((id) => nullCell(found, rule, id)).join(" | ")} |`,
      ];
    }),
  ];
}

function nullCell({ falseVerdicts, tooOften }: NullRates, rule: Rule, id: string): string {
  const cell = share(falseVerdicts[rule][id]);
  return tooOften[rule].includes(id) ? `**${cell}**` : cell;
}

function everyTable(rows: readonly RealRow[]): string[] {
  const wrongOf = (of: Counts, id: string): { readonly wrong: number; readonly verdicts: number } => {
    const count = of[id];
    const wrong = (count?.supported ?? 0) + (count?.contradicted ?? 0);
    return { wrong, verdicts: wrong + (count?.inconclusive ?? 0) + (count?.withheld ?? 0) };
  };
  return [
    `| null | modality | seeds | ${RATED.map(shortName).join(" | ")} |`,
    `| --- | --- | ---: | ${RATED.map(() => "---:").join(" | ")} |`,
    ...rows.flatMap(({ modality, seeds, nulls }) =>
      nulls
        .filter(({ every, trials }) => every.trials > trials)
        .map(({ null: name, every: { counts } }) => {
          const cells = RATED.map((id) => {
            const { wrong, verdicts } = wrongOf(counts.alone, id);
            return `${wrong} / ${wrongOf(counts.told, id).wrong} of ${verdicts}`;
          });
          return `| ${NULL_NAMES[name]} | ${modality} | ${seeds} | ${cells.join(" | ")} |`;
        }),
    ),
  ];
}

function powerTable(rows: readonly RealRow[], rule: Rule, shown: (power: PowerRates) => boolean): string[] {
  return [
    `| modality | seeds | effect, nats | trials | ${RATED.map(shortName).join(" | ")} |`,
    `| --- | ---: | --- | ---: | ${RATED.map(() => "---:").join(" | ")} |`,
    ...rows.flatMap(({ modality, seeds, power }) =>
      power
        .filter((each) => each.trials > 0 && shown(each))
        .map(({ spread, effect, trials, found }) => {
          const cells = RATED.map((id) => share(found[rule][id]));
          return `| ${modality} | ${seeds} | ${effect} ${spread === "same" ? "in all" : "by picture"} | ${trials} | ${cells.join(" | ")} |`;
        }),
    ),
  ];
}

/** What is called wrongly too often, or that nothing is. */
function tooOftenLines(rows: readonly RealRow[]): string[] {
  const found = rows.flatMap(({ modality, seeds, nulls }) =>
    nulls.flatMap((each) =>
      (["alone", "told"] as const).flatMap((rule) =>
        each.tooOften[rule].map(
          (id) => `${shortName(id)} (${modality}, ${seeds} seeds, ${NULL_NAMES[each.null]}, ${rule})`,
        ),
      ),
    ),
  );
  return [`Wrong in either direction, whole interval above 5 %: ${found.length === 0 ? "none" : found.join("; ")}.`];
}

function shortName(id: string): string {
  if (id === "entropyGapOutsideParts") return "gap";
  return id === "foregroundRank" ? "rank" : id;
}

/** `1 %`, or the ends over all numbers. */
function ends(rates: Rates): string {
  const all = Object.values(rates).map(({ rate }) => rate);
  if (all.length === 0) return "–";
  return `${percent(Math.min(...all))} to ${percent(Math.max(...all))} %`;
}

function share(rate: Rate | undefined): string {
  if (rate === undefined) return "–";
  return `${percent(rate.rate)} % [${percent(rate.low)}, ${percent(rate.high)}] of ${rate.pairs}`;
}

function percent(value: number): string {
  return (100 * value).toFixed(0);
}
