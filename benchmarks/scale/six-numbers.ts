// The six numbers of a report, and the same by one query on the file beside it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parseReport } from "@stillpoint/report";

const QUERY: string = readFileSync(new URL("../../packages/report/sql/six-numbers.sql", import.meta.url), "utf8");

export interface ComparedNumber {
  readonly id: string;
  readonly role: string;
  readonly name: string;
  readonly reported: number | null;
  readonly queried: number | null;
}

/** Every number of both compared networks of a run folder. */
export async function comparedNumbers(run: string): Promise<readonly ComparedNumber[]> {
  const { tasks } = parseReport(readFileSync(join(run, "report.json"), "utf8"));
  const rows = await queried(join(run, "entropies.parquet"));
  return tasks.flatMap(({ id, networks }) =>
    (["distilled", "scratch"] as const).flatMap((role) => {
      const network = networks[role];
      const row = rows.find((each) => each.id === id && each.role === role);
      if (network === undefined) return [];
      // Of exported checkpoints the path is known from one to the next alone, and the query's distances are of that.
      const { learningDistance: perStep, learningDistanceBy } = network;
      const distance = perStep.mean.mean === null ? learningDistanceBy.layerPerCheckpoint : perStep;
      const reported = {
        foregroundCount: network.foregroundCount,
        backgroundCount: network.backgroundCount,
        foregroundRatio: network.foregroundRatio,
        learningDistance: distance.mean,
        varianceOfDistance: distance.variance,
        stability: network.stability,
      };
      return Object.entries(reported).map(([name, { mean }]) => {
        const value = row?.[name];
        return { id, role, name, reported: mean, queried: typeof value === "number" ? value : null };
      });
    }),
  );
}

/** How far two numbers are apart, in shares of the larger; 0 where neither exists. */
export function apart({ reported, queried: asked }: ComparedNumber): number {
  if (reported === asked) return 0;
  if (reported === null || asked === null) return Number.POSITIVE_INFINITY;
  return Math.abs(reported - asked) / Math.max(Math.abs(reported), Math.abs(asked));
}

async function queried(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const found = await connection.runAndReadAll(
      QUERY.replace("'entropies.parquet'", `'${file.replaceAll("'", "''")}'`),
    );
    return found.getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
