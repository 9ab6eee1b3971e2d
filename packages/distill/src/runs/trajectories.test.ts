// Twenty steps beside PyTorch. The fixture and the script that made it lie in packages/distill/fixtures.

import { readFileSync } from "node:fs";
import { readNetwork } from "@stillpoint/autodiff";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { pictures, TINY_CLASSES, TINY_SIZE, tinyNet } from "../../fixtures/tiny.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { featureMse } from "../losses/feature-mse.ts";
import { hinton } from "../losses/hinton.ts";
import { adam, adamW } from "../optimisers/adam.ts";
import { sgd } from "../optimisers/sgd.ts";
import { constantRate } from "../schedules.ts";
import { weightNames, weightValues, withWeights } from "../training/weights.ts";
import { type TrainingCheckpoint, type TrainingRun, train } from "./train.ts";

interface Trajectory {
  readonly losses: readonly number[];
  readonly runningMean: readonly number[];
  readonly runningVariance: readonly number[];
  readonly fc1Bias: readonly number[];
}

const file = new URL("../../fixtures/trajectories.json", import.meta.url);
const fixture: { readonly trajectories: Readonly<Record<string, Trajectory>> } = JSON.parse(readFileSync(file, "utf8"));

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const BATCH = 8;

function wave(count: number, phase: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => {
    const index = at + 1;
    return scale * (Math.sin(12.9898 * index + phase) + 0.5 * Math.cos(0.0137 * (phase + 1) * index) + 0.2);
  });
}

/** The tiny network with the fixture's initial weights. */
function network(): Uint8Array {
  const model = readNetwork(tinyNet(1));
  const kernels = weightNames(model.graph).filter((name) => /^(conv\d?|fc\d)\.weight$/.test(name));
  return withWeights(
    model,
    new Map(
      kernels.map((name, phase) => {
        const [first, ...rest] = model.graph.initializers.get(name)!.dims;
        const fanIn = rest.reduce((product, dim) => product * dim, 1);
        return [name, wave(first! * fanIn, phase, 2 / Math.sqrt(fanIn))] as const;
      }),
    ),
  );
}

/** What differs between the trajectories; targets by step. */
type Setting = Pick<TrainingRun, "loss" | "optimiser" | "schedule" | "clipNorm"> & {
  readonly targets?: (step: number) => Float32Array;
};

const settings: Readonly<Record<string, Setting>> = {
  "cross-entropy with smoothing, AdamW": {
    loss: crossEntropy({ smoothing: 0.1 }),
    optimiser: adamW({ weightDecay: 0.05 }),
    schedule: constantRate(3e-3),
  },
  "cross-entropy, SGD with momentum, decay and clipping": {
    loss: crossEntropy(),
    optimiser: sgd({ momentum: 0.9, weightDecay: 0.01 }),
    schedule: constantRate(0.05),
    clipNorm: 0.5,
  },
  "feature MSE, Adam": {
    loss: featureMse({ layer: "fc1", variance: 0.5 }),
    optimiser: adam(),
    schedule: constantRate(3e-3),
    targets: (step) => wave(BATCH * 12, 300 + step, 1),
  },
  "Hinton, SGD with Nesterov momentum": {
    loss: hinton({ temperature: 4, teacherWeight: 0.9, labelWeight: 0.1, temperatureSquared: true }),
    optimiser: sgd({ momentum: 0.9, nesterov: true }),
    schedule: constantRate(0.01),
    targets: (step) => wave(BATCH * TINY_CLASSES, 200 + step, 3),
  },
};

function expectNear(found: ArrayLike<number>, expected: readonly number[], relative: number): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, index) => {
    expect(Math.abs(found[index]! - value)).toBeLessThan(relative * scale);
  });
}

describe("twenty steps", () => {
  it.each(Object.entries(settings))("with %s follow PyTorch", async (name, { targets, ...setting }) => {
    const golden = fixture.trajectories[name]!;
    const losses: number[] = [];
    let last: TrainingCheckpoint | undefined;
    const run: TrainingRun = {
      ...setting,
      network: network(),
      layer: "fc1",
      batchSize: BATCH,
      batches: (step) => ({
        inputs: pictures(wave(BATCH * 3 * TINY_SIZE ** 2, 100 + step, 1.5), TINY_SIZE),
        labels: Int32Array.from({ length: BATCH }, (_, index) => (3 * index + step) % TINY_CLASSES),
        ...(targets === undefined ? {} : { targets: targets(step) }),
      }),
      checkpoints: [golden.losses.length],
      runtime,
      onStep: ({ loss }) => losses.push(loss),
    };
    for await (const checkpoint of train(run)) last = checkpoint;
    golden.losses.forEach((loss, step) => {
      expect(Math.abs(losses[step]! / loss - 1)).toBeLessThan(1e-4);
    });
    const model = readNetwork(last!.onnx);
    expectNear(weightValues(model, "conv1.norm.running_mean"), golden.runningMean, 1e-4);
    expectNear(weightValues(model, "conv.norm.running_var"), golden.runningVariance, 1e-4);
    expectNear(weightValues(model, "fc1.bias"), golden.fc1Bias, 1e-4);
  });
});
