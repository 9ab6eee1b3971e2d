// Files as users bring them: each gives the numbers of its plain twin, or one sentence that says what to mend.

import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Inspection } from "@stillpoint/core";
import { parseReport, type Report, readShard } from "@stillpoint/report";
import { afterAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../fixtures/command.ts";
import { scratchFolder } from "../fixtures/scratch-folder.ts";

const { at, remove } = scratchFolder();
afterAll(remove);

const cases = (name: string): string => fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url));
const plain = (name: string): string => fileURLToPath(new URL(`../../../examples/files/${name}`, import.meta.url));
const tokenizer = fileURLToPath(new URL("../../datasets/data/vocabulary/", import.meta.url));

const ENGINE = ["--passes", "16", "--workers", "1", "--overwrite"];

interface Pictures {
  readonly networks?: string;
  readonly pictures?: string;
  readonly masks?: string;
  readonly more?: readonly string[];
  readonly layers?: string;
}

/** The README's command on pictures; what is not given is plain. */
function analyzePictures(
  out: string,
  {
    networks = plain(""),
    pictures = plain("pictures"),
    masks = plain("masks"),
    more = [],
    layers = "conv,fc1",
  }: Pictures,
): Promise<Outcome> {
  const files = ["--distilled", join(networks, "student"), "--scratch", join(networks, "baseline")];
  const data = ["--data", pictures, "--masks", masks];
  const picture = ["--modality", "image", "--layer", layers, "--grid", "6x6"];
  const normalisation = more.includes("--mean") ? [] : ["--mean", "0,0,0", "--std", "1,1,1"];
  return run("analyze", ...files, ...data, ...picture, ...normalisation, "--out", at(out), ...ENGINE, ...more);
}

/** Entropies by network, layer, step, sample and unit, with the unit's region. */
async function entropiesOf(
  out: string,
): Promise<Map<string, { entropies: readonly number[]; regions: readonly string[] }>> {
  const maps = new Map<string, { entropies: readonly number[]; regions: readonly string[] }>();
  const files = readdirSync(join(at(out), "shards"), { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".parquet"))) {
    for (const { measurement, units } of (await readShard(readFileSync(join(at(out), "shards", file)))).maps) {
      const { layer, role, seed, step, sample } = measurement.key;
      maps.set([layer, role, seed, step, sample].join(" "), {
        entropies: [...measurement.map.entropies],
        regions: units.map(({ region }) => region),
      });
    }
  }
  return maps;
}

const reportOf = (out: string): Report => parseReport(readFileSync(join(at(out), "report.json"), "utf8"));

/** The run measured once that others are held against. */
let reference: Promise<Map<string, { entropies: readonly number[]; regions: readonly string[] }>> | undefined;
function plainRun(): Promise<Map<string, { entropies: readonly number[]; regions: readonly string[] }>> {
  reference ??= analyzePictures("plain", {}).then(({ code, error }) => {
    expect(code, error).toBe(0);
    return entropiesOf("plain");
  });
  return reference;
}

/** Every map of `out` is within `tolerance` nats of the plain run's, unit by unit, and of the same regions. */
async function likePlain(out: string, tolerance: number): Promise<void> {
  const [own, theirs] = [await entropiesOf(out), await plainRun()];
  expect(own.size).toBeGreaterThan(0);
  for (const [key, { entropies, regions }] of own) {
    const plainMap = theirs.get(key);
    expect(plainMap?.regions, key).toEqual(regions);
    const apart = entropies.map((entropy, unit) => Math.abs(entropy - (plainMap?.entropies[unit] ?? Number.NaN)));
    expect(Math.max(...apart), key).toBeLessThanOrEqual(tolerance);
  }
}

function pathsOf(out: string, layer: string, role: "distilled" | "scratch" = "distilled") {
  const task = reportOf(out).tasks.find((one) => one.layer === layer);
  const points = task?.trajectories?.[role] ?? [];
  return points.map(({ step, layerPath, networkPath }) => ({ step, layerPath, networkPath }));
}

