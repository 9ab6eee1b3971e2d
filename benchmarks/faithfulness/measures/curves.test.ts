import { describe, expect, it } from "vitest";
import { logitOf } from "../answer.ts";
import { byUnit, linearScene, UNITS } from "../linear-scene.ts";
import { areaUnder, curveCounts } from "./curve.ts";
import { deletionArea } from "./deletion.ts";
import { insertionArea } from "./insertion.ts";
import { orderOf } from "./order.ts";

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

describe("deletion and insertion", async () => {
  const { scene, logits, step } = await linearScene(9);
  const shares = byUnit((p) => logits.data[scene.answer.chosen[0]! * logits.columns + p]! * step[p]!);
  const effect = logitOf(scene.answer);
  const [whole, base] = [(await effect(scene.layer.x0, 1))[0]!, (await effect(scene.baseline, 1))[0]!];
  const order = orderOf(shares, 0, "law");
  /** Σ over units of share times the part of the curve before it is removed, half of its own step counted. */
  const weighed = (along: readonly number[]): number =>
    along.reduce((sum, unit, place) => sum + (shares[unit]! * (place + 0.5)) / UNITS, 0);

  it("of a sum over units are its shares times how late they go", async () => {
    expect(await deletionArea(scene, order, effect)).toBeCloseTo(base + weighed([...order]), 4);
    expect(await insertionArea(scene, order, effect)).toBeCloseTo(whole - weighed([...order]), 4);
  });

  it("of a sum are least and most along its own shares, among all orders", async () => {
    const own = await deletionArea(scene, order, effect);
    const all = permutations([...order.keys()]);
    const least = Math.min(...all.map((along) => base + weighed(along)));
    expect(own).toBeCloseTo(least, 4);
    const turned = Int32Array.from(order).reverse();
    expect(await deletionArea(scene, turned, effect)).toBeGreaterThan(own);
    expect(await insertionArea(scene, turned, effect)).toBeLessThan(await insertionArea(scene, order, effect));
  });

  it("along an order and against it add up to whole and baseline of a sum", async () => {
    const turned = Int32Array.from(order).reverse();
    const both = (await deletionArea(scene, order, effect)) + (await deletionArea(scene, turned, effect));
    expect(both).toBeCloseTo(whole + base, 4);
  });
});

describe("curveCounts", () => {
  it("goes from none to all without a count twice", () => {
    expect(curveCounts(5, 16)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(curveCounts(144, 12)).toEqual(Array.from({ length: 13 }, (_, k) => 12 * k));
    for (const count of [1, 7, 13, 256]) {
      const found = curveCounts(count);
      expect([found[0], found.at(-1)]).toEqual([0, count]);
      expect(new Set(found).size).toBe(found.length);
    }
  });
});

describe("areaUnder", () => {
  it("is the mean height, whatever the places", () => {
    expect(areaUnder([0, 1, 4], [2, 2, 2])).toBe(2);
    expect(areaUnder([0, 1, 2, 8], [0, 1, 2, 8])).toBe(4);
  });
});

describe("orderOf", () => {
  it("sorts from high to low and draws lots among equals, alike for all maps of a sample", () => {
    expect([...orderOf(Float64Array.from([1, 3, 2]), 0, "a")]).toEqual([1, 2, 0]);
    const equal = new Float64Array(20);
    const lots = [...orderOf(equal, 0, "a")];
    expect(lots).not.toEqual([...lots].sort((a, b) => a - b));
    expect([
      ...orderOf(
        equal.map(() => 5),
        0,
        "a",
      ),
    ]).toEqual(lots);
    expect([...orderOf(equal, 0, "b")]).not.toEqual(lots);
  });
});
