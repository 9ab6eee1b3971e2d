import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  type Measurement,
  mapCountings,
  type Region,
  type Role,
  type Run,
  type SampleInfo,
  summarize,
  type TaskData,
  type TaskResult,
} from "@stillpoint/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { normal } from "../fixtures/random.ts";
import type { CountedMaps } from "./counted-columns.ts";
import { mergeShards } from "./merge.ts";
import { readMerged, writeShard } from "./shard-file.ts";

const QUERY: string = readFileSync(new URL("../sql/six-numbers.sql", import.meta.url), "utf8");
const STEPS = [0, 10, 25, 40];
const SEEDS = [0, 1, 2, 3];
const ROLES: readonly Role[] = ["distilled", "scratch", "placebo"];

/** Five units of the object, six of the background, one of the border, one of either a named part. */
function unitsOf(sample: number): SampleInfo["units"] {
  return Array.from({ length: 12 }, (_, unit) => {
    const region: Region = unit < 5 ? "foreground" : unit < 11 ? "background" : "border";
    // Of one sample the whole object is a part, so that nothing of it is counted.
    const part = unit === 4 || unit === 10 || (sample === 5 && unit < 5);
    return { label: `unit ${unit}`, region, ...(part ? { part: "cue" } : {}) };
  });
}

const SAMPLES: readonly SampleInfo[] = Array.from({ length: 9 }, (_, sample) => ({
  id: `s${sample}`,
  group: sample % 2 === 0 ? "held-out" : "training",
  units: unitsOf(sample),
}));

/** In most samples of the last seed the object is no better than its background: it has no learning distance. */
const learns = (seed: number, sample: number): boolean => (seed === 3 ? sample < 2 : sample !== 3);

function taskData(task: string): TaskData {
  const next = normal(11);
  const runs = ROLES.flatMap((role) =>
    SEEDS.map((seed): Run => {
      const path = (step: number) => ({ perStep: (step * (seed + 2)) / 70, perCheckpoint: step / 100 });
      const checkpoints = STEPS.map((step) => ({ step, path: { layer: path(step), network: path(step) } }));
      return { role, seed, checkpoints };
    }),
  );
  const measurements = runs.flatMap(({ role, seed }) =>
    STEPS.flatMap((step) =>
      SAMPLES.flatMap(({ id, units }, sample): Measurement[] => {
        const lower = learns(seed, sample) ? -step / 50 : 2;
        const entropies = Float64Array.from(
          units,
          ({ region }) => (region === "foreground" ? lower : 0) + 0.6 * next(),
        );
        const map = {
          recipe: "limit" as const,
          entropies,
          standardErrors: entropies.map(() => 0.03),
          meanEntropy: 0,
          referenceDistortion: 0.1,
          distortion: 0.35,
          nonLinearity: 1,
          passes: 32,
          unitsAtBound: 0,
          monteCarloError: 0.03,
          stop: "closed-form" as const,
        };
        // One map is missing: its sample is left out of both compared networks of that seed.
        if (role === "scratch" && seed === 1 && step === 25 && sample === 7) return [];
        return [{ key: { task, layer: "fc1", seed, role, step, sample: id }, map }];
      }),
    ),
  );
  return { task, modality: "image", layer: "fc1", samples: SAMPLES, runs, measurements };
}

const ONE = taskData("image/one");
const OTHER = { ...taskData("image/other"), runs: ONE.runs };

/** The file that a report leaves of tasks. */
async function merged(tasks: readonly TaskData[], countedMaps?: CountedMaps): Promise<Uint8Array> {
  const units = new Map(SAMPLES.map((sample) => [sample.id, sample.units]));
  const entries = tasks.flatMap((data) =>
    SEEDS.map((seed) => {
      const maps = [...data.measurements].flatMap((measurement) =>
        measurement.key.seed === seed ? [{ measurement, units: units.get(measurement.key.sample)! }] : [],
      );
      return { name: `${seed}`, bytes: writeShard({ job: `${data.task} ${seed}`, maps, exclusions: [] }) };
    }),
  );
  const chunks: Uint8Array[] = [];
  await mergeShards(entries, (chunk) => chunks.push(chunk), countedMaps);
  return Buffer.concat(chunks);
}

function countedBy(tasks: readonly TaskData[]): CountedMaps {
  const countings = new Map(tasks.map((data) => [data.task, mapCountings(data, { recipe: "limit" })]));
  return (key) => {
    const group = SAMPLES.find(({ id }) => id === key.sample)?.group;
    const countingOf = countings.get(key.task);
    if (group === undefined || countingOf === undefined) return undefined;
    const counting = countingOf(key);
    return { id: `${key.task}@fc1`, group, ...(counting === undefined ? {} : { counting }) };
  };
}

