import { chanceOf, StillpointError, type Tensor } from "@stillpoint/core";
import type { Backend } from "@stillpoint/tfjs";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  convNetwork,
  graphNetwork,
  type SavedNetwork,
  savedLayers,
  textNetwork,
} from "../../fixtures/saved-networks.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { openTfjsFile } from "./tfjs-network.ts";

const { at, write, remove } = scratchFolder();
const backend: Backend = { name: "cpu", tf, passedOver: [] };

function put(folder: string, network: SavedNetwork): string {
  for (const [name, contents] of Object.entries(network)) write(`${folder}/${name}`, contents);
  return at(`${folder}/model.json`);
}

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});
afterAll(remove);

const bytes = (): Tensor => ({
  type: "int32",
  shape: [1, 8, 8, 3],
  data: Int32Array.from({ length: 192 }, (_, k) => (37 * k) % 256),
});

/** Features of two copies that differ, and of the second alone. */
async function copies(file: string): Promise<[together: Float32Array, alone: Float32Array]> {
  const own = await openTfjsFile(file, backend);
  const layer = await own.cut("float", "logits", "copies").bind({ picture: bytes() });
  const other = layer.x0.map((value, k) => value + Math.sin(k));
  const together = await layer.features(new Float32Array([...layer.x0, ...other]), 2);
  const alone = await layer.features(other, 1);
  const gradient = await layer.vjp(new Float32Array([...layer.x0, ...other]), Float32Array.of(0, 0, 1, 1), 2);
  expect(gradient.subarray(0, 192).every((value) => value === 0)).toBe(true);
  expect(gradient.subarray(192)).toEqual(await layer.vjp(other, Float32Array.of(1, 1), 1));
  own.network.close();
  return [together.slice(2), alone];
}

describe("copies of a sample", () => {
  it("go one by one through a graph whose input has a batch of 1", async () => {
    const [together, alone] = await copies(put("fixed", graphNetwork(1)));
    expect(together).toEqual(alone);
  });

  it("and through one that holds the batch among its constants, though its input says nothing of it", async () => {
    const network = graphNetwork(1);
    const free = String(network["model.json"]).replace('{"size":"1"},{"size":"8"}', '{"size":"-1"},{"size":"8"}');
    const [together, alone] = await copies(put("constant", { ...network, "model.json": free }));
    expect(together).toEqual(alone);
  });
});

describe("a saved network", () => {
  it("frees every tensor when it is closed, twice as well", async () => {
    const files = [convNetwork(0), graphNetwork(0), textNetwork(0)].map((network, k) => put(`memory/${k}`, network));
    const before = tf.memory().numTensors;
    for (const file of files) {
      const own = await openTfjsFile(file, backend);
      own.network.close();
      own.network.close();
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("tells of half precision, and computes with it", async () => {
    const network = convNetwork(0);
    const weights = network["weights.bin"];
    if (!(weights instanceof Uint8Array)) throw new Error("no weights");
    // 1 in half precision for every number.
    const halves = new Uint8Array(Uint16Array.from({ length: weights.length / 4 }, () => 0x3c00).buffer);
    const json = JSON.parse(String(network["model.json"]));
    for (const weight of json.weightsManifest[0].weights) weight.quantization = { dtype: "float16" };
    const file = put("half", { "model.json": JSON.stringify(json), "weights.bin": halves });
    const own = await openTfjsFile(file, backend);
    expect(own.notes).toEqual([`${file}: 6 weights are stored in half precision and computed with in float32`]);
    expect(own.network.values("fc2/bias")).toEqual(Float32Array.of(1, 1));
    own.network.close();
  });

  it("has the statistics of its batch normalisation where they are looked for", async () => {
    const model = tf.sequential();
    model.add(tf.layers.batchNormalization({ inputShape: [8, 8, 3], name: "norm", scale: false }));
    model.add(tf.layers.conv2d({ filters: 2, kernelSize: 3, name: "conv" }));
    const own = await openTfjsFile(put("norm", savedLayers(model, 0)), backend);
    const [node] = own.model.graph.nodes;
    expect(node).toMatchObject({ op: "BatchNormalization" });
    expect(node?.inputs.slice(1)).toEqual(["", "norm/beta", "norm/moving_mean", "norm/moving_variance"]);
    own.network.close();
  });

  it("that is damaged anywhere is refused in one sentence, or opens", async () => {
    const chance = chanceOf({ seed: 0, sample: "damage", purpose: "json", pass: 0 }).uniform;
    const outcomes = new Set<string>();
    for (const [k, network] of [convNetwork(0), graphNetwork(0), textNetwork(0)].entries()) {
      for (let round = 0; round < 60; round += 1) {
        const text = String(network["model.json"]);
        const file = put(`damaged/${k}`, {
          ...network,
          "model.json": JSON.stringify(damaged(JSON.parse(text), chance)),
        });
        try {
          (await openTfjsFile(file, backend)).network.close();
          outcomes.add("opened");
        } catch (error) {
          if (!(error instanceof StillpointError)) throw error;
          expect(error.message).toMatch(/^network .*model\.json: /);
          outcomes.add(error.code);
        }
      }
    }
    expect(outcomes.has("MODEL")).toBe(true);
  });
});

/** The value with one thing in it replaced or left out. */
function damaged(value: unknown, chance: () => number): unknown {
  const pick = (count: number): number => Math.min(count - 1, Math.floor(chance() * count));
  if (Array.isArray(value) && value.length > 0) {
    const at = pick(value.length);
    return value.map((each: unknown, k) => (k === at ? damaged(each, chance) : each));
  }
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    const keys = Object.keys(value);
    const key = keys[pick(keys.length)] ?? "";
    if (chance() < 0.15) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    return { ...value, [key]: damaged(Reflect.get(value, key), chance) };
  }
  return [null, -1, "x", {}, [], 1e30, true][pick(7)];
}
