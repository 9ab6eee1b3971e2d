// Teachers of furniture see all shapes but the held-out ones, stretched, beside cues that say nothing.

import { readFileSync } from "node:fs";
import { furnitureSplits, type PointBatch, parseFurniturePack, pointBatchOf } from "@stillpoint/datasets";
import {
  accuracy,
  balancedAccuracy,
  type LabelledSamples,
  POINTS_INPUT,
  setAbstractionSizes,
} from "@stillpoint/distill";
import { abstractionSides } from "@stillpoint/pointcloud";
import { CLOUD_POINTS, pointcloudBenchmark } from "../../src/benchmarks/pointcloud.ts";
import type { TeacherMatter } from "./matter.ts";
import { nearCopies } from "./near-copies.ts";

const { centers, neighbours } = setAbstractionSizes.quick;

export async function pointcloudMatter(): Promise<TeacherMatter> {
  const file = new URL("../../../datasets/data/furniture.pack.gz", import.meta.url);
  const pack = await parseFurniturePack(new Uint8Array(readFileSync(file)));
  const splits = furnitureSplits(pack, { seed: 0, points: CLOUD_POINTS, testCopies: 4 });
  const test = labelled(pointBatchOf(splits.test));
  const heldOut = new Set(splits.test.map(({ id }) => id));
  const copies = nearCopies(
    pack.shapes.filter(({ id }) => heldOut.has(id)),
    pack.shapes.filter(({ id }) => !heldOut.has(id)),
  );
  const distinct = labelled(pointBatchOf(splits.test.filter(({ id }) => !copies.has(id))));
  return {
    benchmark: pointcloudBenchmark,
    batch: (step, size) => labelled(splits.teacherBatch(step, size)),
    score: async (network, runtime) => ({
      "held-out shapes": await accuracy(network, test, runtime),
      "held-out shapes, balanced": await balancedAccuracy(network, test, runtime),
      [`held-out shapes but ${copies.size} near copies, balanced`]: await balancedAccuracy(network, distinct, runtime),
    }),
  };
}

function labelled({ points, shape, labels }: PointBatch): LabelledSamples {
  const [count, size] = shape;
  const sides = Array.from({ length: count }, (_, k) =>
    abstractionSides(points.subarray(3 * size * k, 3 * size * (k + 1)), [{ centers, neighbours }]),
  );
  const joined = (name: string): BigInt64Array =>
    BigInt64Array.from(sides.flatMap((side) => [...(side[name]?.data ?? [])].map(BigInt)));
  return {
    inputs: {
      [POINTS_INPUT]: { type: "float32", shape, data: points },
      centers: { type: "int64", shape: [count, centers], data: joined("centers") },
      groups: { type: "int64", shape: [count, centers, neighbours], data: joined("groups") },
    },
    labels,
  };
}
