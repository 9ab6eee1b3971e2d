import { createHash } from "node:crypto";
import type { TaskResult } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticBenchmark, syntheticInput } from "../fixtures/synthetic-report.ts";
import { syntheticTask } from "../fixtures/synthetic-task.ts";
import { type ReportInput, toReport, toReportJson } from "./json.ts";
import { parseReport, reportJsonSchema } from "./schema/report-schema.ts";

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

/** The same record with its keys in reverse order, all the way down. */
function reversed<T>(value: T): T;
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

const one: TaskResult = syntheticTask({ id: "image/a@fc1", layer: "fc1", seeds: [0, 1, 2], effect: 1, random: 7 });

describe("toReportJson", () => {
  it("survives the way to text and back", () => {
    const report = toReport(syntheticInput());
    expect(parseReport(toReportJson(syntheticInput()))).toEqual(report);
  });

  it("survives with controls, placebo, two bounds and calibration of every modality", () => {
    const input = syntheticBenchmark();
    const report = toReport(input);
    expect(parseReport(toReportJson(input))).toEqual(report);
    expect(report.calibration).toEqual(input.calibration);
    const qa = report.tasks.find(({ id }) => id === "qa/factbook-transformer@encoder.2");
    expect(qa?.foregroundRule).toBe(input.foregroundRules?.["qa/factbook-transformer"]);
    expect(qa?.atSecondBound?.hypotheses).toHaveLength(6);
    expect(qa?.hypotheses.find(({ flips }) => flips)?.verdict).toBe("inconclusive");
    expect(report.tasks.find(({ modality }) => modality === "image")).not.toHaveProperty("foregroundRule");
  });

  it("keeps where paths come from", () => {
    const input = syntheticInput();
    const origin = { source: "folded", reason: "folded" } as const;
    const [first] = input.tasks;
    const pathOrigins = { distilled: { layer: origin, network: { source: "exported" } } } as const;
    const hypotheses = first!.hypotheses.map((each) => ({ ...each, pathSource: "folded" as const }));
    const read = parseReport(toReportJson({ ...input, tasks: [{ ...first!, pathOrigins, hypotheses }] })).tasks[0]!;
    expect(read.pathOrigins).toEqual(pathOrigins);
    expect(read.hypotheses[0]!.pathSource).toBe("folded");
  });

  it("gives the same bytes whatever order the records were built in", () => {
    const input = syntheticInput();
    expect(toReportJson(reversed(input))).toBe(toReportJson(input));
  });

  it("keeps every number that exists, to the bit", () => {
    const text = toReportJson({ seeds: [0], tasks: [one] });
    const found = numbersOf(JSON.parse(text)).sort();
    const given = numbersOf([[0], one])
      .filter(Number.isFinite)
      .sort();
    expect(found).toEqual(given);
  });

  it("writes null with a reason for every number that does not exist", () => {
    const gone = { mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason: "no point at all" };
    const network = { ...one.networks.distilled!, stability: gone };
    const engine = { ...one.engine, nonLinearity: Number.POSITIVE_INFINITY };
    const seed = { seed: 0, networks: { scratch: { foregroundRatio: Number.NaN, stability: 1 } } };
    const task = { ...one, networks: { ...one.networks, distilled: network }, engine, bySeed: [seed] };
    const [read] = parseReport(toReportJson({ seeds: [0], tasks: [task] })).tasks;
    expect(read?.networks.distilled?.stability).toEqual({
      mean: null,
      low: null,
      high: null,
      reason: "no point at all",
    });
    expect(read?.engine.nonLinearity).toBeNull();
    expect(read?.engine.reasons?.nonLinearity).toMatch(/stops before/);
    expect(read?.bySeed[0]?.networks.scratch).toEqual({ foregroundRatio: null, stability: 1 });
    expect(read?.bySeed[0]?.reasons?.["scratch.foregroundRatio"]).toMatch(/no knowledge point/);
    expect(read?.trajectories.scratch?.[0]).toMatchObject({ kept: null, reasons: { kept: /./ } });
  });

  it("names a reason also where the interval alone is missing", () => {
    const half = { mean: 1, low: Number.NaN, high: Number.NaN };
    const task = { ...one, hypotheses: one.hypotheses.map((hypothesis) => ({ ...hypothesis, difference: half })) };
    const [read] = parseReport(toReportJson({ seeds: [0], tasks: [task] })).tasks;
    expect(read?.hypotheses[0]?.difference).toEqual({ mean: 1, low: null, high: null, reason: expect.any(String) });
  });

  it("keeps modalities in the order given and their names in one", () => {
    const { title, unit, units, foreground } = { title: "B", unit: "b", units: "bs", foreground: "f" };
    const modalities = { b: { foreground, units, unit, title }, a: { title, unit, units, foreground } };
    const text = toReportJson({ seeds: [0], tasks: [], modalities });
    expect(Object.keys(parseReport(text).modalities ?? {})).toEqual(["b", "a"]);
    const turned = toReportJson({ seeds: [0], tasks: [], modalities: { b: modalities.a, a: modalities.b } });
    expect(turned).toBe(text);
  });

  it("tells how far an unfinished run has come, and what it was made of", () => {
    const run = {
      partial: { done: 3, total: 12 },
      running: true,
      pending: ["Furniture"],
      config: { passes: null, layers: ["fc1"] },
      data: ["data/emoji"],
      noiseSeed: 0,
      notes: ["one entry left out"],
      digests: { checkpoints: { "b.onnx": "1f" }, samples: {} },
    };
    const text = toReportJson({ seeds: [], tasks: [], run: { ...run, config: { ...run.config, passes: Number.NaN } } });
    expect(parseReport(text).run).toEqual(run);
    expect(toReport({ seeds: [], tasks: [], run }).run).toEqual(run);
    expect(toReport({ seeds: [], tasks: [], run: { notes: [] } }).run).toEqual({});
  });

  it("puts what may differ between equal results last, so that results share their bytes", () => {
    const { run: _, ...results } = syntheticInput();
    const bare = toReportJson(results).replace(/\n\}\n$/, "");
    expect(toReportJson({ ...results, run: { command: "a" } }).startsWith(`${bare},\n "run"`)).toBe(true);
  });
});

