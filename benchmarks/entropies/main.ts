// `pnpm --filter @stillpoint/benchmarks entropies FILE...`: one digest per task and layer of an `entropies.parquet`, whatever
// the order of its rows, and the largest difference between two files.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { digest } from "@stillpoint/core";
import { parquetReadObjects } from "hyparquet";
import { z } from "zod";

const rowSchema = z.object({
  task: z.string(),
  layer: z.string(),
  role: z.string(),
  seed: z.number(),
  // 64 bits wide in the file.
  step: z.coerce.number(),
  sample: z.string(),
  unit: z.number(),
  entropy: z.number(),
  standardError: z.number(),
});

/** Rows by task and layer, then by all that names a row. */
async function entropiesOf(file: string): Promise<Map<string, Map<string, readonly [number, number]>>> {
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const rows = await parquetReadObjects({ file: buffer, columns: Object.keys(rowSchema.shape) });
  const found = new Map<string, Map<string, readonly [number, number]>>();
  for (const row of rows) {
    const { task, layer, role, seed, step, sample, unit, entropy, standardError } = rowSchema.parse(row);
    const own = found.get(`${task}@${layer}`) ?? new Map<string, readonly [number, number]>();
    found.set(`${task}@${layer}`, own);
    own.set([role, seed, step, sample, unit].join("\t"), [entropy, standardError]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The bits of every number beside its name, in the order of names. */
function digestOf(rows: ReadonlyMap<string, readonly [number, number]>): string {
  const encoder = new TextEncoder();
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return digest(
    sorted.flatMap(([name, values]) => [encoder.encode(name), new Uint8Array(Float64Array.from(values).buffer)]),
  );
}

const files = process.argv.slice(2).map((file) => resolve(process.env.INIT_CWD ?? ".", file));
const all = [];
for (const file of files) {
  const found = await entropiesOf(file);
  all.push(found);
  console.log(file);
  for (const [task, rows] of found)
    console.log(`  ${task.padEnd(44)} ${String(rows.size).padStart(8)} rows  ${digestOf(rows)}`);
}
const [first, second] = all;
if (first !== undefined && second !== undefined) {
  for (const [task, rows] of first) {
    const others = second.get(task);
    const gaps = [...rows].map(([name, [value]]) => Math.abs(value - (others?.get(name)?.[0] ?? Number.NaN)));
    console.log(
      `  ${task.padEnd(44)} largest difference ${gaps.reduce((most, gap) => (gap > most || Number.isNaN(gap) ? gap : most), 0)} nats`,
    );
  }
}
