import { readNetwork } from "@stillpoint/autodiff";
import { probeShapes, zeros } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { normals, TINY_CLASSES, TINY_SIZE, tinyImages, tinyNet } from "../../fixtures/tiny.ts";
import { contrast } from "../losses/contrast.ts";
import { hint } from "../losses/hint.ts";
import type { Loss } from "../losses/loss.ts";
import { pointNet } from "../networks/point-net.ts";
import { sgd } from "../optimisers/sgd.ts";
import { type Branched, contrastBranch, hintBranch } from "../training/branches.ts";
import { trainingGraph } from "../training/training-graph.ts";
import { oneHot } from "./batch.ts";
import { trainOnContrast, trainOnHints } from "./branched.ts";
import { layerFeatures } from "./evaluate.ts";
import { trialRecipe } from "./recipe.ts";
import { type ComparedTraining, trainScratch } from "./roles.ts";
import type { TrainingCheckpoint } from "./train.ts";

const runtime = nodeRuntime({ workers: 2 });
afterAll(() => runtime.close());

const data = tinyImages(24, 1);
const comparison: ComparedTraining = {
  network: tinyNet,
  seed: 3,
  layer: "fc1",
  data,
  recipe: trialRecipe({ steps: 12, checkpoints: 3, batchSize: 8 }),
  runtime,
};
const teacher = tinyNet(77);

async function all(checkpoints: AsyncIterable<TrainingCheckpoint>): Promise<TrainingCheckpoint[]> {
  const found: TrainingCheckpoint[] = [];
  for await (const checkpoint of checkpoints) found.push(checkpoint);
  return found;
}

const HINT = { labelWeight: 1, hintWeight: 1 };
const CONTRAST = { labelWeight: 1, contrastWeight: 0.8, temperature: 0.1, embedding: 6 };

