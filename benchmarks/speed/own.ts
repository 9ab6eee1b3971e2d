// Our own small networks as subjects of the benchmark.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readNetwork } from "@stillpoint/autodiff";
import { imageBenchmark, imageGrids, type NetworkFamily } from "@stillpoint/bench";
import type { UnitInput } from "@stillpoint/core";
import { emojiSplits, parseEmojiPack } from "@stillpoint/datasets";
import {
  adamW,
  convNet,
  convNetSizes,
  crossEntropy,
  IMAGE_INPUT,
  type LabelledSamples,
  oneHot,
  residualNet,
  residualNetSizes,
  sgd,
  trainingGraph,
  trainScratch,
  trialRecipe,
} from "@stillpoint/distill";
import { imageAdapter } from "@stillpoint/image";
import { probeShapes } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import type { ErrorSubject } from "./errors.ts";
import type { Plan } from "./plan.ts";
import { image, type Subject } from "./subject.ts";
import type { TrainingSubject } from "./training.ts";

interface Family {
  readonly id: string;
  readonly network: (seed: number) => Uint8Array;
}

const FAMILIES: readonly Family[] = [
  {
    id: "own-vgg",
    network: (seed) => convNet({ seed, shape: convNetSizes.full }),
  },
  {
    id: "own-resnet",
    network: (seed) => residualNet({ seed, shape: residualNetSizes.full }),
  },
];

const SHAPE = [3, 48, 48];
const LAYER = "fc1";
const GRID = 12;
const BATCH = 64;
const CLASSES = 10;
const RATE = 1e-3;
const scratch = new URL("../out/", import.meta.url);

/** Both families cut at fc1, untrained: speed does not depend on the weights. */
export function ownSubjects(): Subject[] {
  mkdirSync(scratch, { recursive: true });
  return FAMILIES.map(({ id, network }) => {
    const bytes = network(1);
    const file = new URL(`${id}.onnx`, scratch);
    writeFileSync(file, bytes);
    const names = ["--input", IMAGE_INPUT, "--layer", LAYER, "--shape", SHAPE.join()];
    return {
      id: `${id}-${LAYER}`,
      bytes,
      input: IMAGE_INPUT,
      shape: SHAPE,
      layer: LAYER,
      grid: GRID,
      peer: ["--onnx", fileURLToPath(file), ...names],
    };
  });
}

/** Both families with AdamW, the first also with SGD. */
export async function trainingSubjects(): Promise<TrainingSubject[]> {
  await using runtime = nodeRuntime({ workers: 1 });
  const subjects: TrainingSubject[] = [];
  for (const own of ownSubjects()) {
    for (const optimiser of ["adamw", "sgd"] as const) {
      const rule = optimiser === "adamw" ? adamW() : sgd({ momentum: 0.9 });
      const model = readNetwork(own.bytes);
      const output = model.graph.outputs[0]?.name ?? "";
      const graph = trainingGraph({
        model,
        shapes: await probeShapes(model, { [own.input]: image(own) }, runtime),
        batch: BATCH,
        from: own.input,
        loss: crossEntropy(),
        optimiser: rule,
        frozen: new Set(),
      });
      subjects.push({
        id: own.id.replace(`-${LAYER}`, ""),
        optimiser,
        graph,
        weights: graph.groups
          .filter((group) => group.weights.some((weight) => graph.weights.includes(weight.name)))
          .reduce((sum, group) => sum + group.size, 0),
        batch: BATCH,
        shape: SHAPE,
        classes: CLASSES,
        checkpoint: own.bytes,
        input: own.input,
        output,
        feeds: (images, labels, step) => ({
          [own.input]: images,
          [graph.names.label]: {
            type: "float32",
            shape: [BATCH, CLASSES],
            data: oneHot(Int32Array.from(labels), CLASSES),
          },
          ...Object.fromEntries(
            Object.entries(rule.scalars(step, RATE)).map(([name, value]) => [
              graph.names.scalar(name),
              { type: "float32", shape: [], data: Float32Array.of(value) },
            ]),
          ),
        }),
      });
    }
  }
  return subjects;
}

/** Layers of the image benchmark's networks whose maps are compared with the truth, from input to output. */
const BENCHMARK_LAYERS: Readonly<Record<string, readonly string[]>> = {
  vgg: ["conv1", "conv3", "conv", "fc1", "fc2", "fc3"],
  resnet: ["stem", "stage2.block1", "conv", "fc1", "fc2", "fc3"],
};

/** The image benchmark's networks trained from scratch as it trains them, with pictures of the held-out style. */
export async function errorSubjects(plan: Plan): Promise<ErrorSubject[]> {
  const packFile = new URL("../../packages/datasets/data/emoji.pack.gz", import.meta.url);
  const pack = await parseEmojiPack(new Uint8Array(readFileSync(packFile)));
  const splits = emojiSplits(pack, { seed: 1, measured: 2 * plan.errorSamples });
  const { pixels, shape, labels } = splits.trainingBank(imageBenchmark.presets.quick.training.copies);
  const adapter = imageAdapter({ grid: imageGrids.quick, input: IMAGE_INPUT });
  const samples: UnitInput[] = splits.measured.heldOut.map((picture) => adapter.toUnits(picture));
  const subjects: ErrorSubject[] = [];
  for (const family of imageBenchmark.families) {
    const bytes = await trained(
      family,
      { inputs: { [IMAGE_INPUT]: { type: "float32", shape, data: pixels } }, labels },
      plan.trainingSteps,
    );
    const layers = BENCHMARK_LAYERS[family.id] ?? [];
    subjects.push({ network: `emoji-${family.id}`, bytes, input: IMAGE_INPUT, layers, samples });
  }
  return subjects;
}

async function trained(family: NetworkFamily, data: LabelledSamples, steps: number): Promise<Uint8Array> {
  await using runtime = nodeRuntime({ workers: 1 });
  const run = trainScratch({
    network: family.network,
    seed: 1,
    layer: LAYER,
    data,
    recipe: trialRecipe({ steps, checkpoints: 2 }),
    runtime,
  });
  let last = family.network(1);
  for await (const { onnx } of run) last = onnx;
  return last;
}
