import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type EntropyOptions,
  type LimitOptions,
  type OfficialOptions,
  type OptimumOptions,
  settle,
} from "./options.ts";

type Of<Recipe, More> = { seed: number; sample: string; sigma0: number; recipe: Recipe } & More;

const settled = (more: object): unknown => {
  // As a JavaScript caller gives them, whom no type holds back.
  const options: EntropyOptions = JSON.parse(JSON.stringify({ seed: 1, sample: "a", sigma0: 0.01, ...more }));
  return settle(options, 0.01);
};

describe("the options of a recipe", () => {
  it("are those it reads, by type", () => {
    expectTypeOf<Of<"limit", { smoothing: number; secondUpper: number }>>().toExtend<EntropyOptions>();
    expectTypeOf<Of<"optimum", { passes: number; targetError: number }>>().toExtend<EntropyOptions>();
    expectTypeOf<Of<"official", { official: { steps: number } }>>().toExtend<EntropyOptions>();
    expectTypeOf<Of<"optimum", { smoothing: number }>>().toExtend<EntropyOptions>();
    expectTypeOf<Of<"optimum", { mostPasses: number }>>().not.toExtend<EntropyOptions>();
    expectTypeOf<Of<"official", { smoothing: number }>>().not.toExtend<EntropyOptions>();
    expectTypeOf<Of<"optimum", { secondUpper: number }>>().not.toExtend<EntropyOptions>();
    expectTypeOf<Of<"official", { secondUpper: number }>>().not.toExtend<EntropyOptions>();
    expectTypeOf<Of<"limit", { official: object }>>().not.toExtend<EntropyOptions>();
    expectTypeOf<LimitOptions | OptimumOptions>().toHaveProperty("targetError");
    expectTypeOf<OfficialOptions>().not.toHaveProperty("targetError");
    expectTypeOf<OfficialOptions>().not.toHaveProperty("passes");
  });

  it.each([
    { recipe: "optimum", mostPasses: 64 },
    { recipe: "official", smoothing: { timesSigma0: 1 } },
    { recipe: "optimum", secondUpper: 0.5 },
    { recipe: "official", secondUpper: 0.5 },
    { official: { steps: 3 } },
    { recipe: "optimum", official: { steps: 3 } },
  ])("are refused by the others at run time: %j", (more) => {
    const [name] = Object.keys(more).filter((key) => key !== "recipe");
    expect(() => settled(more)).toThrow(expect.objectContaining({ code: "USAGE" }));
    expect(() => settled(more)).toThrow(`${name}: expected the recipe `);
  });

  it("have the recipe's own defaults", () => {
    expect(settled({})).toMatchObject({ recipe: "limit", passes: 32, targetError: 0.04, smoothing: 0 });
    expect(settled({ smoothing: { timesSigma0: 2 } })).toMatchObject({ passes: 512, smoothing: 0.02 });
    expect(settled({ recipe: "optimum" })).toMatchObject({ passes: 512, targetError: 0.04 });
    expect(settled({ recipe: "official" })).toMatchObject({ official: { steps: 80, copies: 96, learningRate: 1e-4 } });
  });
});
