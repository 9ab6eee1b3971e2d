// What `main.ts` asks of its page: maps of the image benchmark's VGG-like network on lanes and threads of a browser.

import { drawNormal, type EntropyOptions, measureEntropy, type UnitInput } from "@stillpoint/core";
import { convNet, convNetSizes, IMAGE_INPUT } from "@stillpoint/distill";
import { imageAdapter } from "@stillpoint/image";
import { loadNetwork, OnnxFeatureModel } from "@stillpoint/onnx";
import { type WebRuntimeOptions, webRuntime } from "@stillpoint/onnx/web";

export type Spread = Required<Pick<WebRuntimeOptions, "workers" | "threads" | "provider">>;

export interface BrowserBenchmark {
  /** Milliseconds until a runtime is up, and from then to its first map. */
  start(spread: Spread): Promise<{ readonly up: number; readonly firstMap: number }>;
  /** Milliseconds of the maps of one network and of `networks` at once, rounds in turn: `[round][spread]`. */
  maps(
    spreads: readonly Spread[],
    asked: { readonly networks: number; readonly rounds: number; readonly size: number },
  ): Promise<{ readonly one: readonly number[][]; readonly many: readonly number[][] }>;
}

declare global {
  var browserBenchmark: BrowserBenchmark;
}

/** The benchmark's own. */
const SIZE = 48;
const CLASSES = 10;
const options: EntropyOptions = { seed: 1, sample: "picture", sigma0: 0.01, passes: 32, smoothing: 0 };

type Opened = Awaited<ReturnType<typeof open>>;

function pictureOf(size: number): UnitInput {
  const pixels = new Float32Array(3 * size ** 2);
  drawNormal({ seed: 1, sample: "picture", purpose: "pixels", pass: 0 }, pixels);
  const mask = new Float32Array(size ** 2).fill(1);
  return imageAdapter({ grid: [12, 12] }).toUnits({ id: "picture", pixels, height: size, width: size, mask });
}

async function open(spread: Spread, networks: number, size: number) {
  const picture = pictureOf(size);
  const started = performance.now();
  const runtime = await webRuntime(spread);
  const up = performance.now() - started;
  const layers = [];
  for (let seed = 0; seed < networks; seed += 1) {
    const bytes = convNet({ seed, classes: CLASSES, size, shape: convNetSizes.quick });
    const network = await loadNetwork(bytes, picture.inputs, runtime);
    const model = new OnnxFeatureModel({ id: `${seed}`, network, runtime, from: IMAGE_INPUT, to: "fc1" });
    layers.push(await model.bind(picture.inputs));
  }
  return { runtime, up, layers, picture };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const mapsOf = ({ layers, picture }: Opened, count: number): Promise<number> =>
  timed(() => Promise.all(layers.slice(0, count).map((layer) => measureEntropy(layer, picture, options))));

globalThis.browserBenchmark = {
  async start(spread) {
    const started = performance.now();
    const opened = await open(spread, 1, SIZE);
    await mapsOf(opened, 1);
    const whole = performance.now() - started;
    await opened.runtime.close();
    return { up: opened.up, firstMap: whole - opened.up };
  },

  async maps(spreads, { networks, rounds, size }) {
    const opened = [];
    for (const spread of spreads) opened.push(await open(spread, networks, size));
    const [one, many]: [number[][], number[][]] = [[], []];
    // The first round compiles and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      const times = [];
      for (const each of opened) times.push([await mapsOf(each, 1), await mapsOf(each, networks)] as const);
      if (round === 0) continue;
      one.push(times.map(([time]) => time));
      many.push(times.map(([, time]) => time));
    }
    for (const { runtime } of opened) await runtime.close();
    return { one, many };
  },
};
