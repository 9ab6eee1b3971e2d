// The point benchmark: furniture composed with clutter.

import { bytesOf, digest } from "@stillpoint/core";
import {
  type ComposedCloud,
  furnitureSplits,
  type PointBatch,
  parseFurniturePack,
  pointBatchOf,
} from "@stillpoint/datasets";
import {
  accuracy,
  balancedAccuracy,
  type LabelledSamples,
  POINTS_INPUT,
  sampleCount,
  setAbstractionSizes,
} from "@stillpoint/distill";
import type { Store } from "@stillpoint/experiment";
import { abstractionSides, pointAdapter } from "@stillpoint/pointcloud";
import { shownCloud } from "@stillpoint/preprocess";
import { type BenchmarkData, type BenchmarkTask, type Composition, HELD_OUT, TRAINING } from "../benchmark-task.ts";
import { CLOUD_POINTS, pointcloudBenchmark } from "../benchmarks/pointcloud.ts";
import { classScores } from "../class-scores.ts";
import { dataFolder, labelTable } from "../data-folder.ts";

export const pointcloudTask: BenchmarkTask = { benchmark: pointcloudBenchmark, compose };

const { centers, neighbours } = setAbstractionSizes.quick;
const LEVELS = [{ centers, neighbours }];

async function compose({ variant, preset, samples, seed, store, files }: Composition): Promise<BenchmarkData> {
  const { networks, training: settings } = pointcloudBenchmark.presets[preset];
  const sampled = networks.some(({ family }) => family === "setabstraction");
  const pack = await parseFurniturePack(await files.data("furniture.pack.gz"));
  const agreement = pointcloudBenchmark.agreement[variant];
  const splits = furnitureSplits(pack, {
    seed,
    agreement,
    trainingShapes: settings.items,
    measured: samples,
    points: CLOUD_POINTS,
  });
  const adapter = pointAdapter({ sides: ({ points }) => abstractionSides(points, LEVELS) });
  const shown = (group: string, clouds: readonly ComposedCloud[]) =>
    clouds.map((cloud) => {
      const title = `${splits.classes[cloud.label]} ${cloud.id.split(/[/#]/).at(-1)}`;
      return shownCloud({ ...cloud, id: `${group}/${cloud.id}` }, adapter, group, title);
    });
  const base = dataFolder(pointcloudBenchmark, variant);
  await store.remove(base);
  const labels = new Map<string, string>();
  const { heldOut, training: learnt } = splits.measured;
  for (const [group, clouds] of [
    [HELD_OUT, heldOut],
    [TRAINING, learnt],
  ] as const)
    for (const cloud of clouds) {
      const name = `${group}/${cloud.id}`;
      await writeCloud(store, base, name, cloud);
      labels.set(`${name}.xyz`, splits.classes[cloud.label] ?? "");
    }
  await store.write(`${base}/labels.csv`, labelTable(labels));
  const training = labelled(splits.trainingBank(settings.copies), sampled);
  const tests = {
    [HELD_OUT]: labelled(pointBatchOf(splits.test), sampled),
    [TRAINING]: labelled(pointBatchOf(splits.training), sampled),
  };
  return {
    training,
    teacherData: () => labelled(splits.teacherBatch(0, sampleCount(training)), sampled),
    samples: [...shown(HELD_OUT, splits.measured.heldOut), ...shown(TRAINING, splits.measured.training)],
    digest: digest([training, tests[HELD_OUT]!].map(({ inputs }) => bytesOf(inputs[POINTS_INPUT]!.data))),
    // There are 68 chairs and 15 pieces of sanitary ware.
    score: async (network, runtime) => ({
      ...(await classScores(network, tests, runtime)),
      [`${HELD_OUT}, balanced`]: await balancedAccuracy(network, tests[HELD_OUT], runtime),
    }),
    scoreHeldOut: (network, runtime) => accuracy(network, tests[HELD_OUT], runtime),
    classes: { names: splits.classes, heldOut: tests[HELD_OUT], training: tests[TRAINING] },
    analysis: {
      modality: "pointcloud",
      data: `${base}/clouds`,
      labels: `${base}/labels.csv`,
      classes: splits.classes,
      masks: `${base}/regions`,
      scale: "none",
    },
  };
}

/** Coordinates and, line by line, what each point is. */
async function writeCloud(store: Store, base: string, name: string, cloud: ComposedCloud): Promise<void> {
  const { points, regions, parts } = cloud;
  const coordinates = regions.map((_, k) => points.subarray(3 * k, 3 * k + 3).join(" "));
  const marks = regions.map((region, k) => [region, ...(parts?.[k] === undefined ? [] : [parts[k]])].join(" "));
  await store.write(`${base}/clouds/${name}.xyz`, `${coordinates.join("\n")}\n`);
  await store.write(`${base}/regions/${name}.txt`, `${marks.join("\n")}\n`);
}

function labelled(batch: PointBatch, sampled: boolean): LabelledSamples {
  const { points, shape, labels } = batch;
  const inputs = { [POINTS_INPUT]: { type: "float32", shape, data: points } } as const;
  return { inputs: sampled ? { ...inputs, ...regionsOf(batch) } : inputs, labels };
}

/** The regions that a set-abstraction network samples, cloud by cloud. */
function regionsOf({ points, shape }: PointBatch): LabelledSamples["inputs"] {
  const [count, size] = shape;
  const regions = new BigInt64Array(count * centers);
  const groups = new BigInt64Array(count * centers * neighbours);
  for (let k = 0; k < count; k += 1) {
    const sides = abstractionSides(points.subarray(3 * size * k, 3 * size * (k + 1)), LEVELS);
    copyInto(regions, sides.centers?.data, k * centers);
    copyInto(groups, sides.groups?.data, k * centers * neighbours);
  }
  return {
    centers: { type: "int64", shape: [count, centers], data: regions },
    groups: { type: "int64", shape: [count, centers, neighbours], data: groups },
  };
}

function copyInto(target: BigInt64Array, source: ArrayBufferView | undefined, at: number): void {
  if (source instanceof BigInt64Array) target.set(source, at);
}
