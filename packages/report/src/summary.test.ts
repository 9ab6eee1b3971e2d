// What core's `summarize` really gives goes through report.json and onto the page.

import {
  adjustedResults,
  differenceInDifferences,
  globalStatement,
  type Measurement,
  type MeasurementKey,
  type Run,
  type SampleInfo,
  StillpointError,
  summarize,
  type TaskResult,
} from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { normal } from "../fixtures/random.ts";
import { toReportHtml } from "./html.ts";
import { toReport, toReportJson } from "./json.ts";
import { mergeShards } from "./merge.ts";
import { parseReport } from "./schema/report-schema.ts";
import { readMerged, writeShard } from "./shard-file.ts";

const STEPS = [0, 10, 20];
const SAMPLES: readonly SampleInfo[] = ["a", "b", "c", "d"].map((id, index) => ({
  id,
  group: index < 2 ? "held-out" : "training",
  units: Array.from({ length: 9 }, (_, unit) => ({
    label: `patch ${unit}`,
    region: unit < 3 ? ("foreground" as const) : ("background" as const),
    ...(unit === 8 ? { part: "distractor" } : {}),
  })),
}));

function measurement(key: MeasurementKey, next: () => number): Measurement {
  const entropies = Float64Array.from({ length: 9 }, (_, unit) => (unit < 3 ? -key.step / 10 : 0) + 0.4 * next());
  const map = {
    recipe: "limit" as const,
    entropies,
    standardErrors: entropies.map(() => 0.03),
    meanEntropy: entropies.reduce((sum, value) => sum + value, 0) / 9,
    referenceDistortion: 0.1,
    distortion: 0.35,
    nonLinearity: 1,
    passes: 32,
    unitsAtBound: 0,
    monteCarloError: 0.03,
    stop: "closed-form" as const,
  };
  return { key, map };
}

function data(seeds: readonly number[]): { runs: Run[]; measurements: Measurement[] } {
  const next = normal(5);
  const runs = seeds.flatMap((seed) =>
    (["distilled", "self-distilled", "scratch", "null"] as const).map((role): Run => {
      const path = (step: number) => ({ perStep: Number.NaN, perCheckpoint: step / 10 });
      return {
        role,
        seed,
        checkpoints: STEPS.map((step) => ({ step, path: { layer: path(step), network: path(step) } })),
      };
    }),
  );
  const measurements = runs.flatMap(({ role, seed }) =>
    STEPS.flatMap((step) =>
      SAMPLES.map(({ id }) => measurement({ task: "image/x", layer: "fc1", seed, role, step, sample: id }, next)),
    ),
  );
  return { runs, measurements };
}

function result(seeds: readonly number[], measurements?: readonly Measurement[]): TaskResult {
  const all = data(seeds);
  return summarize(
    {
      task: "image/x",
      modality: "image",
      layer: "fc1",
      samples: SAMPLES,
      ...all,
      ...(measurements ? { measurements } : {}),
    },
    { recipe: "limit" },
  );
}

describe("a summary of core", () => {
  it.each([[[0]], [[0, 1, 2]]])("goes through report.json whole, with seeds %j", (seeds) => {
    const task = result(seeds);
    const report = parseReport(toReportJson({ seeds, tasks: [task] }));
    expect(report).toEqual(toReport({ seeds, tasks: [task] }));
    // no field of the result is forgotten on the way, at any depth
    const names = (value: unknown): string[] =>
      typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, inner]) => [key, ...names(inner).map((name) => `${key}.${name}`)]);
    const kept = new Set(names(report.tasks[0]));
    expect(names(task).filter((name) => !kept.has(name))).toEqual([]);
  });

  it("goes through with what is said of a whole report: adjusted verdicts, the statement over all, the control", () => {
    const [one, control] = [result([0, 1, 2]), { ...result([3, 4, 5]), id: "image/x-control@fc1" }];
    const tasks = adjustedResults([one, control], [control.id]);
    const global = globalStatement(tasks, [control.id])!;
    const beyond = { [one.id]: differenceInDifferences(one, control) };
    const input = {
      seeds: [0, 1, 2],
      tasks,
      controls: { [one.id]: control.id },
      differenceInDifferences: beyond,
      global,
    };
    const report = parseReport(toReportJson(input));
    expect(report).toEqual(toReport(input));
    expect(report.global).toEqual(global);
    const [first] = report.tasks;
    const claim = first?.hypotheses[0];
    expect(claim).toMatchObject({ p: tasks[0]!.hypotheses[0]!.p, unadjusted: one.hypotheses[0]!.verdict });
    expect(claim?.adjusted).toEqual(tasks[0]!.hypotheses[0]!.adjusted);
    expect(first?.decomposition?.map(({ through }) => through)).toContain("self-distilled");
    const [controlled] = report.differenceInDifferences?.[one.id] ?? [];
    expect(controlled).toMatchObject({ claim: "H1.foregroundCount", treated: "distilled", paired: false });
  });

  it("says beside numbers which seeds they leave out", () => {
    const task = result([0, 1, 2]);
    const reason = "1 of 3 seeds left out: 1 of 4 samples have a value";
    const hypotheses = task.hypotheses.map((each) => ({ ...each, difference: { mean: 1, low: 0, high: 2, reason } }));
    const [read] = parseReport(toReportJson({ seeds: [0], tasks: [{ ...task, hypotheses }] })).tasks;
    expect(read?.hypotheses[0]?.difference).toEqual({ mean: 1, low: 0, high: 2, reason });
  });

  it("makes a page", () => {
    expect(toReportHtml({ report: toReport({ seeds: [0], tasks: [result([0])] }) })).toContain("image/x@fc1");
  });

  it("is the same to the byte when its measurements went through shards and a merge", async () => {
    const { measurements } = data([0, 1, 2]);
    const units = new Map(SAMPLES.map((sample) => [sample.id, sample.units]));
    const shards = [0, 1, 2].map((job) =>
      writeShard({
        job: String(job),
        maps: measurements
          .filter(({ key }) => key.seed === job)
          .map((one) => ({ measurement: one, units: units.get(one.key.sample) ?? [] })),
        exclusions: [],
      }),
    );
    const merged: Uint8Array[] = [];
    const entries = shards.map((bytes, job) => ({ name: String(job), bytes }));
    await mergeShards(entries, (chunk) => merged.push(chunk));
    const read = (await readMerged(Buffer.concat(merged))).flatMap(({ maps }) => maps.map((map) => map.measurement));
    const direct = toReportJson({ seeds: [0, 1, 2], tasks: [result([0, 1, 2])] });
    expect(toReportJson({ seeds: [0, 1, 2], tasks: [result([0, 1, 2], read)] })).toBe(direct);
  });

  it("keeps its error class across packages", () => {
    expect(() => parseReport("")).toThrow(StillpointError);
  });
});
