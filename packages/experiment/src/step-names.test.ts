import { drawNormal } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { numbersIn } from "./name-numbers.ts";
import { stepsFromNames } from "./step-names.ts";

const read = (...names: string[]): ReturnType<typeof stepsFromNames> => stepsFromNames(names, "checkpoints x");

describe("stepsFromNames", () => {
  it.each([
    ["a learning rate beside", "epoch", ["epoch=0-lr=0.100", "epoch=30-lr=0.010", "epoch=60-lr=0.001"], [0, 30, 60]],
    ["a loss beside", "epoch", ["epoch=0-val_loss=2.31", "epoch=10-val_loss=0.87"], [0, 10]],
    ["a network and a day", "step", ["resnet18_step_001000_20261127", "resnet18_step_000100_20261128"], [1000, 100]],
    ["letters", "step", ["model-e3-s1200", "model-e4-s1600"], [1200, 1600]],
    ["a step that does not differ", "epoch", ["epoch=1-step=7", "epoch=2-step=7"], [1, 2]],
    ["Lightning's names", "step", ["epoch=0-step=100", "epoch=0-step=200", "epoch=1-step=300"], [100, 200, 300]],
    ["a global step", "global_step", ["global_step=5_v1", "global_step=6_v1"], [5, 6]],
    ["a step in front of a global one", "step", ["step-5-global-step-50", "step-6-global-step-60"], [5, 6]],
    ["no separator", "step", ["step100", "step20"], [100, 20]],
    ["capitals", "step", ["modelStep100Seed3", "modelStep20Seed3"], [100, 20]],
    ["the word behind", "iteration", ["run2_100iters_lr3", "run2_50iters_lr3"], [100, 50]],
    ["thousands", "step", ["step_500", "step_1k", "step_1.5k", "step_1M"], [500, 1000, 1500, 1_000_000]],
    ["checkpoint folders", "checkpoint", ["checkpoint-500", "checkpoint-1000"], [500, 1000]],
    ["zeros in front", undefined, ["00000", "00100", "00090"], [0, 100, 90]],
    ["a constant number", undefined, ["resnet18_1", "resnet18_12"], [1, 12]],
    ["milliseconds", undefined, ["m_1732660000123", "m_1732660000124"], [1732660000123, 1732660000124]],
    ["days", undefined, ["m-2026-11-30", "m-2026-12-01"], [20261130, 20261201]],
    ["days and times", undefined, ["m-2026-11-30T23-59-59", "m-2026-12-01T00-00-01"], [20261130235959, 20261201000001]],
    ["a day beside a number", undefined, ["m_3_20261127", "m_20_20261128"], [3, 20]],
    ["a rate beside a number", undefined, ["m_3_lr2", "m_20_lr1"], [3, 20]],
    ["a nameless fraction beside a number", undefined, ["m_3_0.31", "m_20_0.25"], [3, 20]],
    ["a word that differs", undefined, ["net_a_1", "net_b_2"], [1, 2]],
  ])("reads a name with %s", (_, field, names, steps) => {
    expect(read(...names)).toEqual({ steps, field });
    expect(read(...[...names].reverse()).steps).toEqual([...steps].reverse());
  });

  it.each([
    ["several numbers", ["a1_b2", "a2_b1"], /several numbers that differ.*a1_b2 \(a 1, b 2\)/],
    ["fields that disagree", ["epoch=1-step=90", "epoch=2-step=10"], /step and epoch that order them differently/],
    ["no number", ["best", "last"], /a name without a number: best \(no number\)/],
    ["a number in some only", ["1", "2_3"], /different numbers of numbers/],
    ["losses alone", ["loss0.3", "loss0.2"], /no number that differs and could be one/],
    ["fractions alone", ["m0.3", "m0.2"], /not whole/],
    ["seeds alone", ["seed0", "seed1"], /no number that differs and could be one/],
    ["a day that disagrees", ["m_3_20261128", "m_20_20261127"], /order them differently/],
    [
      "steps past 2^53",
      ["step=9007199254740992", "step=9007199254740993"],
      /up to 9007199254740991; got 9007199254740992/,
    ],
  ])("refuses %s and lists what it understood", (_, names, message) => {
    expect(() => read(...names)).toThrow(message);
    expect(() => read(...names)).toThrow(expect.objectContaining({ code: "INPUT" }));
  });

  it("takes of a single name what stands by itself", () => {
    const single = ["00200", "model_200", "model-epoch3-loss0.2", "resnet18", "bert-v2", "best", "m_1_2"];
    expect(single.map((name) => read(name).steps[0])).toEqual([200, 200, 3, 0, 0, 0, 0]);
  });

  it("gives any steps back from names it is told the field of, whatever stands beside", () => {
    for (let trial = 0; trial < 50; trial += 1) {
      const draws = new Float32Array(12);
      drawNormal({ seed: trial, sample: "names", purpose: "steps", pass: 0 }, draws);
      const steps = [...new Set(Array.from(draws.subarray(0, 6), (value) => Math.floor(1e6 * Math.abs(value))))];
      const names = steps.map((step, k) => `net50-lr=${Math.abs(draws[6 + k] ?? 0).toFixed(4)}_epoch=${step}-acc${k}`);
      expect(read(...names).steps).toEqual(steps);
    }
  });
});

describe("numbersIn", () => {
  it("takes a version, an exponent and a day for one number each", () => {
    const texts = numbersIn("v1.2.3-lr1e-4-2026-11-27_step5").map(({ text }) => text);
    expect(texts).toEqual(["1.2.3", "1e-4", "2026-11-27", "5"]);
  });
});
