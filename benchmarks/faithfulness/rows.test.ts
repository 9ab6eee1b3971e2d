import type { Interval } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { BlockDraft } from "./block.ts";
import { csv, rowsOf, standingOf } from "./rows.ts";
import { markdown } from "./table.ts";

const SAMPLES = Array.from({ length: 8 }, (_, k) => `sample ${k}`);

/** Entropy is 0.3 better on `noise1`, and as much worse on `deletionAnswer`, where less is better. */
function planted() {
  const draft = new BlockDraft([0, 1, 2], SAMPLES);
  for (const seed of [0, 1, 2]) {
    for (const [k, sample] of SAMPLES.entries()) {
      const base = k / 10 + seed / 7;
      for (const measure of ["noise1", "deletionAnswer"]) {
        draft.add(measure, "entropy", seed, sample, base + 0.3 + (k % 2) / 50);
        draft.add(measure, "random", seed, sample, base);
      }
      draft.add("removed", "entropy", seed, sample, base);
      draft.add("removed", "occlusion", seed, sample, 1);
      draft.add("pointing", "area", seed, sample, 0.25);
    }
  }
  return draft.finish({ modality: "image", family: "law", layer: "fc1", role: "scratch" });
}

describe("rowsOf", () => {
  const rows = rowsOf(planted());
  const row = (measure: string, map: string) => rows.find((each) => each.measure === measure && each.map === map);

  it("pairs the entropy map with every other by network and sample", () => {
    const found = row("noise1", "random");
    expect(found?.difference?.mean).toBeCloseTo(0.31, 12);
    expect(found?.value.mean).toBeCloseTo(0.35 + 1 / 7, 12);
    // Samples and networks differ far more than the two maps do.
    const length = (of?: Interval): number => (of === undefined ? Number.NaN : of.high - of.low);
    expect(length(found?.difference)).toBeLessThan(0.1);
    expect(length(found?.value)).toBeGreaterThan(0.4);
  });

  it("knows where less is better", () => {
    expect(row("noise1", "random")?.standing).toBe("better");
    expect(row("deletionAnswer", "random")?.standing).toBe("worse");
    expect(standingOf({ mean: -2, low: -3, high: -1 }, "most")).toBe("worse");
    expect(standingOf({ mean: -2, low: -3, high: -1 }, "least")).toBe("better");
    expect(standingOf({ mean: 0, low: -1, high: 1 }, "most")).toBe("undecided");
    expect(standingOf({ mean: 0, low: Number.NaN, high: Number.NaN }, "least")).toBe("undecided");
  });

  it("judges nothing that follows from a definition", () => {
    expect(row("removed", "occlusion")?.standing).toBeUndefined();
    expect(row("removed", "occlusion")?.difference).toBeUndefined();
  });

  it("writes one line each, empty where a number is not defined", () => {
    const lines = csv(rows).trimEnd().split("\n");
    expect(lines).toHaveLength(rows.length + 1);
    expect(new Set(lines.map((line) => line.split(",").length)).size).toBe(1);
    expect(csv(rows)).not.toContain("NaN");
  });

  it("become a page that says in words where another map is better", () => {
    const page = markdown({ about: "law", plan: { samples: 8, randomised: 0 }, rows, known: [], missing: [] });
    expect(page).toContain("- deletion, probability: better than entropy is random (in 1 of 1, worse in 0).");
    expect(page).toContain("- ρ noise σ0: no map is better than entropy");
    expect(page).not.toContain("NaN");
  });
});
