// Tensors and resident memory over 4,000 calls: node --expose-gc --import tsx packages/tfjs/scripts/memory.ts [backend]

import { readFileSync } from "node:fs";
import { describeBackend, fromLayersModel, openBackend } from "@stillpoint/tfjs";
import * as tf from "@tensorflow/tfjs";

const CALLS = 4000;
const EVERY = 500;
const COPIES = 8;
/** Growth over the last 2,000 calls that would be a leak: 8 kB a call. */
const MOST_MEGABYTES = 16;

const names = ["tfjs-node-gpu", "tfjs-node", "wasm", "cpu"] as const;
const chosen = names.filter((name) => process.argv.includes(name));
const backend = await openBackend(chosen.length > 0 ? { order: chosen } : {});
console.log(describeBackend(backend));

const file = readFileSync(new URL("../fixtures/network.layers.json", import.meta.url), "utf8");
const { modelTopology, weightSpecs, weightData } = JSON.parse(file);
const weights = Uint8Array.from(Buffer.from(weightData, "base64")).buffer;
const network = await tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData: weights }) });
const pixels = Float32Array.from({ length: 192 }, (_, p) => Math.sin(p));
const layer = await fromLayersModel(network, { tf, to: "fc1" }).bind({
  image_last_input: { type: "float32", shape: [1, 3, 8, 8], data: pixels },
});

const copies = Float32Array.from({ length: COPIES * pixels.length }, (_, p) => pixels[p % pixels.length] ?? 0);
const target = new Float32Array(layer.featureSize);
const readings: { readonly tensors: number; readonly megabytes: number }[] = [];
for (let call = 0; call <= CALLS; call++) {
  await layer.residual(copies, target, COPIES);
  if (call % EVERY !== 0) continue;
  globalThis.gc?.();
  const reading = { tensors: tf.memory().numTensors, megabytes: process.memoryUsage().rss / 2 ** 20 };
  readings.push(reading);
  console.log(`${call} calls: ${reading.tensors} tensors, ${reading.megabytes.toFixed(0)} MB resident`);
}

const half = readings[readings.length >> 1];
const last = readings.at(-1);
const leaks = !half || !last || last.tensors > half.tensors || last.megabytes > half.megabytes + MOST_MEGABYTES;
console.log(leaks ? "memory grows" : "memory stays");
if (leaks) process.exitCode = 1;
