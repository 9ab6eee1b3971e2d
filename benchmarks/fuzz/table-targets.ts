// Saved logits in every kind of file that is read.

import { readFileSync } from "node:fs";
import { cachedLogits, readTable } from "@stillpoint/report/tables";
import type { Target } from "./run.ts";

const folder = new URL("../../packages/report/fixtures/tables/", import.meta.url);
const SEEDS: Readonly<Record<string, readonly string[]>> = {
  csv: ["names.csv", "numbered.csv"],
  parquet: ["pandas.parquet", "gzip.parquet", "lists.parquet", "second-pages.parquet", "half.parquet"],
  npy: ["f4.npy", "f8-big-fortran.npy", "f2.npy", "format-3.npy"],
  npz: ["stored.npz", "compressed.npz"],
};

export function tableTargets(): readonly Target[] {
  return Object.entries(SEEDS).map(([ending, names]) => ({
    name: `logits as ${ending}`,
    seeds: names.map((name) => new Uint8Array(readFileSync(new URL(name, folder)))),
    run: (bytes) => cachedLogits(readTable(bytes, `logits.${ending}`)),
  }));
}
