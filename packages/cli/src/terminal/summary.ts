// The headline of a finished run, for the terminal.

import {
  type Decomposition,
  ERROR_SHARE,
  type GlobalStatement,
  type Hypothesis,
  type Interval,
  missesError,
  type PathSource,
  type Role,
  type TaskResult,
  VERDICTS,
} from "@stillpoint/core";

/** A few lines per task: what the two networks showed first, then what the paper expects, and nothing that was not measured. */
export function summaryLines(result: TaskResult): string[] {
  const seeds = result.bySeed.length;
  const lines = [
    `${result.id}  (${counted(result.samples, "sample")}, ${counted(seeds, "seed")}, recipe ${result.engine.recipe})`,
    ...errorLines(result),
    ...contrastFreeLines(result),
    ...findingLines(result),
  ];
  const accuracies = Object.entries(result.networks).flatMap(([role, network]) => {
    const scores = Object.entries(network.accuracy ?? {}).map(([group, { mean }]) => `${group} ${percent(mean)}`);
    return scores.length > 0 ? [`${role} ${scores.join(", ")}`] : [];
  });
  if (accuracies.length > 0) lines.push(`  accuracy: ${accuracies.join("; ")}`);
  lines.push(...equalAccuracyLines(result));
  for (const [name, part] of Object.entries(result.parts)) {
    lines.push(
      `  points on the ${name}: distilled - scratch ${range(part.pointsDifference)}${beside(part.nullPointsDifference)}`,
      ...shareLines(result, { metric: "points", part: name }),
    );
    lines.push(
      `  entropy gap ${name} - object: distilled - scratch ${range(part.entropyGapDifference)} nats${beside(part.nullEntropyGapDifference)}`,
      ...shareLines(result, { metric: "entropyGap", part: name }),
    );
  }
  const { distilled, scratch } = result.networks;
  if (distilled === undefined || scratch === undefined) return lines;
  lines.push("  beside what the paper claims:");
  for (const hypothesis of result.hypotheses) {
    const { id, expected, difference, verdict, reason, nullDifference, pathSource } = hypothesis;
    const source = pathSource === undefined ? "" : SOURCES[pathSource];
    const why = verdict === "withheld" ? ` (${reason})` : alone(hypothesis);
    lines.push(
      `    ${id.padEnd(24)} expected ${expected}: ${range(difference)}  ${verdict}${why}${beside(nullDifference)}${source}`,
    );
  }
  return lines;
}

/** What comes before every number where maps are too noisy for any. */
function errorLines({ engine }: TaskResult): string[] {
  if (!missesError(engine)) return [];
  const { monteCarloError, threshold, recipe } = engine;
  const remedy = recipe === "official" ? "" : "; measure with more --passes";
  return [
    `  stated error of the maps ${monteCarloError.toFixed(2)} nats in the mean, above a fifth of b (${(ERROR_SHARE * threshold).toFixed(2)}): verdicts that rest on such maps are withheld${remedy}`,
  ];
}

