import { blockIndices, linearLayer, syntheticMatrix, unitsOver } from "@stillpoint/testing";
import { expect, it } from "vitest";
import { measureEntropy } from "./entropy.ts";
import { MAP_COUNTS, MAP_NUMBERS, OPTIONAL_MAP_NUMBERS, RECIPES, SECOND_BOUND_NUMBERS, STOPS } from "./entropy-map.ts";

const numbersOf = (record: object): string[] =>
  Object.entries(record).flatMap(([name, value]) => (typeof value === "number" ? [name] : []));

it("lists every number of a map once: whoever writes maps down writes all of them", async () => {
  const layer = linearLayer(syntheticMatrix("flat", 6, 4, 2, 1));
  const options = { seed: 1, sample: "a", sigma0: 0.01, secondUpper: 0.05 };
  const map = await measureEntropy(layer, unitsOver(blockIndices(4, 2), 4), options);
  expect([...MAP_COUNTS, ...MAP_NUMBERS, ...OPTIONAL_MAP_NUMBERS].sort()).toEqual(numbersOf(map).sort());
  expect([...SECOND_BOUND_NUMBERS].sort()).toEqual(numbersOf(map.atSecondBound!).sort());
  for (const name of MAP_COUNTS) expect(Number.isInteger(map[name])).toBe(true);
  expect(RECIPES).toContain(map.recipe);
  expect(STOPS).toContain(map.stop);
});
