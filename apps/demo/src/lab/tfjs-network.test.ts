// Networks of TensorFlow.js in the lab, beside the ONNX file of the same network.

import { readFileSync } from "node:fs";
import { createNoiseCache } from "@stillpoint/core";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { fitImages } from "@stillpoint/preprocess";
import type { Backend } from "@stillpoint/tfjs";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  convNetwork,
  graphNetwork,
  type SavedNetwork,
  textNetwork,
} from "../../../../packages/cli/fixtures/saved-networks.ts";
import { Answers } from "./answer.ts";
import { checkLayerOf } from "./check-layer.ts";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./held-network.ts";
import { measureLive } from "./live-map.ts";
import { holdNetworks } from "./networks.ts";
import { OpenModels } from "./open-models.ts";
import type { LabMap, NamedFile } from "./protocol.ts";
import { reportRun } from "./report-run.ts";

const runtime = nodeRuntime({ workers: 1 });
const backend: Backend = { name: "cpu", tf, passedOver: [{ name: "wasm", reason: "tests run without it" }] };
const WISH = { seed: 0, passes: 32 } as const;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});
afterAll(() => runtime.close());

const dropped = (folder: string, network: SavedNetwork): NamedFile[] =>
  Object.entries(network).map(([name, content]) => ({
    name: `${folder}/${name}`,
    content: new Blob([typeof content === "string" ? content : content.slice()]),
  }));

