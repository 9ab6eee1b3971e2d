import { expect, it } from "vitest";
import { argmax } from "./argmax.ts";

it("is the first of the largest values, of any kind of number", () => {
  expect(argmax([1, 3, 3, 2])).toBe(1);
  expect(argmax(Float32Array.of(-3, -1, -2))).toBe(1);
  expect(argmax(BigInt64Array.of(2n ** 53n, 2n ** 53n + 1n))).toBe(1);
  expect(argmax([])).toBe(0);
});

it("takes no NaN behind the first for the largest", () => {
  expect(argmax([1, Number.NaN, 2])).toBe(2);
});
