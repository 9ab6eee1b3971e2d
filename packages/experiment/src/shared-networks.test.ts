import { describe, expect, it } from "vitest";
import { networkFamilies } from "./shared-networks.ts";

const record = (task: string, checkpoints: Readonly<Record<string, string>>) => ({ task, checkpoints });

describe("tasks that share trained networks", () => {
  it("are one family, by whatever chain; teachers and first weights join nothing", () => {
    const families = networkFamilies([
      record("a", { "teacher, seed 0, step 0": "t", "scratch, seed 0, step 0": "w", "scratch, seed 0, step 8": "s0" }),
      record("b", { "teacher, seed 0, step 9": "t", "scratch, seed 0, step 0": "w", "scratch, seed 0, step 8": "s1" }),
      record("a-logits", { "scratch, seed 0, step 8": "s0", "null-order, seed 1, step 10": "n" }),
      record("c", { "self-distilled, seed 1, step 10": "n" }),
      record("d", { "teacher, seed 0, step 9": "t" }),
    ]);
    expect([...families.keys()]).toEqual(["a", "b", "a-logits", "c", "d"]);
    const [a, b, logits, c, d] = families.values();
    expect([logits, c]).toEqual([a, a]);
    expect(new Set([a, b, d]).size).toBe(3);
  });

  it("are one family by layers, which have one name", () => {
    expect([...networkFamilies([record("a", {}), record("a", {})])]).toEqual([["a", "a"]]);
  });
});
