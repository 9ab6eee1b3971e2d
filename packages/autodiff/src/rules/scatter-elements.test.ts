import { expect, it } from "vitest";
import { caseGraph, gradientBytes } from "../../fixtures/cases/case-graph.ts";
import { batch, type CaseInput, fedIndices, indices, weight } from "../../fixtures/cases/rule-case.ts";

/** What the rule makes of two samples `[2, 4]` with updates at `places`. */
function scattered(places: CaseInput, updates: CaseInput, axis: number): { readonly sharesPrimal: boolean } {
  const built = caseGraph(
    { op: "ScatterElements", law: "", inputs: [batch([2, 4]), places, updates], attributes: { axis } },
    1,
  );
  return gradientBytes(built, new Map([["y0", [2, 4]]]), ["y0"], ["x0"], true);
}

it("ScatterElements refuses indices for fewer samples than the batch may have", () => {
  for (const axis of [1, -1])
    expect(() => scattered(indices([1, 2], [3, 0]), weight([1, 2]), axis)).toThrow(
      /indices for a fixed number of samples/,
    );
});

it("ScatterElements never lets copies of a cotangent share one sample", () => {
  expect(scattered(fedIndices([2, 2], [3, 0, 1, 2]), batch([2, 2]), 1).sharesPrimal).toBe(false);
  for (const axis of [0, -2])
    expect(scattered(indices([1, 4], [1, 0, 1, 0]), weight([1, 4]), axis).sharesPrimal).toBe(false);
});
