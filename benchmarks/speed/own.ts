// Our own small networks as subjects of the benchmark.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readNetwork } from "@stillpoint/autodiff";
import type { UnitInput } from "@stillpoint/core";
import { batchOf, type EmojiSplits, emojiSplits, parseEmojiPack } from "@stillpoint/datasets";
import {
  adamW,
  convNet,
  convNetSizes,
  crossEntropy,
  IMAGE_INPUT,
  oneHot,
  residualNet,
  residualNetSizes,
  scalarInput,
  sgd,
  trainingGraph,
  trainScratch,
  trialRecipe,
} from "@stillpoint/distill";
import { imageAdapter } from "@stillpoint/image";
import { probeShapes, WorkerPool } from "@stillpoint/onnx";
import type { ErrorSubject } from "./errors.ts";
import type { Plan } from "./plan.ts";
import { image, type Subject } from "./subject.ts";
import type { TrainingSubject } from "./training.ts";

interface Family {
  readonly id: string;
  readonly network: (seed: number) => Uint8Array;
  /** Layers whose maps are compared with the truth, from input to output. */
  readonly layers: readonly string[];
}

const FAMILIES: readonly Family[] = [
  {
    id: "own-vgg",
    network: (seed) => convNet({ seed, shape: convNetSizes.full }),
    layers: ["conv1", "conv3", "conv", "fc1", "fc2", "fc3"],
  },
  {
    id: "own-resnet",
    network: (seed) => residualNet({ seed, shape: residualNetSizes.full }),
    layers: ["stem", "stage2.block1", "conv", "fc1", "fc2", "fc3"],
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
  const subjects: TrainingSubject[] = [];
  for (const own of ownSubjects()) {
    for (const optimiser of ["adamw", "sgd"] as const) {
      const rule = optimiser === "adamw" ? adamW() : sgd({ momentum: 0.9 });
      const model = readNetwork(own.bytes);
      const output = model.graph.outputs[0]?.name ?? "";
      const graph = trainingGraph({
        model,
        shapes: await probeShapes(model, { [own.input]: image(own) }),
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
          label: {
            type: "float32",
            shape: [BATCH, CLASSES],
            data: oneHot(Int32Array.from(labels), CLASSES),
          },
          ...Object.fromEntries(
            Object.entries(rule.scalars(step, RATE)).map(([name, value]) => [
              scalarInput(name),
              { type: "float32", shape: [], data: Float32Array.of(value) },
            ]),
          ),
        }),
      });
    }
  }
  return subjects;
}

/** Both families trained from scratch on the emoji pictures, with pictures of the held-out style to measure. */
export async function errorSubjects(plan: Plan): Promise<ErrorSubject[]> {
  const packFile = new URL("../../packages/datasets/data/emoji.pack.gz", import.meta.url);
  const pack = await parseEmojiPack(new Uint8Array(readFileSync(packFile)));
  const splits = emojiSplits(pack, { seed: 1, measured: 2 * plan.errorSamples });
  const adapter = imageAdapter({ grid: [GRID, GRID], input: IMAGE_INPUT });
  const samples: UnitInput[] = splits.measured.heldOut.map((picture) => adapter.toUnits(picture));
  const subjects: ErrorSubject[] = [];
  for (const family of FAMILIES) {
    const bytes = await trained(family, splits, plan.trainingSteps);
    subjects.push({ network: family.id, bytes, input: IMAGE_INPUT, layers: family.layers, samples });
  }
  return subjects;
}

async function trained(family: Family, splits: EmojiSplits, steps: number): Promise<Uint8Array> {
  await using pool = new WorkerPool(1);
  const { pixels, labels } = batchOf(splits.training);
  const run = trainScratch({
    network: family.network,
    seed: 1,
    layer: LAYER,
    data: { images: pixels, labels },
    recipe: trialRecipe({ steps, checkpoints: 2 }),
    pool,
  });
  let last = family.network(1);
  for await (const { onnx } of run) last = onnx;
  return last;
}
