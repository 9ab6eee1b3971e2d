// The headline of a finished run, for the terminal.

import type { Interval, PathSource, TaskResult } from "@stillpoint/core";

/** A few lines per task: what the two networks showed first, then what the paper expects, and nothing that was not measured. */
export function summaryLines(result: TaskResult): string[] {
  const seeds = result.bySeed.length;
  const lines = [
    `${result.id}  (${counted(result.samples, "sample")}, ${counted(seeds, "seed")}, recipe ${result.engine.recipe})`,
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
  for (const { id, expected, difference, verdict, nullDifference, pathSource } of result.hypotheses) {
    const source = pathSource === undefined ? "" : SOURCES[pathSource];
    lines.push(
      `    ${id.padEnd(24)} expected ${expected}: ${range(difference)}  ${verdict}${beside(nullDifference)}${source}`,
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

/** Whether the distilled network has more points or fewer, on the object and off it. */
function findingLines({ hypotheses }: TaskResult): string[] {
  return (["foreground", "background"] as const).flatMap((region) => {
    const difference = hypotheses.find(({ id }) => id === `H1.${region}Count`)?.difference;
    if (difference === undefined) return [];
    const { low, high } = difference;
    const open = low === 0 && high === 0 ? "as many" : "open whether more or fewer";
    const way = low > 0 ? "more" : high < 0 ? "fewer" : open;
    return [
      `  ${region} points, distilled - scratch: ${range(difference)}: ${Number.isNaN(difference.mean) ? "no answer" : way}`,
    ];
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
