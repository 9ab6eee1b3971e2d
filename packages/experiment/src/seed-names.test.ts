import { describe, expect, it } from "vitest";
import { seedInName, seedsFromNames } from "./seed-names.ts";

describe("seedInName", () => {
  it.each([
    ["runs/seed0/student", 0],
    ["runs/seed=1/student", 1],
    ["runs/student_seed_12", 12],
    ["home/seed5/runs/seed7/student", 7],
    ["SEED-3", 3],
    ["student/seed2_step100.onnx", 2],
    ["runs/s2/student", 2],
    ["runs/kd-s2", 2],
    ["runs/model-e3-s1200.onnx", undefined],
    ["runs/reseed4", undefined],
    ["runs/sst2", undefined],
    ["student", undefined],
  ])("of %s is %s", (path, seed) => expect(seedInName(path)).toBe(seed));

  it("is refused past 2^31 - 1", () => {
    expect(seedInName("seed2147483647")).toBe(2147483647);
    expect(() => seedInName("seed2147483648")).toThrow(/a seed up to 2147483647; got 2147483648/);
    expect(() => seedInName("seed99999999999999999999")).toThrow(/got 99999999999999999999/);
  });
});

describe("seedsFromNames", () => {
  it("are the paths' own where they tell the networks apart", () => {
    expect(seedsFromNames(["a/seed3", "a/seed1"], "scratch")).toEqual([3, 1]);
    expect(seedsFromNames(["a", "b", "c"], "scratch")).toBeUndefined();
    expect(seedsFromNames(["seed9/a", "seed9/b"], "scratch")).toBeUndefined();
    expect(seedsFromNames(["a/seed3"], "scratch")).toEqual([3]);
    expect(seedsFromNames(["a"], "scratch")).toBeUndefined();
  });

  it("of a lone network are not those of the folders its owner works in", () => {
    expect(seedsFromNames(["/home/s17/work/runs/files/student"], "scratch")).toBeUndefined();
    expect(seedsFromNames(["/home/seed5/work/runs/files/student/00200.onnx"], "scratch")).toBeUndefined();
    expect(seedsFromNames(["/home/s17/seed4/runs/student/00200.onnx"], "scratch")).toEqual([4]);
    expect(seedsFromNames(["/home/s17/a/s2/runs/", "/home/s17/a/s1/runs"], "scratch")).toEqual([2, 1]);
  });

  it("are refused where some are missing or given twice", () => {
    expect(() => seedsFromNames(["a/seed3", "b"], "scratch")).toThrow(
      /networks of scratch: .*a\/seed3 \(seed 3\), b \(no seed\)/,
    );
    expect(() => seedsFromNames(["a/seed3", "b/seed3", "c/seed4"], "scratch")).toThrow(/another seed in each path/);
  });
});
