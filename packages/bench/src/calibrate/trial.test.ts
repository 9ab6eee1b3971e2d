import { measureEntropy } from "@stillpoint/core";
import { networkOpener } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { type TrialTask, trialTask } from "./pictures.ts";
import { withPlantedKnowledge } from "./planted.ts";
import { calibrationNet, INPUT, pixels, STUDY } from "./study.ts";
import { runTrial } from "./trial.ts";

const runtime = nodeRuntime({ workers: 2 });
afterAll(() => runtime.close());

const OBJECT = pixels(({ region }) => region === "foreground");
const BACKGROUND = pixels(({ region }) => region === "background");

async function entropies(network: Uint8Array): Promise<Float64Array[]> {
  const { measured } = trialTask({ trial: 0, seed: 1, samples: 3 });
  const example = measured[0]!.input.inputs;
  const model = await networkOpener({ runtime, from: INPUT, example })("net", network, STUDY.layer);
  const maps = await Promise.all(
    measured.map(async ({ info, input }) => {
      const options = { seed: 0, sample: info.id, sigma0: STUDY.sigma0, smoothing: 0, passes: STUDY.passes };
      return (await measureEntropy(await model.bind(input.inputs), input, options)).entropies;
    }),
  );
  await model.close();
  return maps;
}

const rms = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

describe("planted knowledge", () => {
  it("is measured as it was planted: ln gain on the object, an even background, on every sample", async () => {
    for (const map of await entropies(withPlantedKnowledge(calibrationNet(3)))) {
      const background = map[BACKGROUND[0]!]!;
      for (const p of BACKGROUND) expect(map[p]).toBeCloseTo(background, 4);
      for (const p of OBJECT) expect(background - map[p]!).toBeCloseTo(Math.log(STUDY.plantedGain), 4);
    }
    for (const map of await entropies(calibrationNet(3)))
      expect(rms(BACKGROUND.map((p) => map[p]!))).toBeGreaterThan(0.1);
  });
});

describe("a calibration trial", () => {
  it("is a function of trial and seed alone, whatever the number of workers", async () => {
    const choice = { trial: 1, seed: 5, samples: 12 };
    const { signal } = new AbortController();
    await using one = nodeRuntime({ workers: 1 });
    const [alone, beside] = await Promise.all([runTrial(choice, one, signal), runTrial(choice, runtime, signal)]);
    expect(beside).toEqual(alone);
    expect(alone.planted.find(({ id }) => id === "H1.foregroundCount")).toMatchObject({ verdict: "supported" });
    expect(alone.chance.map(({ id }) => id)).toEqual(alone.planted.map(({ id }) => id));
  });

  it("stops when it is told to", async () => {
    await expect(runTrial({ trial: 0, seed: 0, samples: 3 }, runtime, AbortSignal.abort())).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
  });

  it("differs from another in patterns and pictures, and a trained picture is never measured", () => {
    const taskOf = (trial: number): TrialTask => trialTask({ trial, seed: 0, samples: 4 });
    const [first, second] = [taskOf(0), taskOf(1)];
    const values = first.training.inputs[INPUT]!.data;
    expect(second.training.inputs[INPUT]!.data).not.toEqual(values);
    const measured = first.measured.map(({ input }) => Number(input.inputs[INPUT]!.data[0]));
    expect(Array.from(values, Number).some((value) => measured.includes(value))).toBe(false);
    expect(taskOf(0)).toEqual(first);
  });
});
