import { blockIndices, linearLayer, syntheticMatrix, unitsOver } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { engineChoice, untilTrusted } from "./engine-choice.ts";
import { measureEntropy } from "./entropy.ts";
import type { EngineDefaults } from "./modality.ts";

const defaults: EngineDefaults = {
  sigma0: 0.03,
  bounds: { lower: 0.003, upper: 0.3 },
  smoothing: 0.03,
  secondUpper: 0.09,
  passes: 64,
  targetError: 0.05,
};

describe("engineChoice", () => {
  it("is the same text for the same choice: identities of finished jobs hang on it", () => {
    expect(JSON.stringify(engineChoice(defaults, { recipe: "limit", seed: 1, passes: 128 }))).toBe(
      '{"sigma0":0.03,"bounds":{"lower":0.003,"upper":0.3},"passes":128,"targetError":0.05,"smoothing":0.03,' +
        '"secondUpper":0.09,"recipe":"limit","seed":1}',
    );
    expect(JSON.stringify(engineChoice({ sigma0: 0.01 }, { recipe: "optimum", seed: 2, passes: 128 }))).toBe(
      '{"sigma0":0.01,"recipe":"optimum","seed":2,"passes":128}',
    );
  });

  it("leaves out what a recipe does not know, so that every recipe measures with a modality's defaults", async () => {
    const layer = linearLayer(syntheticMatrix("flat", 6, 4, 2, 1));
    const input = unitsOver(blockIndices(4, 2), 4);
    for (const recipe of ["limit", "optimum", "official"] as const) {
      const choice = engineChoice(defaults, { recipe, seed: 1 });
      expect("smoothing" in choice).toBe(recipe !== "official");
      const map = await measureEntropy(layer, input, { ...choice, sample: "a" });
      expect(map.recipe).toBe(recipe);
    }
  });
});

describe("untilTrusted", () => {
  it("lets maps at the clean sample spend eight times their passes until a fifth of b", () => {
    const wish = { recipe: "limit", seed: 1 } as const;
    expect(untilTrusted(engineChoice({ sigma0: 0.01 }, wish))).toMatchObject({ mostPasses: 256, targetError: 0.1 });
    expect(untilTrusted(engineChoice({ sigma0: 0.01, passes: 64, targetError: 0.05 }, wish))).toMatchObject({
      mostPasses: 512,
      targetError: 0.05,
    });
  });

  it("leaves averaged maps and other recipes as they are", () => {
    for (const recipe of ["limit", "optimum", "official"] as const) {
      const choice = engineChoice(defaults, { recipe, seed: 1 });
      expect(untilTrusted(choice)).toEqual(choice);
    }
  });
});
