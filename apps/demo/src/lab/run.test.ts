// A run measured here, read back here: what is written, what a stranger may have written instead.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Role } from "@stillpoint/core";
import { createNoiseCache } from "@stillpoint/core";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { fitImages } from "@stillpoint/preprocess";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkLayerOf } from "./check-layer.ts";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./held-network.ts";
import { measureLive } from "./live-map.ts";
import { holdNetworks } from "./networks.ts";
import { OpenModels } from "./open-models.ts";
import type { NamedFile, RunFiles, RunProgress } from "./protocol.ts";
import { readRun } from "./read-run.ts";
import { reportRun } from "./report-run.ts";

const GRID = 4;
const WISH = { seed: 0, passes: 16 } as const;
const HOSTILE = "<img src=x onerror=alert(1)>";
const runtime = nodeRuntime({ workers: 1 });

const example = (path: string): Blob =>
  new Blob([readFileSync(fileURLToPath(new URL(`../../../../examples/files/${path}`, import.meta.url)))]);

const noTensorFlow = () => Promise.reject(new Error("not for ONNX"));

async function network(role: string): Promise<HeldNetwork> {
  const [held] = await holdNetworks(
    [{ name: `${role}.onnx`, content: example(`${role}/00200.onnx`) }],
    undefined,
    noTensorFlow,
  );
  if (held === undefined) throw new Error("no network");
  return held;
}

/** Samples of drawn pixels: a bright square on a dark ground. */
async function samplesFor({ name, graph }: HeldNetwork, names: readonly string[]): Promise<HeldSample[]> {
  const pixels = (bright: (k: number) => number): Uint8Array =>
    Uint8Array.from({ length: 12 * 12 * 3 }, (_, k) => bright(Math.floor(k / 3)));
  const inside = (k: number): boolean => k % 12 > 3 && k % 12 < 9 && k > 40 && k < 110;
  const decoded = (path: string, bytes: Uint8Array) => ({ path, width: 12, height: 12, channels: 3 as const, bytes });
  const fitted = await fitImages(
    { name, graph },
    {
      pictures: {
        place: "pictures",
        names,
        decode: async (path) =>
          decoded(
            path,
            pixels((k) => (inside(k) ? 180 : 40) + ((7 * k + path.length) % 30)),
          ),
      },
      masks: {
        place: "masks",
        names,
        decode: async (path) =>
          decoded(
            path,
            pixels((k) => (inside(k) ? 255 : 0)),
          ),
      },
      grid: [GRID, GRID],
    },
  );
  const { modality, from } = fitted;
  return fitted.samples.map((sample) => ({
    sample,
    modality,
    from,
    shown: {
      id: sample.info.id,
      group: sample.info.group,
      title: sample.look.title,
      layout: sample.look.layout,
      picture: "",
      annotation: "",
      labels: [],
      regions: [],
      parts: [],
    },
  }));
}

let files: RunFiles;
let student: HeldNetwork;
let samples: HeldSample[];
const told: RunProgress[] = [];

const named = (name: string, content: Blob): NamedFile => ({ name, content });
const request = { title: `own ${HOSTILE}`, layer: "fc1", foregroundRule: `rule ${HOSTILE}`, wish: WISH };

async function run(signal: AbortSignal = new AbortController().signal): Promise<RunFiles> {
  const baseline = await network("baseline");
  const networks = (
    [
      ["distilled", student],
      ["scratch", baseline],
    ] as const
  ).map(([role, held]) => ({
    ...held,
    role: role satisfies Role,
    layer: "fc1",
  }));
  const [first, ...others] = samples;
  if (first === undefined) throw new Error("no sample");
  const tell = (progress: RunProgress): void => void told.push(progress);
  return reportRun({ networks, samples: [first, ...others] }, request, { runtime, tell, signal });
}

beforeAll(async () => {
  student = await network("student");
  samples = await samplesFor(student, ["a.png", `${HOSTILE}.png`, "c.png"]);
  files = await run();
});
afterAll(() => runtime.close());

