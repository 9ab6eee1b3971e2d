// Whether students look where their teacher looks.

import { crossedDifference, type Drawing, type Finding, type Interval, type StudySection } from "@stillpoint/core";
import { hardestControl } from "../cohort/contrast.ts";
import { claimed, gapFindings, shareInterval } from "../students/gap-finding.ts";
import { meanOf, type StudentValues } from "../students/student-values.ts";
import { controlText, percent, pointRange } from "../students/words.ts";
import { cosineWins } from "./map-similarity.ts";

export interface LocalisationStudy {
  /** Cosine of every student's map to the teacher's, `mapCosines`; NaN where one of both maps is empty. */
  readonly cosines: StudentValues;
  /** The layers maps are of, the teacher's first. */
  readonly layers: readonly string[];
  /** Maps that are 0 everywhere, `emptyMaps`, by network. */
  readonly empty: readonly { readonly name: string; readonly maps: number; readonly samples: number }[];
  /** From `mapPictures`, `mapClouds` or `mapWords`. */
  readonly drawings?: readonly Drawing[];
}

/** Findings `localisation.winRate` and `localisation.similarity`, the pictures of maps, and what was left out. */
export function localisationSection({ cosines, layers, empty, drawings = [] }: LocalisationStudy): StudySection {
  return {
    id: "localisation",
    title: "Where they look",
    text:
      "Grad-CAM of the true class at the last layer with places, brought to the input's size for pictures. A student's map is compared with its teacher's by their cosine. " +
      `The win rate is the share of samples on which a distilled student's map is nearer to the teacher's than that of the independent student of its seed; ties count one half. Layers: ${[...new Set(layers)].join(", ")}. ${emptyText(empty)}`,
    findings: [
      winRate(cosines),
      ...gapFindings({
        id: "localisation.similarity",
        values: cosines,
        sentence: (who, gap, control) =>
          Number.isNaN(gap.mean)
            ? `How near maps of ${who} come to the teacher's beyond independent ones cannot be told: ${gap.reason ?? "no values"}.`
            : `Maps of ${who} have a cosine to the teacher's that differs by ${numbers(gap)} from that of independent students, whose mean is ${meanOf(cosines, "scratch").toFixed(3)}. ${control.what} the difference is ${Number.isNaN(control.interval.mean) ? "not known" : numbers(control.interval)}.`,
      }),
    ],
    drawings,
  };
}

function winRate(cosines: StudentValues): Finding {
  const wins = winsOf(cosines.distilled, cosines.scratch);
  const above = difference(wins, missing(cosines));
  const { who, control } = controlWins(cosines, above.mean < 0 ? -1 : 1);
  const finding = claimed("localisation.winRate", above, shifted(control), (gap) => {
    const rate = shifted(gap);
    if (Number.isNaN(rate.mean)) return `The win rate cannot be told: ${rate.reason ?? "no values"}.`;
    const own = `On ${percent(rate.mean)} of samples${pointsRange(rate)} the distilled student looks more like the teacher than the independent student does; chance gives 50 %.`;
    return Number.isNaN(control.mean)
      ? `${own} ${controlText("", control)}`
      : `${own} ${who} does so on ${percent(shifted(control).mean)}${pointsRange(shifted(control))}.`;
  });
  return { ...finding, value: finding.value + 0.5, interval: shifted(finding.interval), nothing: 0.5 };
}

/** Students without this teacher's knowledge, as a sentence on them begins. */
const OTHERS = [
  ["null", "A second independent student"],
  ["null-order", "A student from labels in another order"],
  ["placebo", "A student of an untrained teacher"],
  ["self-distilled", "A student of a network like itself"],
] as const;

/** Whose wins, above one half, reach furthest to one side. */
function controlWins(cosines: StudentValues, sign: 1 | -1): { readonly who: string; readonly control: Interval } {
  const all = OTHERS.flatMap(([arm]) => {
    const wins = winsOf(cosines[arm], cosines.scratch);
    return wins === undefined ? [] : [{ arm, difference: difference(wins, "") }];
  });
  const found = hardestControl(all, sign > 0 ? "higher" : "lower");
  const who = OTHERS.find(([arm]) => arm === found?.arm)?.[1] ?? "";
  return {
    who,
    control: shareInterval(
      found?.difference ?? all[0]?.difference ?? difference(undefined, "no second independent student"),
    ),
  };
}

function missing(cosines: StudentValues): string {
  return cosines.distilled === undefined ? "no distilled student" : "no scratch student";
}

function winsOf(
  first: readonly Float64Array[] | undefined,
  second: readonly Float64Array[] | undefined,
): readonly Float64Array[] | undefined {
  return second === undefined ? undefined : first?.map((own, seed) => cosineWins(own, second[seed]!));
}

function difference(wins: readonly Float64Array[] | undefined, reason: string): ReturnType<typeof crossedDifference> {
  const found = wins ?? [new Float64Array(0)];
  const half = found.map((own) => new Float64Array(own.length).fill(0.5));
  const compared = crossedDifference(found, half, "mean");
  return wins === undefined ? { ...compared, reason } : compared;
}

/** An interval around ½, no wider than a share can be. */
function shifted(interval: Interval): Interval {
  const { mean, low, high } = interval;
  return { ...interval, mean: mean + 0.5, low: Math.max(low + 0.5, 0), high: Math.min(high + 0.5, 1) };
}

function numbers({ mean, low, high, reason }: Interval): string {
  const range = Number.isNaN(low)
    ? `no interval: ${reason ?? "too few values"}`
    : `95 %: ${low.toFixed(3)} to ${high.toFixed(3)}`;
  return `${mean.toFixed(3)} (${range})`;
}

function pointsRange({ low, high, reason }: Interval): string {
  if (Number.isNaN(low))
    return pointRange({ mean: Number.NaN, low, high, ...(reason === undefined ? {} : { reason }) });
  return ` (95 %: ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %)`;
}

function emptyText(empty: LocalisationStudy["empty"]): string {
  const some = empty.filter(({ maps }) => maps > 0);
  if (some.length === 0) return "No map was 0 everywhere.";
  const told = some.map(({ name, maps, samples }) => `${name} ${maps} of ${samples}`).join(", ");
  return `Maps that are 0 everywhere point nowhere and are left out: ${told}.`;
}
