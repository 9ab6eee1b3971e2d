// Resident memory of this process while a small network runs thousands of times.

import { nodeRuntime } from "@stillpoint/onnx/node";
import { PassLoop } from "./pass-loop.ts";
import type { MemoryRow } from "./result.ts";
import type { Subject } from "./subject.ts";

const MEBI = 2 ** 20;
const ROWS = 20;
const BATCH = 4;

/** `runs` runs of forward and gradient on one worker; a row every 5 % of them. */
export async function memoryRows(subject: Subject, runs: number): Promise<MemoryRow[]> {
  await using runtime = nodeRuntime({ workers: 1 });
  const loop = await PassLoop.open(subject, runtime);
  const rows: MemoryRow[] = [{ runs: 0, residentMiB: process.memoryUsage.rss() / MEBI }];
  for (let row = 1; row <= ROWS; row += 1) {
    await loop.repeat(Math.round(runs / ROWS), BATCH);
    rows.push({ runs: Math.round((runs * row) / ROWS), residentMiB: process.memoryUsage.rss() / MEBI });
  }
  await loop.close();
  return rows;
}

/** Growth per 1,000 runs over the second half, MiB: the slope of a least-squares line. */
export function growth(rows: readonly MemoryRow[]): number {
  const late = rows.slice(Math.floor(rows.length / 2));
  const meanRuns = late.reduce((sum, row) => sum + row.runs, 0) / late.length;
  const meanMemory = late.reduce((sum, row) => sum + row.residentMiB, 0) / late.length;
  let covariance = 0;
  let variance = 0;
  for (const { runs, residentMiB } of late) {
    covariance += (runs - meanRuns) * (residentMiB - meanMemory);
    variance += (runs - meanRuns) ** 2;
  }
  return (1000 * covariance) / variance;
}
