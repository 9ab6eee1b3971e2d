import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel } from "@stillpoint/autodiff";
import { measureEntropy, type Tensor, type UnitInput } from "@stillpoint/core";
import { weightNames, weightValues, withWeights } from "@stillpoint/distill";
import { parseReport, type Report } from "@stillpoint/report";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../../fixtures/command.ts";
import { convNetwork, graphNetwork, normals, type SavedNetwork, textNetwork } from "../../fixtures/saved-networks.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import type { FoundNetwork } from "../analyze/found-networks.ts";
import { checkpointFiles } from "../files/checkpoint-files.ts";
import { openOnnxEngine } from "./onnx-engine.ts";
import { openTfjsEngine } from "./tfjs-engine.ts";

const { at, write, remove } = scratchFolder();
const vocabulary = fileURLToPath(new URL("../../../datasets/data/vocabulary/", import.meta.url));

function put(folder: string, network: SavedNetwork): void {
  for (const [name, contents] of Object.entries(network)) write(`${folder}/${name}`, contents);
}

/** Both students at steps 0 and 10; they start alike. */
function students(name: string, network: (seed: number) => SavedNetwork): void {
  for (const [k, role] of ["distilled", "scratch"].entries()) {
    put(`${name}/${role}/step=0`, network(0));
    put(`${name}/${role}/step=10`, network(10 + k));
  }
}

beforeAll(async () => {
  tf.enableProdMode();
  students("conv", convNetwork);
  students("graph", graphNetwork);
  students("text", textNetwork);
  for (const k of [1, 2, 3]) {
    const pixels = Uint8Array.from({ length: 8 * 8 * 4 }, (_, p) => {
      const [row, column] = [Math.floor(p / 32), Math.floor((p % 32) / 4)];
      if (p % 4 === 3) return row > 1 && row < 6 && column > 1 && column < 6 ? 255 : 0;
      return (p * 37 * k) % 256;
    });
    const raw = { width: 8, height: 8, channels: 4 } as const;
    write(`pictures/${k % 2 === 0 ? "b" : "a"}/${k}.png`, await sharp(pixels, { raw }).png().toBuffer());
  }
  write("sentences.tsv", "a wonderful , dull film\t1\nplain words are good\t0\n");
});
afterAll(remove);

const nets = (name: string): string[] => ["--distilled", at(`${name}/distilled`), "--scratch", at(`${name}/scratch`)];
const analyze = (out: string, ...args: string[]): Promise<Outcome> =>
  run("analyze", "--overwrite", "--passes", "8", "--no-accuracy", "--out", at(out), ...args);
const report = (out: string): Report => parseReport(readFileSync(join(at(out), "report.json"), "utf8"));
const sentences = ["--modality", "sentiment", "--tokenizer", vocabulary, "--data", at("sentences.tsv")];
const pictures = ["--modality", "image", "--grid", "4x4", "--data"];