describe("plain networks", () => {
  it("have the paths and the regions their maker computed", async () => {
    const maps = await plainRun();
    for (const [layer, own] of [
      ["conv", [0, 0.038, 0.121]],
      ["fc1", [0, 0.04, 0.131]],
    ] as const) {
      const paths = pathsOf("plain", layer);
      expect(paths.map(({ step }) => step)).toEqual([0, 100, 200]);
      for (const [k, value] of own.entries()) expect(paths[k]?.layerPath).toBeCloseTo(value, 3);
      for (const [k, value] of [0, 0.043, 0.132].entries()) expect(paths[k]?.networkPath).toBeCloseTo(value, 3);
      const regions = [...maps].filter(([key]) => key.startsWith(`${layer} `)).flatMap(([, map]) => map.regions);
      const count = (region: string): number => regions.filter((one) => one === region).length;
      expect([count("background"), count("foreground"), count("border")]).toEqual([558, 66, 24]);
    }
  });
});

describe("networks", () => {
  it("with BatchNormalization folded away: the entropies of plain, and a distance that says what it is", async () => {
    const { code, error } = await analyzePictures("bn-folded", { networks: cases("bn-folded") });
    expect(code, error).toBe(0);
    await likePlain("bn-folded", 1e-3);
    expect(error).toMatch(/folded/i);
  });

  it("in training mode are refused with the node's name", async () => {
    const { code, error } = await analyzePictures("bn-training", { networks: cases("bn-training") });
    expect(error).toMatch(/node bn\b.*training mode.*model\.eval\(\)/);
    expect(code).toBe(1);
  });

  it("with weights in Constant nodes: the numbers of plain", async () => {
    const { code, error } = await analyzePictures("constant", { networks: cases("constant-weights") });
    expect(code, error).toBe(0);
    await likePlain("constant", 0);
    await plainRun();
    for (const layer of ["conv", "fc1"]) expect(pathsOf("constant", layer)).toEqual(pathsOf("plain", layer));
  });

  it("with pads computed from constants: maps, and inspect says the same", async () => {
    const { code, error } = await analyzePictures("reflect", { networks: cases("reflect-pad") });
    expect(code, error).toBe(0);
    const inspected = await run("inspect", "--json", join(cases("reflect-pad"), "student/00100.onnx"));
    const { layers } = JSON.parse(inspected.out) as { layers: { name: string; obstacle?: string }[] };
    for (const name of ["conv", "fc1"]) expect(layers.find((layer) => layer.name === name)?.obstacle).toBeUndefined();
  });

  it("in half precision: measured in float32, and said", async () => {
    const { code, error } = await analyzePictures("float16", { networks: cases("float16") });
    expect(code, error).toBe(0);
    expect(error).toMatch(/float16|half precision/i);
    await likePlain("float16", 0.05);
  });

  it("that take bytes and normalise inside: measured from the first float tensor", async () => {
    const { code, error } = await analyzePictures("uint8", { networks: cases("uint8-input") });
    expect(code, error).toBe(0);
    const maps = [...(await entropiesOf("uint8")).values()];
    expect(maps.length).toBeGreaterThan(0);
    for (const { entropies } of maps) expect(entropies.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ["lr", ["epoch=0-lr=0.100", "epoch=30-lr=0.010", "epoch=60-lr=0.001"], [0, 30, 60]],
    ["loss", ["epoch=0-val_loss=2.31", "epoch=10-val_loss=0.87", "epoch=20-val_loss=1.09"], [0, 10, 20]],
  ])("named by epoch and %s are taken in the order of their epochs", async (name, names, steps) => {
    for (const role of ["student", "baseline"]) {
      for (const [k, step] of ["00000", "00100", "00200"].entries()) {
        cpSync(plain(`${role}/${step}.onnx`), at(`names-${name}/${role}/${names[k]}.onnx`));
      }
    }
    const { code, error } = await analyzePictures(`out-${name}`, { networks: at(`names-${name}`) });
    expect(code, error).toBe(0);
    expect(pathsOf(`out-${name}`, "fc1").map(({ step }) => step)).toEqual(steps);
    await plainRun();
    expect(pathsOf(`out-${name}`, "fc1").map(({ layerPath }) => layerPath)).toEqual(
      pathsOf("plain", "fc1").map(({ layerPath }) => layerPath),
    );
  });
});

describe("copies of a batch", () => {
  const mixed = (out: string, file: string): Promise<Outcome> => {
    const network = cases(`batch-mixing/${file}`);
    const rest = ["--data", plain("pictures"), "--masks", plain("masks"), "--modality", "image", "--grid", "4x4"];
    return run(
      "analyze",
      "--distilled",
      network,
      "--scratch",
      network,
      ...rest,
      "--layer",
      "fc1",
      "--mean",
      "0,0,0",
      "--std",
      "1,1,1",
      "--out",
      at(out),
      ...ENGINE,
    );
  };

  it.each(["batch-cumsum", "batch-mean"])("that change each other in %s are told by inspect too", async (name) => {
    const { out: output } = await run("inspect", cases(`batch-mixing/${name}.onnx`), "--json");
    const { suggested, layers }: Inspection = JSON.parse(output);
    expect(suggested.map(({ layer }) => layer)).toEqual(["conv", "relu"]);
    for (const layer of ["flat", "fc1", "fc2"])
      expect(layers.find((each) => each.name === layer)?.obstacle, layer).toMatch(/sample alone as beside another/);
  });

  it.each(["batch-cumsum", "batch-mean", "random-normal-like"])(
    "that change each other or draw noise in %s are refused",
    async (name) => {
      const { code, error } = await mixed(name, `${name}.onnx`);
      expect(code).toBe(1);
      expect(error).toMatch(/stillpoint: .*(copies|batch|random|differ)/i);
      expect(existsSync(join(at(name), "report.json"))).toBe(false);
    },
  );

  it("behind a bias that float32 cannot carry are warned of", async () => {
    const { code, error } = await mixed("bias", "bias1e5.onnx");
    expect(code, error).toBe(0);
    expect(error).toMatch(/float32/);
  });
});

describe("pictures and masks", () => {
  it("stored upside down with an EXIF orientation are turned, and it is said", async () => {
    const { code, error } = await analyzePictures("exif", { pictures: cases("pictures-exif3") });
    expect(code, error).toBe(0);
    expect(error).toMatch(/EXIF/);
    await likePlain("exif", 0.25);
  });

  it.each(["masks-ids16", "masks-dark-ground"])("%s mark what plain masks mark", async (masks) => {
    const { code, error } = await analyzePictures(masks, { masks: cases(masks) });
    if (code !== 0) expect(error).toMatch(/mask .*expected/);
    else await likePlain(masks, 0);
  });

  it("beside a Mac's resource forks are measured as without", async () => {
    cpSync(plain("pictures"), at("mac"), { recursive: true });
    cpSync(cases("pictures-mac"), at("mac"), { recursive: true });
    const { code, error } = await analyzePictures("out-mac", { pictures: at("mac") });
    expect(code, error).toBe(0);
    await likePlain("out-mac", 0);
  });
});

describe("clouds and texts", () => {
  const points = (out: string, data: string): Promise<Outcome> => {
    const files = ["--distilled", cases("points/student"), "--scratch", cases("points/baseline")];
    return run(
      "analyze",
      "--modality",
      "pointcloud",
      "--layer",
      "fc1",
      ...files,
      "--data",
      cases(data),
      "--out",
      at(out),
      ...ENGINE,
    );
  };

  it("with the count of points in the first line are the clouds without it", async () => {
    for (const data of ["clouds", "clouds-pts"]) expect((await points(data, data)).code).toBe(0);
    expect(await entropiesOf("clouds-pts")).toEqual(await entropiesOf("clouds"));
  });

  it("with spans counted in code points mark the words they name", async () => {
    const files = ["--distilled", cases("texts/student"), "--scratch", cases("texts/baseline")];
    const text = ["--modality", "sentiment", "--layer", "fc1", "--input", "embedded", "--tokenizer", tokenizer];
    const { code, error } = await run(
      "analyze",
      ...text,
      ...files,
      "--data",
      cases("texts/emoji.jsonl"),
      "--out",
      at("emoji"),
      ...ENGINE,
    );
    expect(code, error).toBe(0);
    const foreground: string[] = [];
    for (const shard of readdirSync(join(at("emoji"), "shards"), { recursive: true, encoding: "utf8" })) {
      if (!shard.endsWith(".parquet")) continue;
      for (const { units } of (await readShard(readFileSync(join(at("emoji"), "shards", shard)))).maps) {
        foreground.push(...units.filter(({ region }) => region === "foreground").map(({ label }) => label));
      }
    }
    expect(new Set(foreground.map((label) => label.replace(/^.*"(.*)".*$/, "$1")))).toEqual(new Set(["bad", "fine"]));
  });
});
