import { readFileSync } from "node:fs";
import { measureEntropy } from "@stillpoint/core";
import { composeImage, cueRule, parseEmojiPack } from "@stillpoint/datasets";
import { imageAdapter } from "@stillpoint/image";
import { loadNetwork, OnnxFeatureModel } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";

const pack = await parseEmojiPack(readFileSync("packages/datasets/data/emoji.pack.gz"));
const sample = composeImage(pack, pack.emoji[7]!, cueRule(), { seed: 0, purpose: "example", copy: 0 });
const units = imageAdapter({ grid: [8, 8] }).toUnits(sample);
await using runtime = nodeRuntime({ workers: 1 });
const network = await loadNetwork(readFileSync("packages/datasets/data/teacher-vgg.onnx"), units.inputs, runtime);
await using model = new OnnxFeatureModel({ id: "teacher", network, runtime, from: "input", to: "fc1" });
const map = await measureEntropy(await model.bind(units.inputs), units, { seed: 0, sample: sample.id, sigma0: 0.01 });
console.log(map.entropies);