describe("analyze of TensorFlow.js models", () => {
  it("measures a layers model at inner layers, and says on which backend", async () => {
    const { code, error } = await analyze(
      "conv-out",
      ...nets("conv"),
      ...pictures,
      at("pictures"),
      "--layer",
      "conv1,fc1",
    );
    expect(code, error).toBe(0);
    expect(error).toMatch(/TensorFlow\.js 4\.\d+\.\d+ on \w+/);
    expect(error).toContain('distilled, seed 0: steps 0, 10 from "step"');
    expect(error).toMatch(/distilled of seed 0 answers \d of 3 .* of the labelled samples rightly/);
    expect(error).not.toContain("other weights at step 0");
    const { tasks, run: made } = report("conv-out");
    expect(tasks.map(({ layer }) => layer)).toEqual(["conv1", "fc1"]);
    expect(made?.versions?.runtime).toMatch(/^tensorflow\.js 4\.\d+\.\d+ on /);
  });

  it("measures a converted graph that takes bytes in a batch of 1", async () => {
    const layer = ["--layer", "block/relu"];
    const { code, error } = await analyze("graph-out", ...nets("graph"), ...pictures, at("pictures"), ...layer);
    expect(code, error).toBe(0);
    expect(error).toContain("input picture takes bytes: fed as they are, 0 to 255; noise is added to float");
    expect(report("graph-out").tasks[0]).toMatchObject({ samples: 3 });
  });

  it("measures a text network at its embeddings, with energies averaged behind the maximum over words", async () => {
    const { code, error } = await analyze("text-out", ...nets("text"), ...sentences, "--layer", "conv,pooled");
    expect(code, error).toBe(0);
    expect(error).toContain("noise is added to embedding, 16 tokens a text");
    expect(error).toContain("a maximum over all tokens lies before pooled: energies are averaged");
    expect(error).toMatch(/warning: distilled of seed 0 answers class \d to all 2 samples|answers \d of 2/);
  });

  it("takes a single folder, its model.json, and globs of them", async () => {
    const one = at("conv/distilled/step=10");
    const other = join(at("conv/scratch/step=10"), "model.json");
    const mixed = await analyze(
      "single",
      "--distilled",
      one,
      "--scratch",
      other,
      ...pictures,
      at("pictures"),
      "--layer",
      "fc1",
    );
    expect(mixed.code, mixed.error).toBe(0);
    expect(mixed.error).toContain('distilled, seed 0: step 10 from "step"');
    expect(mixed.error).toContain('scratch, seed 0: step 10 from "step"');
    const glob = ["--distilled", at("conv/distilled/*/model.json"), "--scratch", at("conv/scratch/step=*")];
    const many = await analyze("globs", ...glob, ...pictures, at("pictures"), "--layer", "fc1");
    expect(many.code, many.error).toBe(0);
    expect(many.error).toContain('scratch, seed 0: steps 0, 10 from "step"');
  });

  it("takes the path from a record beside the folders, by the weight's own name, and measures a teacher once", async () => {
    students("recorded", convNetwork);
    const rows = "step,name,path,norm\n0,fc1/kernel,0,2\n10,fc1/kernel,1,2\n0,*,0,4\n10,*,3,4\n";
    for (const role of ["distilled", "scratch"]) write(`recorded/${role}/path.csv`, rows);
    put("teacher", convNetwork(7));
    const more = ["--layer", "fc1", "--teacher", at("teacher")];
    const { code, error } = await analyze("recorded-out", ...nets("recorded"), ...pictures, at("pictures"), ...more);
    expect(code, error).toBe(0);
    expect(error).not.toContain("from exported weights");
    expect(error).toContain(`teacher: ${join(at("teacher"), "model.json")}`);
    expect(error).toMatch(/the teacher answers \d of 3/);
  });

  it("answers a wrong name with the nearest ones", async () => {
    const refused = async (network: string, layer: string, ...more: string[]): Promise<string> => {
      const { code, error } = await analyze(
        "wrong",
        ...nets(network),
        ...pictures,
        at("pictures"),
        "--layer",
        layer,
        ...more,
      );
      expect(code).not.toBe(0);
      return error;
    };
    expect(await refused("conv", "fc11")).toMatch(/network .*model\.json: layer fc11: .*did you mean fc1/);
    expect(await refused("graph", "block/rellu")).toMatch(/layer block\/rellu: .*did you mean block\/relu/);
    expect(await refused("conv", "fc1", "--input", "conv_inputs")).toMatch(/conv_inputs: .*did you mean conv\w*/);
  });

  it("takes a scope of a converted graph for its output, as a path of modules", async () => {
    const inside = (seed: number): SavedNetwork => {
      const network = graphNetwork(seed);
      const json = String(network["model.json"]).replaceAll("block/", "StatefulPartitionedCall/net/block/");
      return { ...network, "model.json": json };
    };
    students("scoped", inside);
    const entropies = async (layer: string): Promise<unknown> => {
      const { code, error } = await analyze(
        "scoped-out",
        ...nets("scoped"),
        ...pictures,
        at("pictures"),
        "--layer",
        layer,
      );
      expect(code, error).toBe(0);
      const [task] = report("scoped-out").tasks;
      expect(task?.engine.meanEntropy).toBeTypeOf("number");
      return [task?.groups, task?.trajectories, task?.engine.meanEntropy];
    };
    const direct = await entropies("StatefulPartitionedCall/net/block/relu");
    for (const layer of ["block", "net.block", "net/block"]) expect(await entropies(layer)).toEqual(direct);
    const wrong = await analyze("scoped-out", ...nets("scoped"), ...pictures, at("pictures"), "--layer", "net/blok");
    expect(wrong.error).toMatch(
      /layer net\/blok: expected a tensor or module of the network; .*did you mean net\.block/,
    );
  });

  it("refuses networks of two engines, and a provider", async () => {
    write("mixed/0.onnx", new Uint8Array([8, 8]));
    const both = ["--distilled", at("conv/distilled/step=10"), "--scratch", at("mixed/0.onnx")];
    const mixed = await analyze("mixed-out", ...both, ...pictures, at("pictures"), "--layer", "fc1");
    expect(mixed.error).toContain("networks: expected all as ONNX or all as TensorFlow.js; got");
    const provider = ["--layer", "fc1", "--provider", "cpu"];
    const chosen = await analyze("provider-out", ...nets("conv"), ...pictures, at("pictures"), ...provider);
    expect(chosen.error).toContain("--provider: expected with ONNX networks; got cpu with TensorFlow.js models");
  });

  it("names a shard that is missing, cut short or elsewhere, and quantised weights", async () => {
    const network = convNetwork(0);
    const json = String(network["model.json"]);
    const weights = network["weights.bin"] ?? "";
    const refused = async (name: string, files: SavedNetwork): Promise<string> => {
      put(`${name}/distilled`, files);
      put(`${name}/scratch`, files);
      const { code, error } = await analyze(
        `${name}-out`,
        ...nets(name),
        ...pictures,
        at("pictures"),
        "--layer",
        "fc1",
      );
      expect(code).toBe(1);
      return error;
    };
    expect(await refused("missing", { "model.json": json })).toMatch(
      /network .*model\.json: weights: expected weights\.bin beside the model\.json; got no such file/,
    );
    expect(await refused("short", { "model.json": json, "weights.bin": weights.slice(0, 40) })).toMatch(
      /weights: expected \d+ bytes in weights\.bin; got 40/,
    );
    for (const path of ["../weights.bin", "/etc/passwd", "https://example.org/w.bin"]) {
      const named = json.replace('"weights.bin"', JSON.stringify(path));
      expect(await refused("elsewhere", { "model.json": named })).toContain(
        "weightsManifest: expected paths of shards beside the model.json; got",
      );
    }
    const whole = '"shape":[3,3,3,4],"dtype":"float32"';
    const quantised = json.replace(whole, `${whole},"quantization":{"dtype":"uint8","min":0,"scale":1}`);
    expect(await refused("quantised", { "model.json": quantised, "weights.bin": weights })).toMatch(
      /weight conv1\/kernel: expected float32 or float16; got numbers quantised to uint8/,
    );
  });
});