type Rows = readonly Readonly<Record<string, unknown>>[];

let folder = "";
let file = "";
let instance: DuckDBInstance;

async function rows(query: string): Promise<Rows> {
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(query.replaceAll("'entropies.parquet'", `'${file}'`));
    return reader.getRowObjectsJS();
  } finally {
    connection.closeSync();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stillpoint-sql-"));
  file = join(folder, "entropies.parquet");
  await writeFile(file, await merged([ONE, OTHER], countedBy([ONE, OTHER])));
  instance = await DuckDBInstance.create(":memory:");
});
afterAll(async () => {
  instance.closeSync();
  await rm(folder, { recursive: true, force: true });
});

function sixNumbers({ networks }: TaskResult, role: Role): Record<string, number> {
  const network = networks[role]!;
  return {
    foregroundCount: network.foregroundCount.mean,
    backgroundCount: network.backgroundCount.mean,
    foregroundRatio: network.foregroundRatio.mean,
    learningDistance: network.learningDistance.mean.mean,
    varianceOfDistance: network.learningDistance.variance.mean,
    stability: network.stability.mean,
  };
}

describe("a file that says how a report counted", () => {
  it("gives the report's six numbers by one query", async () => {
    const found = await rows(QUERY);
    const tasks = [ONE, OTHER].map((data) => summarize(data, { recipe: "limit" }));
    // The made-up tasks hold every rule of the query, or it would be tested by less than it says.
    expect(tasks[0]!.networks.distilled!.learningDistance.mean.reason).toMatch(/1 of 4 seeds left out/);
    expect(tasks[0]!.exclusions.map(({ sample }) => sample)).toEqual(expect.arrayContaining(["s3", "s5", "s7"]));
    expect(found.map(({ id, role }) => `${id} ${role}`)).toEqual(
      tasks.flatMap(({ id }) => [`${id} distilled`, `${id} scratch`]),
    );
    for (const { id, role, ...numbers } of found) {
      const expected = sixNumbers(
        tasks.find((task) => task.id === id)!,
        role === "distilled" ? "distilled" : "scratch",
      );
      expect(Object.keys(numbers)).toEqual(Object.keys(expected));
      for (const [name, value] of Object.entries(numbers))
        expect(value, `${id} ${role} ${name}`).toBeCloseTo(expected[name]!, 12);
    }
  });

  it("is described in the README, with that query", () => {
    expect(readFileSync(new URL("../README.md", import.meta.url), "utf8")).toContain(`\`\`\`sql\n${QUERY}\`\`\`\n`);
  });

  it("has whole numbers as whole numbers, groups and ids as the report has them", async () => {
    const types = await rows(
      "SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM 'entropies.parquet')",
    );
    const typeOf = Object.fromEntries(types.map(({ name, type }) => [String(name), type]));
    for (const name of ["seed", "unit", "passes", "unitsAtBound", "unitsAtUpper", "secondUnitsAtBound"])
      expect(typeOf[name], name).toBe("INTEGER");
    expect(typeOf).toMatchObject({ step: "BIGINT", isPoint: "BOOLEAN", threshold: "DOUBLE", weightDistance: "DOUBLE" });
    const found = await rows(
      `SELECT id, "group", count(DISTINCT sample) AS samples FROM 'entropies.parquet' GROUP BY ALL ORDER BY ALL`,
    );
    expect(found).toEqual(
      ["image/one@fc1", "image/other@fc1"].flatMap((id) => [
        { id, group: "held-out", samples: 5n },
        { id, group: "training", samples: 4n },
      ]),
    );
  });

  it("says nothing of maps that the report leaves out, and lets others be counted again", async () => {
    const left = await rows(
      "SELECT DISTINCT role, seed, sample FROM 'entropies.parquet' WHERE isPoint IS NULL AND id = 'image/one@fc1' ORDER BY ALL",
    );
    expect(left).toEqual(["distilled", "scratch"].map((role) => ({ role, seed: 1, sample: "s7" })));
    const again = await rows(
      "SELECT count(*) AS wrong FROM 'entropies.parquet' WHERE isPoint <> (region <> 'border' AND background - entropy > threshold)",
    );
    expect(again).toEqual([{ wrong: 0n }]);
  });

  it("has what was measured as a file without has it, and is read back the same", async () => {
    const counted = await merged([ONE], countedBy([ONE]));
    const plain = await merged([ONE]);
    expect(await readMerged(counted)).toEqual(await readMerged(plain));
    // Of a task that the report does not know.
    const other = await merged([ONE], countedBy([OTHER]));
    expect(await readMerged(other)).toEqual(await readMerged(plain));
  });
});