/** Last of all: what the verdicts come to together, and whether the networks differ at all; nothing without claims. */
export function reportLines(claims: readonly Hypothesis[], global: GlobalStatement | undefined): string[] {
  const judged = claims.filter(({ adjusted }) => adjusted !== undefined);
  if (judged.length === 0) return [];
  const counts = VERDICTS.flatMap((verdict) => {
    const count = judged.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const clear = (each: Hypothesis): boolean => each.verdict === "supported" || each.verdict === "contradicted";
  const strict = judged.filter((each) => clear(each) && (each.adjusted?.holm ?? 1) <= LEVEL).length;
  const lines = [
    `all ${counted(judged.length, "claim")}, adjusted for their number (Benjamini-Hochberg 5 %): ${counts.join(", ")}` +
      (judged.some(clear) ? `; by Holm ${strict} remain` : ""),
  ];
  if (global !== undefined)
    lines.push(
      `networks exchanged within seeds: p = ${probability(global.p)} (statistic ${global.statistic.toFixed(3)}, ` +
        `${counted(global.flips, "flip")} of ${counted(global.units, "pair")}, ${counted(global.claims, "difference")})`,
    );
  return lines;
}

const LEVEL = 0.05;

/** A verdict that the interval alone gives and the report does not. */
function alone({ verdict, unadjusted, adjusted }: Hypothesis): string {
  if (unadjusted === undefined || unadjusted === verdict || adjusted === undefined) return "";
  return ` (alone ${unadjusted}, adjusted p = ${probability(adjusted.benjaminiHochberg)})`;
}

/** The counts again with the better network stopped where it answers no better; nothing where that was not tested. */
function equalAccuracyLines({ equalAccuracy = [] }: TaskResult): string[] {
  const own = equalAccuracy.find(({ treated, reference }) => treated === "distilled" && reference === "scratch");
  const counts = (["foreground", "background"] as const).flatMap((region) => {
    const found = own?.contrasts.find(({ metric }) => metric === `${region}Count`);
    return found === undefined ? [] : [`${region} points ${range(found.difference)}`];
  });
  return counts.length === 0 ? [] : [`  at equal held-out accuracy, distilled - scratch: ${counts.join(", ")}`];
}

/** How much of a difference is the teacher's knowledge and how much the loss; nothing where it was not measured. */
function shareLines({ decomposition = [] }: TaskResult, which: Pick<Decomposition, "metric" | "part">): string[] {
  const own = decomposition.find(({ metric, part }) => metric === which.metric && part === which.part);
  if (own === undefined) return [];
  const { teacher, loss } = own;
  return [
    `    of that the teacher's knowledge ${range(teacher.difference)}, the loss itself ${range(loss.difference)}`,
  ];
}

/** Said of a distance that no record of the training vouches for. */
const SOURCES: Readonly<Record<PathSource, string>> = {
  record: "",
  exported: "  [from exported weights]",
  folded: "  [the exported weights hold a folded batch normalisation]",
  unknown: "  [the exported weights cannot be followed]",
};

const RANK = "foregroundRank";

/** `; distilled 0.790, scratch 0.680` */
function means({ distilled, scratch }: TaskResult["networks"]): string {
  const known = Object.entries({ distilled, scratch }).flatMap(([role, network]) => {
    const mean = network?.foregroundRank?.mean ?? Number.NaN;
    return Number.isNaN(mean) ? [] : [`${role} ${mean.toFixed(3)}`];
  });
  return known.length === 0 ? "" : `; ${known.join(", ")}`;
}

/** What needs no threshold: how much better the object is kept, and how often it lies below its background. */
function contrastFreeLines(result: TaskResult): string[] {
  const { networks, contrasts = [], entropyGapDifference, nullEntropyGapDifference } = result;
  const lines: string[] = [];
  if (entropyGapDifference !== undefined)
    lines.push(
      `  entropy gap background - object: distilled - scratch ${range(entropyGapDifference)} nats${beside(networks.null && nullEntropyGapDifference)}`,
      ...shareLines(result, { metric: "entropyGap" }),
    );
  const ranked = (role: Role): Interval | undefined =>
    contrasts.find(({ metric, treated, reference }) => metric === RANK && treated === role && reference === "scratch")
      ?.difference;
  const difference = ranked("distilled");
  if (difference !== undefined)
    lines.push(
      `  object below its background (AUC): distilled - scratch ${range(difference)}${means(networks)}${beside(ranked("null"))}`,
      ...shareLines(result, { metric: RANK }),
    );
  return lines;
}

/** Whether the distilled network has more points or fewer, on the object and off it. */
function findingLines(result: TaskResult): string[] {
  const { hypotheses } = result;
  return (["foreground", "background"] as const).flatMap((region) => {
    const hypothesis = hypotheses.find(({ id }) => id === `H1.${region}Count`);
    if (hypothesis === undefined) return [];
    const { difference, verdict, reason } = hypothesis;
    const { low, high } = difference;
    const open = low === 0 && high === 0 ? "as many" : "open whether more or fewer";
    const way = verdict === "inconclusive" && hypothesis.adjusted !== undefined ? open : wayOf(difference, open);
    const answer = verdict === "withheld" ? `withheld (${reason})` : Number.isNaN(difference.mean) ? "no answer" : way;
    return [
      `  ${region} points, distilled - scratch: ${range(difference)}: ${answer}`,
      ...shareLines(result, { metric: `${region}Count` }),
    ];
  });
}

/** What the interval alone says. */
function wayOf({ low, high }: Interval, open: string): string {
  if (low > 0) return "more";
  return high < 0 ? "fewer" : open;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function beside(interval: Interval | undefined): string {
  return interval === undefined ? "" : `  [null line ${range(interval)}]`;
}

function range({ mean, low, high }: Interval): string {
  if (Number.isNaN(mean)) return "not defined";
  const digits = Math.abs(mean) >= 10 ? 1 : 3;
  if (Number.isNaN(low)) return `${signed(mean, digits)} (no interval)`;
  return `${signed(mean, digits)} (${signed(low, digits)} to ${signed(high, digits)})`;
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(digits)}`;
}

function probability(value: number): string {
  return value < 0.001 ? value.toExponential(0) : value.toFixed(3);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
