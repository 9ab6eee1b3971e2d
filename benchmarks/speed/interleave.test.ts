import { describe, expect, it } from "vitest";
import { interleave } from "./interleave.ts";
import { timing } from "./result.ts";

describe("interleave", () => {
  it("takes turns, turns the order round, and throws the warm-up away", async () => {
    const order: string[] = [];
    const contestant = (name: string, times: number[]) => async () => {
      order.push(name);
      return times.shift()!;
    };
    const result = await interleave(
      2,
      new Map([
        ["ours", contestant("ours", [99, 1, 3])],
        ["theirs", contestant("theirs", [99, 10, 20])],
      ]),
    );
    expect(order).toEqual(["ours", "theirs", "ours", "theirs", "theirs", "ours"]);
    expect(result.get("ours")).toEqual({ median: 2, fastest: 1, slowest: 3, repeats: 2 });
    expect(result.get("theirs")?.median).toBe(15);
  });
});

describe("timing", () => {
  it("is the middle value, and refuses none", () => {
    expect(timing([5, 1, 9]).median).toBe(5);
    expect(() => timing([])).toThrow(RangeError);
  });
});
