// Trains the committed teachers of the image benchmark: `pnpm exec tsx packages/datasets/scripts/train-teachers.ts [family ...]`.
// The teacher has seen more than its students: all training styles, any background, no cue, augmentation, longer.

import { readFileSync, writeFileSync } from "node:fs";
import {
  accuracy,
  adamW,
  cosineRate,
  IMAGE_INPUT,
  type LabelledSamples,
  type TrainingCheckpoint,
  trainTeacher,
} from "@stillpoint/distill";
import { WorkerPool } from "@stillpoint/onnx";
import { imageFamilies } from "../src/benchmarks/image.ts";
import { parseEmojiPack } from "../src/emoji/pack.ts";
import { batchOf, emojiSplits, type ImageBatch } from "../src/emoji/splits.ts";

const STEPS = 2000;
const BATCH = 64;
const SEED = 20261121;

const data = new URL("../data/", import.meta.url);
const pack = await parseEmojiPack(new Uint8Array(readFileSync(new URL("emoji.pack.gz", data))));
const splits = emojiSplits(pack, { seed: 0 });
const test = labelled(batchOf(splits.test));
const wanted = process.argv.slice(2);

await using pool = new WorkerPool(2);
const train = async (family: (typeof imageFamilies)[number]): Promise<void> => {
  const run = trainTeacher({
    network: family.network,
    seed: SEED,
    layer: "fc1",
    recipe: {
      optimiser: adamW({ weightDecay: 1e-4 }),
      schedule: cosineRate({ peak: 3e-3, steps: STEPS, warmUp: 50 }),
      batchSize: BATCH,
      checkpoints: [0, STEPS / 2, STEPS],
    },
    batches: (step) => labelled(splits.teacherBatch(step, BATCH)),
    pool,
    onStep: ({ step, loss }) => {
      if (step % 250 === 0) console.log(`${family.id} step ${step} loss ${loss.toFixed(3)}`);
    },
  });
  let last: TrainingCheckpoint | undefined;
  for await (const checkpoint of run) {
    last = checkpoint;
    const held = await accuracy(checkpoint.onnx, test, pool);
    console.log(`${family.id} step ${checkpoint.step}: ${(100 * held).toFixed(1)} % on the held-out style`);
  }
  if (last !== undefined) writeFileSync(new URL(family.teacher, data), last.onnx);
};

function labelled({ pixels, shape, labels }: ImageBatch): LabelledSamples {
  return { inputs: { [IMAGE_INPUT]: { type: "float32", shape, data: pixels } }, labels };
}
await Promise.all(imageFamilies.filter(({ id }) => wanted.length === 0 || wanted.includes(id)).map(train));
