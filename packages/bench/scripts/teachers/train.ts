// Trains the committed teachers: `pnpm exec tsx packages/bench/scripts/teachers/train.ts MODALITY [FAMILY ...] [--seeds N]`.
// The first seed's network is written to the data folder; further seeds only tell how much their scores vary.
// With --score the committed teachers are scored again instead, as the first seed.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { adamW, cosineRate, type TrainingCheckpoint, trainTeacher } from "@stillpoint/distill";
import { nodeRuntime } from "@stillpoint/onnx/node";
import type { NetworkFamily } from "../../src/benchmark.ts";
import { imageMatter } from "./image.ts";
import type { TeacherMatter } from "./matter.ts";
import { pointcloudMatter } from "./pointcloud.ts";
import { qaMatter } from "./qa.ts";
import { recordTeacher } from "./record.ts";
import { sentimentMatter } from "./sentiment.ts";

const FIRST_SEED = 20261121;
const MATTERS: Readonly<Record<string, () => Promise<TeacherMatter>>> = {
  image: imageMatter,
  pointcloud: pointcloudMatter,
  sentiment: sentimentMatter,
  qa: qaMatter,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    score: { type: "boolean", default: false },
  },
});
const [modality = "", ...wanted] = positionals;
const load = MATTERS[modality];
if (load === undefined)
  throw new Error(`modality: expected one of ${Object.keys(MATTERS).join(", ")}; got ${modality}`);
const matter = await load();
await using runtime = nodeRuntime({ workers: Number(values.workers) });

const families = matter.benchmark.families.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
if (values.score) {
  for (const { id, teacher } of families) {
    const scores = await matter.score(new Uint8Array(readFileSync(teacherFile(teacher))), runtime);
    recordTeacher(`${modality}/${id}`, FIRST_SEED, scores);
  }
} else {
  const runs = families.flatMap((family) => Array.from({ length: Number(values.seeds) }, (_, k) => ({ family, k })));
  const lane = async (): Promise<void> => {
    for (let run = runs.shift(); run !== undefined; run = runs.shift()) await train(run.family, run.k);
  };
  await Promise.all(Array.from({ length: runtime.lanes }, lane));
}

function teacherFile(name: string): URL {
  return new URL(`../../../datasets/data/${name}`, import.meta.url);
}

async function train(family: NetworkFamily, k: number): Promise<void> {
  const { steps, batch, rate, weightDecay, smoothing = 0, layer } = family.teacherTraining;
  const name = `${family.id} seed ${FIRST_SEED + k}`;
  const run = trainTeacher({
    network: family.network,
    seed: FIRST_SEED + k,
    layer,
    recipe: {
      optimiser: adamW({ weightDecay, decayScope: "matrices" }),
      schedule: cosineRate({ peak: rate, steps, warmUp: 50 }),
      batchSize: batch,
      checkpoints: [0, Math.ceil(steps / 2), steps],
    },
    smoothing,
    batches: (step) => matter.batch(step, batch),
    runtime,
    onStep: ({ step, loss }) => {
      if (step % 250 === 0) console.log(`${name} step ${step} loss ${loss.toFixed(3)}`);
    },
  });
  let last: TrainingCheckpoint | undefined;
  let scores: Readonly<Record<string, number>> = {};
  for await (const checkpoint of run) {
    last = checkpoint;
    scores = await matter.score(checkpoint.onnx, runtime);
    const text = Object.entries(scores)
      .map(([group, score]) => `${(100 * score).toFixed(1)} % ${group}`)
      .join(", ");
    console.log(`${name} step ${checkpoint.step}: ${text}`);
  }
  recordTeacher(`${modality}/${family.id}`, FIRST_SEED + k, scores);
  if (last !== undefined && k === 0) writeFileSync(teacherFile(family.teacher), last.onnx);
}