describe("one network saved for both engines", () => {
  const fixture = (name: string): Buffer => readFileSync(new URL(`../../../tfjs/fixtures/${name}`, import.meta.url));
  const picture = (): Tensor => ({ type: "float32", shape: [1, 3, 8, 8], data: normals(192, 2, "picture") });
  const units: UnitInput = {
    inputs: {},
    unitOf: {
      data: Int32Array.from({ length: 64 }, (_, p) => Math.floor(p / 16) * 4 + Math.floor((p % 8) / 2)),
      shape: [1, 8, 8],
    },
    units: Array.from({ length: 16 }, (_, i) => ({ label: `patch ${i}`, region: "background" })),
  };

  /** Step 0 as it was made, step 10 with every weight moved by a hundredth. */
  function both(): void {
    const onnx = fixture("network.onnx");
    const { modelTopology, weightSpecs, weightData } = JSON.parse(fixture("network.layers.json").toString());
    const manifest = [{ paths: ["w.bin"], weights: weightSpecs }];
    const model = readModel(onnx);
    const moved = new Map(
      weightNames(model.graph).map((name) => [name, weightValues(model, name).map((w) => w + 0.01)]),
    );
    const bytes = Buffer.from(weightData, "base64");
    const floats = new Float32Array(new Uint8Array(bytes).buffer);
    for (const [step, file, weights] of [
      [0, onnx, floats],
      [10, withWeights(model, moved), floats.map((w) => w + 0.01)],
    ] as const) {
      write(`same/onnx/step=${step}.onnx`, file);
      write(`same/tfjs/step=${step}/model.json`, JSON.stringify({ modelTopology, weightsManifest: manifest }));
      write(`same/tfjs/step=${step}/w.bin`, new Uint8Array(weights.buffer));
    }
  }

  it.each(["conv2", "fc1", "fc2"])("has the same entropies and paths at %s", async (layer) => {
    both();
    const found = (folder: string): FoundNetwork[] => {
      const files = checkpointFiles(at(`same/${folder}`));
      return [{ role: "distilled", seed: 0, files, steps: files.map(({ step }) => step) }];
    };
    await using onnx = await openOnnxEngine({ workers: 1 }, found("onnx"));
    await using tfjs = await openTfjsEngine({});
    const results = [];
    for (const [engine, folder, from] of [
      [onnx, "onnx", "image"],
      [tfjs, "tfjs", "image_last_input"],
    ] as const) {
      const inputs = { [from]: picture() };
      const { checkpoints } = await engine.taskNetwork(found(folder)[0]!, layer, from, inputs);
      const maps = [];
      for (const { open } of checkpoints) {
        await using model = await open(layer);
        const options = { seed: 1, sample: "picture", sigma0: 0.01, recipe: "limit", passes: 64 } as const;
        maps.push(await measureEntropy(await model.bind(inputs), units, options));
      }
      results.push({ maps, paths: checkpoints.map(({ path }) => path) });
    }
    const [one, other] = results;
    expect(one?.maps).toHaveLength(2);
    for (const [k, map] of one!.maps.entries()) {
      expect(map.unitsAtBound).toBeLessThan(16);
      for (const [i, entropy] of map.entropies.entries()) {
        expect(Math.abs(entropy - other!.maps[k]!.entropies[i]!)).toBeLessThan(1e-3);
      }
    }
    expect(one!.paths[1]!.layer.perCheckpoint).toBeGreaterThan(0);
    for (const what of ["layer", "network"] as const) {
      const [a, b] = [one!.paths[1]![what].perCheckpoint, other!.paths[1]![what].perCheckpoint];
      expect(Math.abs(a / b - 1)).toBeLessThan(1e-6);
    }
  });
});

