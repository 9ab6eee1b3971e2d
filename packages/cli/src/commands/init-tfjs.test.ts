import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseReport } from "@stillpoint/report";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { convNetwork, graphNetwork, type SavedNetwork, textNetwork } from "../../fixtures/saved-networks.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { parseJsonc } from "../analyze/jsonc.ts";

tf.enableProdMode();
const { at, write, remove } = scratchFolder();
afterAll(remove);

const config = (folder: string): Record<string, unknown> =>
  Object(parseJsonc(readFileSync(join(at(folder), "stillpoint.jsonc"), "utf8")));

function put(folder: string, network: SavedNetwork): void {
  for (const [name, contents] of Object.entries(network)) write(`${folder}/${name}`, contents);
}

/** A network as a download is saved: one JSON and its weights, both by its own name. */
function downloaded(network: SavedNetwork, name: string): SavedNetwork {
  const json = String(network["model.json"]).replace('"weights.bin"', JSON.stringify(`${name}.weights.bin`));
  return { [`${name}.json`]: json, [`${name}.weights.bin`]: network["weights.bin"] ?? "" };
}

/** Pictures of two classes, transparent around the object. */
async function pictures(folder: string): Promise<void> {
  for (const k of [1, 2, 3, 4]) {
    const pixels = Uint8Array.from({ length: 8 * 8 * 4 }, (_, p) => {
      const [row, column] = [Math.floor(p / 32), Math.floor((p % 32) / 4)];
      if (p % 4 === 3) return row > 1 && row < 6 && column > 1 && column < 6 ? 255 : 0;
      return (p * 37 * k) % 256;
    });
    const raw = { width: 8, height: 8, channels: 4 } as const;
    write(`${folder}/${k % 2 === 0 ? "b" : "a"}/${k}.png`, await sharp(pixels, { raw }).png().toBuffer());
  }
}

/** A pair at steps 0 and 10 below a folder, as `model.save` leaves it. */
function pair(folder: string, network: (seed: number) => SavedNetwork, seed = 0): void {
  for (const [k, role] of ["distilled", "scratch"].entries()) {
    put(`${folder}/${role}/step-0`, network(seed));
    put(`${folder}/${role}/step-10`, network(100 * seed + 10 + k));
  }
}

