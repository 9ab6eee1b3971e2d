// Finished cells on disk, so that an interrupted run goes on where it stopped.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Block } from "./block.ts";
import { MAP_NAMES } from "./maps/list.ts";
import { bytesOfNetwork, type Cell, networksOf } from "./networks.ts";
import type { Plan } from "./plan.ts";

/** Raised when a number comes to mean something else. */
const EDITION = 1;

const folder = new URL("../out/faithfulness/", import.meta.url);

const mapName = z.enum([...MAP_NAMES, "area"]);
const blockSchema = z.object({
  modality: z.string(),
  family: z.string(),
  layer: z.string(),
  role: z.string(),
  seeds: z.array(z.number()),
  samples: z.array(z.string()),
  values: z.array(z.tuple([z.string(), z.array(z.tuple([mapName, z.array(z.array(z.number().nullable()))]))])),
});

/** Names the networks and what is asked of them. */
export function keyOf(cell: Cell, plan: Plan, shuffled: boolean): string {
  const hash = createHash("sha256");
  for (const network of networksOf(cell, plan.run)) hash.update(bytesOfNetwork(network));
  const asked = [cell.benchmark.modality.id, cell.family.id, cell.layer, shuffled];
  hash.update(JSON.stringify([EDITION, plan.samples, plan.randomised, plan.seed, ...asked]));
  return hash.digest("hex").slice(0, 16);
}

/** What is kept of a cell. */
export interface FinishedCell {
  readonly blocks: readonly Block[];
  /** Share of its shuffled labels that a network came to know; absent where none was trained. */
  readonly known?: number | undefined;
}

const cellSchema = z.object({ known: z.number().optional(), blocks: z.array(blockSchema) });

/** A cell that was finished before. */
export function keptCell(key: string): FinishedCell | undefined {
  const file = new URL(`${key}.json`, folder);
  if (!existsSync(file)) return undefined;
  const { known, blocks } = cellSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return {
    known,
    blocks: blocks.map(({ values, ...block }) => ({
      ...block,
      values: new Map(
        values.map(([measure, maps]) => [
          measure,
          new Map(maps.map(([map, rows]) => [map, rows.map((row) => Float64Array.from(row, (x) => x ?? Number.NaN))])),
        ]),
      ),
    })),
  };
}

export function keepCell(key: string, { known, blocks }: FinishedCell): void {
  mkdirSync(folder, { recursive: true });
  const plain = blocks.map(({ values, ...block }) => ({
    ...block,
    values: [...values].map(([measure, maps]) => [
      measure,
      // NaN becomes null.
      [...maps].map(([map, rows]) => [map, rows.map((row) => [...row])]),
    ]),
  }));
  writeFileSync(new URL(`${key}.json`, folder), JSON.stringify({ known, blocks: plain }));
}
