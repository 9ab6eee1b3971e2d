import { describe, expect, it } from "vitest";
import { drawNormal } from "../noise/normal.ts";
import { innerProducts } from "./products.ts";

function vectors(count: number, length: number, sample: string): Float32Array[] {
  return Array.from({ length: count }, (_, pass) => {
    const out = new Float32Array(length);
    drawNormal({ seed: 1, sample, purpose: "products", pass }, out);
    return out;
  });
}

describe("innerProducts", () => {
  it("agrees with plain sums for every length and an odd or even number of columns", () => {
    for (let length = 0; length < 10; length++) {
      for (const count of [0, 1, 2, 5]) {
        const rows = vectors(3, length, "rows");
        const columns = vectors(count, length, "columns");
        const products = innerProducts(rows, columns);
        for (const [r, row] of rows.entries()) {
          const plain = columns.map((column) => row.reduce((sum, value, p) => sum + value * column[p]!, 0));
          expect(products[r]).toHaveLength(count);
          for (const [k, value] of plain.entries()) expect(products[r]![k]).toBeCloseTo(value, 12);
        }
      }
    }
  });

  it("gives each product the same bits whatever stands beside it", () => {
    const rows = vectors(2, 203, "rows");
    const columns = vectors(5, 203, "columns");
    const together = innerProducts(rows, columns);
    for (const [k, column] of columns.entries()) {
      for (const [r, row] of rows.entries()) expect(innerProducts([row], [column])[0]![0]).toBe(together[r]![k]);
    }
  });
});
