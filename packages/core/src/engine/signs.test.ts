import { blockIndices, linearLayer, syntheticMatrix, unitsOver } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { type MapTask, startMapTask } from "./map-task.ts";
import { settle } from "./options.ts";
import { signDirection } from "./signs.ts";

function taskOf(features: number, seed: number): Promise<MapTask> {
  const layer = linearLayer(syntheticMatrix("flat", features, 2, 2, 1));
  return startMapTask(layer, unitsOver(blockIndices(2, 2), 2), settle({ seed, sample: "s", sigma0: 0.01 }, 0.01));
}

function rows(task: MapTask, count: number, start = 0): Float32Array[] {
  const direction = signDirection(task);
  return Array.from({ length: count }, (_, k) => {
    const out = new Float32Array(task.features);
    direction(start + k, out, 0);
    return out;
  });
}

describe("signDirection", () => {
  it.each([1, 2, 7, 16, 33])("a block of %i features has Σ vv' = (block/m)·I, entries ±1/√m", async (features) => {
    const size = 2 ** Math.ceil(Math.log2(features));
    for (const start of [0, 3 * size]) {
      const block = rows(await taskOf(features, 5), size, start);
      for (let a = 0; a < features; a++) {
        for (let b = 0; b <= a; b++) {
          const sum = block.reduce((all, row) => all + row[a]! * row[b]!, 0);
          expect(sum).toBeCloseTo(a === b ? size / features : 0, 5);
        }
      }
      for (const row of block) for (const entry of row) expect(Math.abs(entry)).toBeCloseTo(1 / Math.sqrt(features), 6);
    }
  });

  it("depends on seed and number alone, and differs between blocks", async () => {
    const [own, other] = [await taskOf(8, 1), await taskOf(8, 2)];
    expect(rows(own, 3, 6)).toEqual(rows(own, 9).slice(6));
    expect(rows(own, 8)).not.toEqual(rows(other, 8));
    expect(rows(own, 8)).not.toEqual(rows(own, 8, 8));
  });

  it("has no favourite pair of entries: half a block leaves each product near its share", async () => {
    const totals = new Float64Array(16);
    for (let seed = 0; seed < 200; seed++) {
      const half = rows(await taskOf(16, seed), 8);
      for (let b = 1; b < 16; b++) totals[b]! += half.reduce((sum, row) => sum + 16 * row[0]! * row[b]!, 0) ** 2;
    }
    // Without replacement from 16 signs of sum 0: variance 8 · (1 − 7/15).
    for (let b = 1; b < 16; b++) expect(totals[b]! / 200 / (8 * (8 / 15))).toBeGreaterThan(0.6);
    for (let b = 1; b < 16; b++) expect(totals[b]! / 200 / (8 * (8 / 15))).toBeLessThan(1.5);
  });
});