describe("a run in memory", () => {
  it("tells how far it is, and gives the three files", () => {
    expect(told.at(-1)).toEqual({ phase: "writing the report", done: 1, total: 1 });
    expect(Math.max(...told.map(({ total }) => total))).toBe(6);
    for (const { done, total } of told) expect(done).toBeLessThanOrEqual(total);
    for (const file of [files.html, files.json, files.parquet]) expect(file.size).toBeGreaterThan(1000);
  });

  it("is the same to the byte when it is made again", async () => {
    const again = await run();
    expect(new Uint8Array(await again.parquet.arrayBuffer())).toEqual(
      new Uint8Array(await files.parquet.arrayBuffer()),
    );
    expect(await again.json.text()).toBe(await files.json.text());
  });

  it("holds the maps that are measured one by one", async () => {
    const models = new OpenModels(runtime);
    const [first] = samples;
    if (first === undefined) throw new Error("no sample");
    const live = await measureLive(await models.bind(student, first, "fc1"), first, WISH, {
      live: false,
      tell: () => undefined,
      signal: new AbortController().signal,
      cache: createNoiseCache(2 ** 20),
    });
    await models.close();
    const read = await readRun([named("entropies.parquet", files.parquet)]);
    const picture = read.tasks[0]?.pictures.find(({ sample }) => sample === first.sample.info.id);
    const map = picture?.maps.find(({ role }) => role === "distilled");
    expect(map?.entropies).toEqual([...live.entropies]);
  });

  it("stops when it is asked to", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(run(stop.signal)).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

describe("a run that is read", () => {
  it("from its folder shows report and samples, whatever lies around them", async () => {
    const read = await readRun([
      named("out/mine/report.json", files.json),
      named("out/mine/report.html", files.html),
      named("out/mine/entropies.parquet", files.parquet),
      named("out/mine/checkpoints/x.onnx", new Blob(["x"])),
    ]);
    expect(read.notes).toEqual([]);
    expect(read.tasks).toHaveLength(1);
    expect(read.tasks[0]?.pictures).toHaveLength(3);
    expect(read.tasks[0]?.markup).toContain('<div class="browser"');
  });

  it("never takes a name for markup, nor a drawing as it is", async () => {
    const read = await readRun([named("report.json", files.json), named("report.html", files.html)]);
    const markup = read.overview + read.tasks.map((task) => task.markup).join("");
    expect(markup).toContain("&lt;img src=x");
    expect(markup).not.toContain("<img");
    for (const { picture, mask } of read.tasks[0]?.pictures ?? []) {
      for (const drawn of [picture, mask])
        expect(drawn).toMatch(/^<img alt="[^"<>]*" src="data:image\/svg\+xml,[^"<>]*">$/);
    }
  });

  it("leaves out drawings of others that are no SVG, and puts those that are where no script runs", async () => {
    const html = await files.html.text();
    const bad = html
      .replaceAll("\\u003csvg", "\\u003cb onclick=alert(1)>\\u003csvg")
      .replace("\\u003cb onclick=alert(1)>", "\\u003csvg onload=alert(1)>\\u003cscript>alert(2)\\u003c/script>");
    expect(bad).not.toBe(html);
    const read = await readRun([named("report.html", new Blob([bad])), named("report.json", files.json)]);
    const fragments = (read.tasks[0]?.pictures ?? []).flatMap(({ picture, mask }) => [picture, mask]);
    const drawn = fragments.filter((fragment) => fragment !== undefined);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]).not.toMatch(/<script|onload=alert/);
    expect(drawn[0]).toMatch(/^<img alt=/);
  });

  it("from entropies.parquet alone shows maps on their grid, with the points of the report, and says what is missing", async () => {
    const whole = await readRun([named("report.json", files.json), named("report.html", files.html)]);
    const alone = await readRun([named("entropies.parquet", files.parquet)]);
    expect(alone.notes).toEqual([
      expect.stringContaining("without report.json"),
      expect.stringContaining("the samples themselves"),
    ]);
    const [task] = alone.tasks;
    for (const picture of task?.pictures ?? []) {
      expect(picture.layout).toEqual({ kind: "grid", rows: GRID, cols: GRID });
      const known = whole.tasks[0]?.pictures.find(({ sample }) => sample === picture.sample);
      for (const map of picture.maps) {
        const other = known?.maps.find(({ role }) => role === map.role);
        expect(map.points).toEqual(other?.points);
      }
    }
    expect(task?.pictures).toHaveLength(3);
  });

  it("is refused in words where it is none, is foreign, or is of a newer schema", async () => {
    const newer = (await files.json.text()).replace("stillpoint.report/1", "stillpoint.report/9");
    for (const [file, message] of [
      [
        named("holiday.png", new Blob(["x"])),
        /^run: expected report\.json or entropies\.parquet; got holiday\.png; drop/,
      ],
      [
        named("report.json", new Blob([newer])),
        /^report\.json, schema: expected stillpoint\.report\/1; got "stillpoint\.report\/9"; .*update Stillpoint/,
      ],
      [named("report.json", new Blob(["{}"])), /^report\.json, schema: expected stillpoint\.report\/1; got nothing; /],
      [named("report.json", new Blob(["[1]"])), /^report\.json: expected an object; got \[1\]; /],
      [named("report.json", new Blob(["{"])), /^report\.json: expected JSON; /],
      [named("entropies.parquet", new Blob(["PAR1"])), /^merged file: expected a whole Parquet file/],
      [named("entropies.parquet", files.parquet.slice(0, 5000)), /^merged file: expected a whole Parquet file/],
    ] as const)
      await expect(readRun([file])).rejects.toThrow(message);
    await expect(readRun([named("a/report.json", files.json), named("b/report.json", files.json)])).rejects.toThrow(
      /^run: expected one run; got /,
    );
    await expect(readRun([])).rejects.toThrow(/got nothing; drop the folder/);
  });

  it("says that it is half finished", async () => {
    const half = JSON.parse(await files.json.text());
    half.run.partial = { done: 2, total: 5 };
    const read = await readRun([named("report-partial.json", new Blob([JSON.stringify(half)]))]);
    expect(read.notes[0]).toBe("a half-finished run: 2 of 5 jobs are measured");
    expect(read.overview).toContain("This run stopped after 2 of 5 jobs");
  });
});

describe("networks held open", () => {
  it("are told apart when others were forgotten before", async () => {
    const [sample] = samples;
    if (sample === undefined) throw new Error("no sample");
    const models = new OpenModels(runtime);
    const featuresOf = async (held: HeldNetwork): Promise<Float32Array> => {
      const layer = await models.bind(held, sample, "fc1");
      return layer.features(layer.x0, 1);
    };
    const baseline = await network("baseline");
    const [one, other] = [await featuresOf(student), await featuresOf(baseline)];
    await models.forget(student);
    expect(await featuresOf(await network("student"))).toEqual(one);
    expect(await featuresOf(baseline)).toEqual(other);
    await models.close();
    expect(one).not.toEqual(other);
  });
});

describe("a check", () => {
  it("is silent on a sound network", async () => {
    const [sample] = samples;
    if (sample === undefined) throw new Error("no sample");
    expect(await checkLayerOf(student, sample, "fc1", runtime)).toEqual({ behindMaximum: false, notes: [] });
  });
});
