import { expect, it } from "vitest";
import { numberAt, readAddress, writeAddress } from "./address.ts";

const RANGE = { usual: 0.5, least: 0, most: 2 };

it.each([
  ["b=1", 1],
  ["b=9", 2],
  ["b=-1", 0],
  ["b=", 0.5],
  ["b=%20", 0.5],
  ["b=much", 0.5],
  ["b=Infinity", 0.5],
  ["", 0.5],
])("a number of an address, %j, is %d", (query, expected) => {
  expect(numberAt(readAddress(`#/images?${query}`).choices, "b", RANGE)).toBe(expected);
});

it("an address brings back what was written, whatever stands in it", () => {
  const choices = { text: "What? A & B = #1 %20", sample: "a/b", __proto: "x" };
  expect(readAddress(writeAddress("questions", { ...choices, left: undefined }))).toEqual({
    view: "questions",
    choices,
  });
});