async function hold(files: readonly NamedFile[]): Promise<HeldNetwork> {
  const [held] = await holdNetworks(files, runtime, async () => backend);
  if (held === undefined) throw new Error("no network");
  return held;
}

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../../packages/tfjs/fixtures/${name}`, import.meta.url));

/** One network as both engines have it. */
async function twins(): Promise<readonly [onnx: HeldNetwork, tfjs: HeldNetwork]> {
  const { modelTopology, weightSpecs, weightData } = JSON.parse(fixture("network.layers.json").toString());
  const weightsManifest = [{ paths: ["group1-shard1of1.bin"], weights: weightSpecs }];
  const files = {
    "model.json": JSON.stringify({ format: "layers-model", modelTopology, weightsManifest }),
    "group1-shard1of1.bin": new Uint8Array(Buffer.from(weightData, "base64")),
  };
  const onnx = [{ name: "network.onnx", content: new Blob([new Uint8Array(fixture("network.onnx"))]) }];
  return [await hold(onnx), await hold(dropped("twin", files))];
}

/** A bright square on a dark ground. */
async function pictureFor({ name, graph }: HeldNetwork): Promise<HeldSample> {
  const decoded = (value: (k: number) => number) => ({
    path: "a.png",
    width: 8,
    height: 8,
    channels: 3 as const,
    bytes: Uint8Array.from({ length: 192 }, (_, k) => value(Math.floor(k / 3))),
  });
  const isInside = (k: number): boolean => k % 8 > 2 && k % 8 < 7 && k > 15 && k < 48;
  const { modality, from, samples } = await fitImages(
    { name, graph },
    {
      pictures: {
        place: "pictures",
        names: ["a.png"],
        decode: async () => decoded((k) => (isInside(k) ? 190 : 30) + ((13 * k) % 40)),
      },
      masks: { place: "masks", names: ["a.png"], decode: async () => decoded((k) => (isInside(k) ? 255 : 0)) },
      grid: [4, 4],
    },
  );
  return heldSample(modality, from, samples[0]);
}

function heldSample(
  modality: HeldSample["modality"],
  from: string,
  sample: HeldSample["sample"] | undefined,
): HeldSample {
  if (sample === undefined) throw new Error("no sample");
  const { info, look } = sample;
  const nothing = { picture: "", annotation: "", labels: [], regions: [], parts: [] };
  return {
    sample,
    modality,
    from,
    shown: { id: info.id, group: info.group, title: look.title, layout: look.layout, ...nothing },
  };
}

async function mapOf(network: HeldNetwork, sample: HeldSample, layer: string): Promise<LabMap> {
  const models = new OpenModels(runtime);
  try {
    return await measureLive(await models.bind(network, sample, layer), sample, WISH, {
      live: false,
      tell: () => undefined,
      signal: new AbortController().signal,
      cache: createNoiseCache(2 ** 20),
    });
  } finally {
    await models.close();
  }
}

describe("a network saved both as ONNX and by TensorFlow.js", () => {
  it.each(["conv2", "fc1", "fc2"])("has the same map and the same answer at %s", async (layer) => {
    const [onnx, saved] = await twins();
    const [one, other] = [await pictureFor(onnx), await pictureFor(saved)];
    const [want, got] = [await mapOf(onnx, one, layer), await mapOf(saved, other, layer)];
    expect(got.entropies).toHaveLength(16);
    for (const [k, entropy] of want.entropies.entries())
      expect(Math.abs((got.entropies[k] ?? Number.NaN) - entropy)).toBeLessThan(1e-3);
    expect(new Set(want.entropies).size).toBeGreaterThan(8);
    const answers = new Answers(runtime);
    const [said, heard] = [await answers.ask(onnx, one), await answers.ask(saved, other)];
    await answers.close();
    if (said.kind !== "class" || heard.kind !== "class") throw new Error("no classes");
    expect(heard.probabilities).toHaveLength(4);
    for (const [k, share] of said.probabilities.entries())
      expect(Math.abs((heard.probabilities[k] ?? Number.NaN) - share)).toBeLessThan(1e-5);
    saved.close();
  });
});

describe("a network of TensorFlow.js", () => {
  it("says where it runs, lists its layers, is checked, measured and reported", async () => {
    const [held, other] = [await hold(dropped("kd", convNetwork(0))), await hold(dropped("scratch", convNetwork(1)))];
    const { inspection } = held;
    expect(inspection?.format).toBe("TensorFlow.js layers model, run on cpu");
    expect(inspection?.warnings).toEqual(["not on wasm: tests run without it"]);
    expect(inspection?.modality).toBe("image");
    expect(inspection?.layers.map(({ name }) => name)).toEqual(["conv1", "pool", "flat", "fc1", "fc2"]);
    expect(inspection?.suggested.length).toBeGreaterThan(0);
    const sample = await pictureFor(held);
    expect(await checkLayerOf(held, sample, "fc1", runtime)).toEqual({ behindMaximum: false, notes: [] });
    const networks = [
      { ...held, role: "distilled", layer: "fc1" },
      { ...other, role: "scratch", layer: "fc1" },
    ] as const;
    const files = await reportRun(
      { networks, samples: [sample] },
      { title: "own", layer: "fc1", foregroundRule: "drawn", wish: WISH },
      { runtime, tell: () => undefined, signal: new AbortController().signal },
    );
    expect(JSON.parse(await files.json.text()).run.versions.engine).toBe(`tensorflow.js ${tf.version_core} on cpu`);
    expect(await held.identity()).not.toBe(await other.identity());
    held.close();
    other.close();
  });

  it("is measured from bytes in a batch that is fixed at 1, copies one by one", async () => {
    const held = await hold(dropped("graph", graphNetwork(0)));
    expect(held.inspection?.warnings).toContainEqual(expect.stringMatching(/^the batch is fixed: picture takes 1; /));
    const sample = await pictureFor(held);
    expect(sample.from).toBe("float");
    const { entropies } = await mapOf(held, sample, "logits");
    expect(entropies.every(Number.isFinite)).toBe(true);
    const answers = new Answers(runtime);
    expect(await answers.ask(held, sample)).toMatchObject({ kind: "class", probabilities: { length: 2 } });
    held.close();
  });

  it("names the nearest layers where one is asked for that it does not have", async () => {
    const held = await hold(dropped("kd", convNetwork(0)));
    const sample = await pictureFor(held);
    await expect(mapOf(held, sample, "fc11")).rejects.toThrow(/fc11.*(fc1|fc2)/);
    await expect(mapOf(held, sample, "fc11")).rejects.toMatchObject({ code: "LAYER" });
    held.close();
  });

  it("frees its weights when it is forgotten", async () => {
    const files = dropped("text", textNetwork(0));
    const before = tf.memory().numTensors;
    const held = await hold(files);
    expect(held.inspection?.modality).toBe("sentiment");
    held.close();
    held.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<readonly [string, (files: SavedNetwork) => SavedNetwork, RegExp]>([
    [
      "a shard that is missing",
      ({ "model.json": json }) => ({ "model.json": json ?? "" }),
      /^network tf\/model\.json: weights: expected weights\.bin beside the model\.json; got no such file; drop both/,
    ],
    [
      "a shard that is cut short",
      (files) => ({ ...files, "weights.bin": new Uint8Array(12) }),
      /^network tf\/model\.json: weights: expected \d+ bytes in weights\.bin; got 12; copy or save/,
    ],
    [
      "a model.json that is cut short",
      (files) => ({ ...files, "model.json": String(files["model.json"]).slice(0, 300) }),
      /^network tf\/model\.json: .*expected .*; got .*; /,
    ],
    [
      "another kind of JSON",
      (files) => ({ ...files, "model.json": '{"data": []}' }),
      /^network tf\/model\.json: model\.json: expected modelTopology and weightsManifest; got neither or one; save/,
    ],
    [
      "layers that TensorFlow.js does not know",
      (files) => ({ ...files, "model.json": String(files["model.json"]).replaceAll('"Dense"', '"Gated"') }),
      /^network tf\/model\.json: network: expected a layer that TensorFlow\.js has; got Gated, one of your own/,
    ],
  ])("is refused in one sentence with %s", async (_, change, sentence) => {
    const opening = hold(dropped("tf", change(convNetwork(0))));
    await expect(opening).rejects.toThrow(sentence);
    await expect(opening).rejects.toThrow(/^[^\n]+$/);
  });

  it("is asked for where nothing that was dropped is a network", async () => {
    await expect(hold([{ name: "a.png", content: new Blob([]) }])).rejects.toThrow(
      /^networks: expected an ONNX file or a model\.json; got a\.png; drop /,
    );
  });
});
