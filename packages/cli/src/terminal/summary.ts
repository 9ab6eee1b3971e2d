// The headline of a finished run, for the terminal.

import type { Interval, PathSource, TaskResult } from "@stillpoint/core";

/** A few lines per task: what the two networks showed first, then what the paper expects, and nothing that was not measured. */
export function summaryLines(result: TaskResult): string[] {
  const seeds = result.bySeed.length;
  const lines = [
    `${result.id}  (${counted(result.samples, "sample")}, ${counted(seeds, "seed")}, recipe ${result.engine.recipe})`,
    ...contrastFreeLines(result),
    ...findingLines(result),
  ];
  const accuracies = Object.entries(result.networks).flatMap(([role, network]) => {
    const scores = Object.entries(network.accuracy ?? {}).map(([group, { mean }]) => `${group} ${percent(mean)}`);
    return scores.length > 0 ? [`${role} ${scores.join(", ")}`] : [];
  });
  if (accuracies.length > 0) lines.push(`  accuracy: ${accuracies.join("; ")}`);
  for (const [name, part] of Object.entries(result.parts)) {
    lines.push(
      `  points on the ${name}: distilled - scratch ${range(part.pointsDifference)}${beside(part.nullPointsDifference)}`,
    );
    lines.push(
      `  entropy gap ${name} - object: distilled - scratch ${range(part.entropyGapDifference)} nats${beside(part.nullEntropyGapDifference)}`,
    );
  }
  const { distilled, scratch } = result.networks;
  if (distilled === undefined || scratch === undefined) return lines;
  lines.push("  beside what the paper claims:");
  for (const { id, expected, difference, verdict, reason, nullDifference, pathSource } of result.hypotheses) {
    const source = pathSource === undefined ? "" : SOURCES[pathSource];
    const why = verdict === "withheld" ? ` (${reason})` : "";
    lines.push(
      `    ${id.padEnd(24)} expected ${expected}: ${range(difference)}  ${verdict}${why}${beside(nullDifference)}${source}`,
    );
  }
  return lines;
}

/** Said of a distance that no record of the training vouches for. */
const SOURCES: Readonly<Record<PathSource, string>> = {
  record: "",
  exported: "  [from exported weights]",
  folded: "  [the exported weights hold a folded batch normalisation]",
  unknown: "  [the exported weights cannot be followed]",
};

/** What needs no threshold: how much better the object is kept, and how often it lies below its background. */
function contrastFreeLines({ networks, entropyGapDifference, nullEntropyGapDifference }: TaskResult): string[] {
  const { distilled, scratch } = networks;
  const lines: string[] = [];
  if (entropyGapDifference !== undefined)
    lines.push(
      `  entropy gap background - object: distilled - scratch ${range(entropyGapDifference)} nats${beside(networks.null && nullEntropyGapDifference)}`,
    );
  const ranks = [distilled, scratch].map((network) => network?.foregroundRank);
  if (ranks.every((rank) => rank !== undefined && !Number.isNaN(rank.mean)))
    lines.push(
      `  object below its background (AUC): distilled ${ranks[0]!.mean.toFixed(3)}, scratch ${ranks[1]!.mean.toFixed(3)}; 0.5 is chance`,
    );
  return lines;
}

/** Whether the distilled network has more points or fewer, on the object and off it. */
function findingLines({ hypotheses }: TaskResult): string[] {
  return (["foreground", "background"] as const).flatMap((region) => {
    const hypothesis = hypotheses.find(({ id }) => id === `H1.${region}Count`);
    if (hypothesis === undefined) return [];
    const { difference, verdict, reason } = hypothesis;
    const { low, high } = difference;
    const open = low === 0 && high === 0 ? "as many" : "open whether more or fewer";
    const way = low > 0 ? "more" : high < 0 ? "fewer" : open;
    const answer = verdict === "withheld" ? `withheld (${reason})` : Number.isNaN(difference.mean) ? "no answer" : way;
    return [`  ${region} points, distilled - scratch: ${range(difference)}: ${answer}`];
  });
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

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
