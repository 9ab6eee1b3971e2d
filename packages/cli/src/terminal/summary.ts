// The headline of a finished run, for the terminal.

import type { Interval, PathSource, TaskResult } from "@stillpoint/core";

/** A few lines per task: accuracy, what does not depend on the contrast of a map, and the six verdicts. */
export function summaryLines(result: TaskResult): string[] {
  const { distilled, scratch } = result.networks;
  const lines = [
    `${result.id}  (${result.samples} samples, ${result.bySeed.length} seeds, recipe ${result.engine.recipe})`,
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
  if (distilled !== undefined && scratch !== undefined) {
    for (const { id, expected, difference, verdict, nullDifference, pathSource } of result.hypotheses) {
      const source = pathSource === undefined ? "" : SOURCES[pathSource];
      lines.push(
        `  ${id.padEnd(24)} expected ${expected}: ${range(difference)}  ${verdict}${beside(nullDifference)}${source}`,
      );
    }
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