describe("inspect of TensorFlow.js models", () => {
  it("lists layers with shapes, suggests some, and ends with the command", async () => {
    const { code, out, error } = await run("inspect", at("conv/distilled/step=10"));
    expect(code, error).toBe(0);
    expect(out).toMatch(/model\.json: TensorFlow\.js layers model, run on \w[\w-]*, 516 weights, by TensorFlow\.js/);
    expect(out).toMatch(/input {3}conv1_input float32 \[batch, 8, 8, 3\] {2}pictures .*noise is added here/);
    expect(out).toMatch(/conv1 +Conv2D +\[batch, 8, 8, 4\]/);
    expect(out).toMatch(/suggested layers\n {2}\w+/);
    expect(out).toMatch(/stillpoint analyze --distilled .* --modality image --layer \w+/);
  });

  it("tells bytes, a fixed batch and token ids", async () => {
    const graph = (await run("inspect", join(at("graph/distilled/step=0"), "model.json"))).out;
    expect(graph).toContain("noise is added to float");
    expect(graph).toContain("the batch is fixed: picture takes 1");
    expect(graph).toMatch(/block\/relu +Relu +\[1, 8, 8, 4\]/);
    const text = (await run("inspect", at("text/distilled/step=0"), "--json")).out;
    expect(JSON.parse(text)).toMatchObject({ from: "embedding", modality: "sentiment" });
  });
});