describe("report.json", () => {
  it("is byte for byte what it was when its form was written by hand", () => {
    const digest = (input: ReportInput): string => createHash("sha256").update(toReportJson(input)).digest("hex");
    expect(digest(syntheticInput()).slice(0, 24)).toBe("c081e88082f3c8d053dff179");
    // What modalities are called, how a report is made again and rows of a calibration came later, in fields of their own.
    const { modalities: _, run, calibration, ...rest } = syntheticBenchmark();
    const { rows: _r, ...cited } = calibration!;
    const benchmark = { ...rest, calibration: cited };
    const { config: _c, data: _d, noiseSeed: _n, digests: _g, ...before } = run ?? {};
    expect(digest({ ...benchmark, run: before }).slice(0, 24)).toBe("2c651bbe3f9f6067a06f0355");
  });
});

describe("parseReport", () => {
  it("names the place of the first misfit", () => {
    const text = toReportJson({ seeds: [0], tasks: [one] }).replace('"supported"', '"proven"');
    expect(() => parseReport(text)).toThrow(
      /^report\.json, tasks\.0\.hypotheses\.\d\.verdict: expected one of supported, .*; got "proven"; make it with this version/,
    );
  });

  it("refuses null without a reason", () => {
    const text = toReportJson({ seeds: [0], tasks: [one] }).replace(/"mean": [\d.]+/, '"mean": null');
    expect(() => parseReport(text)).toThrow(expect.objectContaining({ code: "INPUT" }));
  });

  it("refuses text that is no JSON, and other schemas", () => {
    expect(() => parseReport("{")).toThrow(expect.objectContaining({ code: "INPUT" }));
    expect(() => parseReport('{"schema":"stillpoint.report/2"}')).toThrow(/schema/);
  });

  it("reads a report with fields of a later version", () => {
    const text = toReportJson({ seeds: [0], tasks: [one] }).replace('"seeds"', '"later": 1, "seeds"');
    expect(parseReport(text)).toEqual(toReport({ seeds: [0], tasks: [one] }));
  });
});

describe("reportJsonSchema", () => {
  it("asks for the fields that are relied on from outside and allows more", () => {
    const schema: unknown = JSON.parse(JSON.stringify(reportJsonSchema()));
    expect(schema).toMatchObject({ required: ["schema", "seeds", "tasks"] });
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
  });
});
