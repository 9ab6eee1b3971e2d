import { describe, expect, it } from "vitest";
import { withoutWords } from "./baseline.ts";

describe("withoutWords", () => {
  it("makes the tokens of units unknown and leaves the others", () => {
    const inputs = {
      input_ids: { type: "int64", shape: [1, 5], data: BigInt64Array.from([2n, 17n, 18n, 3n, 0n]) },
      attention_mask: { type: "int64", shape: [1, 5], data: BigInt64Array.from([1n, 1n, 1n, 1n, 0n]) },
    } as const;
    const unitOf = { data: Int32Array.from([-1, 0, 1, -1, -1]), shape: [5, 1] };
    const units = ["one", "two"].map((label) => ({ label, region: "background" as const }));
    const found = withoutWords({ inputs, unitOf, units });
    expect([...(found.input_ids?.data ?? [])]).toEqual([2n, 1n, 1n, 3n, 0n]);
    expect(found.attention_mask).toBe(inputs.attention_mask);
  });

  it("refuses what is no text", () => {
    const unitOf = { data: Int32Array.from([0]), shape: [1] };
    expect(() => withoutWords({ inputs: {}, unitOf, units: [] })).toThrow("input_ids");
  });
});