describe("students taught through a branch", () => {
  it("start as scratch does, end elsewhere, and are networks without a branch", async () => {
    const [scratch, hinted, contrasted] = await Promise.all([
      all(trainScratch(comparison)),
      all(trainOnHints(comparison, teacher, HINT)),
      all(trainOnContrast(comparison, teacher, CONTRAST)),
    ]);
    for (const student of [hinted, contrasted]) {
      expect(student.map(({ step }) => step)).toEqual(scratch.map(({ step }) => step));
      expect(Buffer.from(student[0]!.onnx).equals(scratch[0]!.onnx)).toBe(true);
      expect(Buffer.from(student.at(-1)!.onnx).equals(scratch.at(-1)!.onnx)).toBe(false);
      const { graph } = readNetwork(student.at(-1)!.onnx);
      expect(graph.inputs.map(({ name }) => name)).toEqual(["input"]);
      expect([...graph.initializers.keys()].filter((name) => /regressor|contrast/.test(name))).toEqual([]);
      expect(student.at(-1)!.onnx.length).toBe(scratch.at(-1)!.onnx.length);
    }
  });

  it("without the teacher's weight are the scratch network, up to the order of float32 sums", async () => {
    const [scratch, hinted, contrasted] = await Promise.all([
      all(trainScratch(comparison)),
      all(trainOnHints(comparison, teacher, { ...HINT, hintWeight: 0 })),
      all(trainOnContrast(comparison, teacher, { ...CONTRAST, contrastWeight: 0 })),
    ]);
    // A branch that nothing teaches decays, so that this holds only where paths leave it out.
    for (const student of [hinted, contrasted]) {
      for (const of of ["network", "layer"] as const) {
        expect(student.at(-1)!.path[of].perStep / scratch.at(-1)!.path[of].perStep).toBeCloseTo(1, 3);
      }
    }
    const logits = async (network: Uint8Array) => layerFeatures(network, "fc3", data.inputs, runtime);
    const [own, plain] = [await logits(hinted.at(-1)!.onnx), await logits(scratch.at(-1)!.onnx)];
    for (const [k, value] of own.entries()) expect(value).toBeCloseTo(plain[k]!, 2);
  });

  it("a hint alone brings a linear map of the student's feature to the teacher's, layer by layer", async () => {
    for (const layer of ["fc1", "conv3"]) {
      const losses: number[] = [];
      const recipe = trialRecipe({ steps: 60, checkpoints: 2, batchSize: 8, peak: 1e-2 });
      const run = { ...comparison, layer, recipe, onStep: ({ loss }: { loss: number }) => losses.push(loss) };
      await all(trainOnHints(run, teacher, { labelWeight: 0, hintWeight: 2 }));
      // 2 · ½ in units of the teacher's variance: what the mean of all samples would have is 1.
      const mean = (part: readonly number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
      expect(mean(losses.slice(-8))).toBeLessThan(0.6 * mean(losses.slice(0, 8)));
    }
  });

  it("a hint reaches the features of points, and layers of other places are refused", async () => {
    const clouds = normals(16 * 12 * 3, 1, "clouds");
    const points: ComparedTraining = {
      ...comparison,
      network: (seed) => pointNet({ seed, classes: 4, points: 12, shape: { widths: [6, 8], hidden: [6] } }),
      layer: "pooled",
      data: {
        inputs: { points: { type: "float32", shape: [16, 12, 3], data: clouds } },
        labels: data.labels.slice(0, 16),
      },
    };
    const wide = pointNet({ seed: 9, classes: 4, points: 12, shape: { widths: [6, 10], hidden: [6] } });
    const map = readNetwork(wide).graph.nodes.find(({ outputs }) => outputs.includes("pooled"))!.inputs[0]!;
    const student = readNetwork(points.network(3)).graph.nodes.find(({ outputs }) => outputs.includes("pooled"))!
      .inputs[0]!;
    const found = await all(trainOnHints(points, wide, { ...HINT, studentLayer: student, teacherLayer: map }));
    expect(found.at(-1)!.path.network.perStep).toBeGreaterThan(0);
    await expect(all(trainOnHints(comparison, teacher, { ...HINT, teacherLayer: "conv3" }))).rejects.toThrow(
      /hint: expected layers of the same places; got 12 of the student and 8x4x4 of the teacher/,
    );
  });
});

describe("hintBranch", () => {
  it("lays r(f) minus the teacher's feature behind the logits", async () => {
    const branch = hintBranch(readNetwork(tinyNet(5)), { layer: "fc1", student: [12], teacher: [3], seed: 2 });
    const images = tinyImages(2, 6).inputs;
    const of = async (given: Float32Array) => {
      const target = { type: "float32", shape: [2, 3], data: given } as const;
      const [joint] = Object.values(await runOnce(branch.bytes, { ...images, [branch.teacher]: target }));
      return Array.from(joint!.data, Number);
    };
    const given = normals(6, 3, "given");
    const [plain, moved] = [await of(new Float32Array(6)), await of(given)];
    const width = TINY_CLASSES + 3;
    for (let k = 0; k < 2 * width; k++) {
      const own = k % width < TINY_CLASSES ? 0 : given[Math.floor(k / width) * 3 + (k % width) - TINY_CLASSES]!;
      expect(moved[k]).toBeCloseTo(plain[k]! - own, 5);
    }
  });
});

const model = readNetwork(tinyNet(5));
const conv = [8, 4, 4];
const designs: readonly (readonly [string, Branched, Loss, readonly number[]])[] = [
  (() => {
    const branch = hintBranch(model, { layer: "conv3", student: conv, teacher: [5, 4, 4], seed: 2 });
    return [
      "hint",
      branch,
      hint({ classes: TINY_CLASSES, labelWeight: 0.6, hintWeight: 1, scale: 40 }),
      [5, 4, 4],
    ] as const;
  })(),
  (() => {
    const branch = contrastBranch(model, { layer: "fc1", student: [12], teacher: [9], seed: 2, embedding: 4 });
    const options = { classes: TINY_CLASSES, embedding: 4, temperature: 0.5 };
    return ["contrast", branch, contrast({ ...options, labelWeight: 0.6, contrastWeight: 1 }), [9]] as const;
  })(),
];

describe.each(designs)("a training step with the branch of %s", (_name, branch, loss, given) => {
  it("has a gradient equal to central differences of its own loss along random directions, branch included", async () => {
    const batch = 6;
    const branched = readNetwork(branch.bytes);
    const image = [3, TINY_SIZE, TINY_SIZE];
    const example = { input: zeros("float32", [1, ...image]), [branch.teacher]: zeros("float32", [1, ...given]) };
    const step = trainingGraph({
      model: branched,
      shapes: await probeShapes(branched, example, runtime),
      ...{ batch, loss, optimiser: sgd(), frozen: new Set<string>() },
    });
    expect(step.weights).toEqual(expect.arrayContaining([...branch.weights]));
    const images = tinyImages(batch, 6);
    const targets = normals(batch * given.reduce((a, b) => a * b, 1), 7, "teacher");
    const groups = Object.keys(step.state).filter((name) => !/running/.test(name));
    const run = async (moved: Readonly<Record<string, Float32Array>>) => {
      const label = [...step.targets.values()][0]!;
      const weights = Object.entries(moved).map(([name, data]) => {
        return [name, { type: "float32", shape: [data.length], data } as const] as const;
      });
      return runOnce(step.bytes, {
        ...step.state,
        input: {
          type: "float32",
          shape: [batch, ...image],
          data: Float32Array.from(images.inputs.input!.data, Number),
        },
        [branch.teacher]: { type: "float32", shape: [batch, ...given], data: targets },
        [step.names.label]: { type: "float32", shape: label.shape, data: oneHot(images.labels, label.shape.at(-1)!) },
        [step.names.scalar("learningRate")]: { type: "float32", shape: [], data: Float32Array.of(1) },
        ...Object.fromEntries(weights),
      });
    };
    for (const name of groups) {
      const start = Float32Array.from(step.state[name]!.data, Number);
      const next = (await run({}))[`${name}:next`]?.data;
      const gradient = start.map((w, k) => w - Number(next?.[k]));
      const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, k) => sum + v * b[k]!, 0);
      // Half along the gradient, so that the slope stands clear of float32 rounding.
      const noise = normals(start.length, 8, name);
      const share = Math.sqrt(dot(noise, noise) / dot(gradient, gradient));
      const mixed = noise.map((v, k) => v + share * gradient[k]!);
      const direction = mixed.map((v) => v / Math.sqrt(dot(mixed, mixed)));
      const h = 1e-3;
      const at = async (by: number) => {
        const moved = start.map((w, k) => w + by * direction[k]!);
        return Number((await run({ [name]: moved }))[step.names.loss]?.data[0]);
      };
      const slope = ((await at(h)) - (await at(-h))) / (2 * h);
      expect(Math.abs(dot(gradient, direction) / slope - 1)).toBeLessThan(8e-3);
    }
  });
});