describe("stillpoint init on TensorFlow.js models", () => {
  it("writes a config for three roles of two seeds and a teacher that analyze takes as it is", async () => {
    for (const seed of [0, 1]) {
      pair(`tree/runs/seed${seed}`, convNetwork, seed);
      put(`tree/runs/seed${seed}/null/step-0`, convNetwork(seed));
      put(`tree/runs/seed${seed}/null/step-10`, convNetwork(100 * seed + 20));
    }
    put("tree/teacher", convNetwork(7));
    await pictures("tree/photos");
    const { code, out, error } = await run("init", at("tree"));
    expect(error).toBe("");
    expect(code).toBe(0);
    expect(out).toContain('distilled, seed 1: runs/seed1/distilled, steps 0, 10 from "step"');
    expect(out).toContain("network: conv1_input [batch, 8, 8, 3]: image");
    expect(out).toContain("not known: masks; without them every picture needs a transparent background");
    expect(out).not.toContain("not clear");
    expect(config("tree")).toEqual({
      $schema: "./stillpoint.schema.json",
      modality: "image",
      data: "photos",
      layer: ["pool", "conv1", "fc1"],
      grid: "8x8",
      teacher: "teacher",
      networks: [0, 1].map((seed) => ({
        seed,
        distilled: `runs/seed${seed}/distilled`,
        scratch: `runs/seed${seed}/scratch`,
        null: `runs/seed${seed}/null`,
      })),
      out: "stillpoint-report",
    });
    const analysed = await run("analyze", at("tree/stillpoint.jsonc"), "--passes", "8", "--no-accuracy");
    expect(analysed.code, analysed.error).toBe(0);
    const report = parseReport(readFileSync(at("tree/stillpoint-report/report.json"), "utf8"));
    expect(report.seeds).toEqual([0, 1]);
    expect(report.tasks.map(({ layer, samples }) => [layer, samples])).toEqual([
      ["pool", 4],
      ["conv1", 4],
      ["fc1", 4],
    ]);
  });

  it.each([
    ["folders told apart by role and step", "runs/kd-30", "runs/vanilla-30", "runs/kd-*/model.json"],
    ["folders without a step", "a/kd", "a/vanilla", "a/kd"],
    ["steps without a word", "kd/30", "vanilla/30", "kd"],
  ])("finds %s", async (name, kd, vanilla, pattern) => {
    const folder = name.replaceAll(" ", "-");
    put(`${folder}/${kd}`, convNetwork(1));
    put(`${folder}/${vanilla}`, convNetwork(2));
    if (kd.endsWith("30")) {
      put(`${folder}/${kd.replace("30", "60")}`, convNetwork(3));
      put(`${folder}/${vanilla.replace("30", "60")}`, convNetwork(4));
    }
    const { out } = await run("init", at(folder));
    expect(out).toContain(`distilled: ${pattern}, steps ${kd.endsWith("30") ? "30, 60" : "0"}`);
    expect(config(folder).networks).toMatchObject([{ seed: 0, distilled: pattern }]);
  });

  it("joins checkpoints whose step is told above their role, in both kinds of files, and no two runs", async () => {
    const onnx = readFileSync(new URL("../../../../examples/files/student/00000.onnx", import.meta.url));
    for (const role of ["distilled", "scratch"]) {
      for (const step of [0, 30]) {
        put(`above/step-${step}/${role}`, convNetwork(step));
        write(`onnx-above/epoch=${step}/${role}.onnx`, onnx);
        put(`runs/run${step}/${role}`, convNetwork(step));
      }
    }
    const { out } = await run("init", at("above"));
    expect(out).toContain('distilled: */distilled/model.json, steps 0, 30 from "step"');
    expect(config("above").networks).toEqual([
      { seed: 0, distilled: "*/distilled/model.json", scratch: "*/scratch/model.json" },
    ]);
    await run("init", at("onnx-above"));
    expect(config("onnx-above").networks).toEqual([
      { seed: 0, distilled: "*/distilled.onnx", scratch: "*/scratch.onnx" },
    ]);
    const runs = await run("init", at("runs"));
    expect(runs.out).toContain("distilled without a seed: run0/distilled, run30/distilled could be meant");
  });

  it("finds models that were saved as files of their own names, which analyze takes too", async () => {
    for (const [k, name] of ["kd-30", "kd-60", "vanilla-30", "vanilla-60"].entries()) {
      put("files/nets", downloaded(convNetwork(k), name));
    }
    for (const [k, name] of ["30", "60"].entries()) put("files/null", downloaded(convNetwork(k + 8), name));
    await pictures("files/photos");
    const { out } = await run("init", at("files"));
    expect(out).not.toContain("not clear");
    expect(config("files").networks).toEqual([
      { seed: 0, distilled: "nets/kd-*.json", scratch: "nets/vanilla-*.json", null: "null/*.json" },
    ]);
    const measured = await run("analyze", at("files/stillpoint.jsonc"), "--passes", "8", "--no-accuracy");
    expect(measured.code, measured.error).toBe(0);
    expect(measured.error).toContain("distilled, seed 0: steps 30, 60");
    const folder = await run("inspect", at("files/nets/kd-30.json"));
    expect(folder.out).toContain("TensorFlow.js layers model");
  });

  it("reads bytes in a fixed batch, and token ids", async () => {
    pair("bytes", graphNetwork);
    const bytes = await run("init", at("bytes"));
    expect(bytes.out).toContain("network: picture [1, 8, 8, 3]: image");
    expect(bytes.out).not.toContain("mean and std");
    expect(config("bytes")).toMatchObject({ modality: "image", grid: "8x8" });
    pair("text", textNetwork);
    write("text/reviews.tsv", "a wonderful , dull film\t1\nplain words are good\t0\n");
    const text = await run("init", at("text"));
    expect(text.out).toContain("network: input_ids [batch, 16]: sentiment");
    expect(config("text")).toMatchObject({ modality: "sentiment", data: "reviews.tsv", layer: ["conv", "pooled"] });
  });

  it("of ONNX files and TensorFlow.js models takes those with a pair, and none where both have one", async () => {
    const onnx = readFileSync(new URL("../../../../examples/files/student/00000.onnx", import.meta.url));
    pair("kinds", convNetwork);
    write("kinds/onnx/distilled.onnx", onnx);
    const one = await run("init", at("kinds"));
    expect(one.out).toContain(
      "not clear: networks: onnx as ONNX and distilled, scratch as TensorFlow.js; a run takes one kind; those as TensorFlow.js are taken",
    );
    expect(config("kinds").networks).toEqual([{ seed: 0, distilled: "distilled", scratch: "scratch" }]);
    write("kinds/onnx/scratch.onnx", onnx);
    const both = await run("init", at("kinds"), "--overwrite");
    expect(both.out).toMatch(/not clear: networks: .*; a run takes one kind; none are taken: move one kind away/);
    expect(config("kinds").networks).toBeUndefined();
  });

  it("names damaged files and missing shards, and reads the network from those that are whole", async () => {
    pair("damaged", convNetwork);
    const json = String(convNetwork(0)["model.json"]);
    write("damaged/distilled/step-0/model.json", json.slice(0, 300));
    rmSync(at("damaged/scratch/step-10/weights.bin"));
    const { code, out } = await run("init", at("damaged"));
    expect(code).toBe(0);
    expect(out).toMatch(
      /not clear: network .*distilled\/step-0\/model\.json: model\.json: expected modelTopology and weightsManifest; got text that is no JSON, or is cut short; save/,
    );
    expect(out).toMatch(
      /not clear: network .*scratch\/step-10\/model\.json: weights: expected weights\.bin beside the model\.json; got no such file; copy it there/,
    );
    expect(config("damaged")).toMatchObject({
      layer: ["pool", "conv1", "fc1"],
      networks: [{ seed: 0, distilled: "distilled", scratch: "scratch" }],
    });
    const refused = await run("analyze", at("damaged/stillpoint.jsonc"), "--data", at("tree/photos"));
    expect(refused.error).toMatch(/network .*step-0\/model\.json: model\.json: .*got text that is no JSON/);
  });

  it("says of a model.json that is none, and of an empty one, what it holds", async () => {
    pair("other", convNetwork);
    write("other/distilled/model.json", JSON.stringify({ class_name: "Sequential", config: {} }));
    const { out } = await run("init", at("other"));
    expect(out).toContain(
      "not clear: distilled/model.json: no network that TensorFlow.js saved, which it is called like",
    );
    expect(config("other").networks).toEqual([{ seed: 0, distilled: "distilled", scratch: "scratch" }]);
    write("keras/distilled/model.json", JSON.stringify({ class_name: "Sequential", config: {} }));
    for (const file of ["keras/distilled", "keras/distilled/model.json"]) {
      const inspected = await run("inspect", at(file));
      expect(inspected.error).toMatch(/model\.json: model\.json: .*; got Keras's own description of a network, which/);
      const refused = await run("analyze", "--distilled", at(file), "--scratch", at("other/scratch"), ...NEEDED);
      expect(refused.error).toMatch(/model\.json: model\.json: .*; got Keras's own description of a network, which/);
    }
    write("nothing/distilled/model.json", "");
    const nothing = await run("init", at("nothing"));
    expect(nothing.out).toMatch(/distilled\/model\.json: model\.json: expected .*; got an empty file; save/);
    const inspected = await run("inspect", at("nothing/distilled"));
    expect(inspected.error).toMatch(/distilled\/model\.json: model\.json: expected .*; got an empty file; save/);
  });

  it("of a graph whose nodes have no names, and of no graph at all, says so", async () => {
    const network = graphNetwork(0);
    const json = String(network["model.json"]);
    const without = json.replace('"name":"block/relu",', "");
    const empty = json.replace(/"node":\[.*\],"versions"/, '"node":[],"versions"');
    for (const [name, text, got] of [
      ["unnamed", without, '{"op":"Relu"'],
      ["no-nodes", empty, "none;"],
      ["no-layers", String(convNetwork(0)["model.json"]).replace('"class_name":"Sequential",', ""), '{"config"'],
    ] as const) {
      expect(text).not.toBe(json);
      pair(name, () => ({ ...network, "model.json": text }));
      const { code, out } = await run("init", at(name));
      expect(code).toBe(0);
      expect(out).toContain(`/distilled/step-0/model.json: modelTopology: expected`);
      expect(out).toContain(`; got ${got}`);
    }
  });

  it("refuses to choose between a folder's model.json and others in it", async () => {
    pair("two", convNetwork);
    put("two/distilled", convNetwork(5));
    const { out } = await run("init", at("two"));
    expect(out).toMatch(
      /not clear: checkpoints .*distilled: expected one network, or a folder for each step; got model\.json beside step-0\/model\.json, step-10\/model\.json; name a file/,
    );
    expect(config("two").networks).toEqual([{ seed: 0, distilled: "distilled/*/model.json", scratch: "scratch" }]);
    const refused = await run("analyze", "--distilled", at("two/distilled"), "--scratch", at("two/scratch"), ...NEEDED);
    expect(refused.error).toMatch(/expected one network, or a folder for each step; got model\.json beside step-0/);
    put("two/scratch/step-0", downloaded(convNetwork(6), "best"));
    const best = await run("inspect", at("two/scratch/step-0"));
    expect(best.error).toMatch(/got model\.json beside best\.json; name a file/);
  });
});

const NEEDED = ["--modality", "image", "--layer", "fc1", "--data", "nowhere", "--out", "nowhere"];
