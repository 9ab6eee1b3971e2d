import { describe, expect, it } from "vitest";
import { planOf } from "./plan.ts";

describe("planOf", () => {
  it("never explains fewer samples with random weights than there are, and keeps the run's folder to itself", () => {
    const plan = planOf(["--run", "/some/where", "--samples", "3", "--randomised", "8", "--shuffled"]);
    expect(plan).toMatchObject({ run: "/some/where", samples: 3, randomised: 3, shuffled: true, only: [] });
    expect(plan.command).not.toContain("/some/where");
    expect(plan.command).toContain("--run RUN --samples 3");
  });

  it("refuses what is no number of samples", () => {
    for (const args of [
      ["--samples", "1"],
      ["--samples", "x"],
      ["--randomised", "-1"],
      ["--seed", "0.5"],
    ])
      expect(() => planOf(args)).toThrow("whole number");
  });
});
