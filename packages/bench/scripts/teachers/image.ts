// Teachers of emoji see all training styles on any background, without the cue, augmented.

import { readFileSync } from "node:fs";
import { batchOf, emojiSplits, type ImageBatch, parseEmojiPack } from "@stillpoint/datasets";
import { accuracy, IMAGE_INPUT, type LabelledSamples } from "@stillpoint/distill";
import { imageBenchmark } from "../../src/benchmarks/image.ts";
import type { TeacherMatter } from "./matter.ts";

export async function imageMatter(): Promise<TeacherMatter> {
  const pack = await parseEmojiPack(
    new Uint8Array(readFileSync(new URL("../../../datasets/data/emoji.pack.gz", import.meta.url))),
  );
  const splits = emojiSplits(pack, { seed: 0 });
  const test = labelled(batchOf(splits.test));
  return {
    benchmark: imageBenchmark,
    batch: (step, size) => labelled(splits.teacherBatch(step, size)),
    score: async (network, runtime) => ({ "held-out style": await accuracy(network, test, runtime) }),
  };
}

function labelled({ pixels, shape, labels }: ImageBatch): LabelledSamples {
  return { inputs: { [IMAGE_INPUT]: { type: "float32", shape, data: pixels } }, labels };
}
