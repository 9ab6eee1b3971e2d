import { describe, expect, it } from "vitest";
import { gridMap } from "./grid-map.ts";

const map = { role: "scratch", seed: 0, step: 0, entropies: [0, -1, null, 1], points: [1] };

describe("gridMap", () => {
  it("draws every unit and one outline", () => {
    const svg = gridMap({ kind: "grid", rows: 2, cols: 2 }, map, [0.5, 0, null, 1], 'a "map"');
    expect(svg.match(/<rect/g)).toHaveLength(4);
    expect(svg).toContain("a &quot;map&quot;");
    expect(svg.match(/class="over" d="M1 0h1/g)).toHaveLength(1);
  });
});
