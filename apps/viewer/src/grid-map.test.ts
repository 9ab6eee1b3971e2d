import { describe, expect, it } from "vitest";
import { gridMap } from "./grid-map.ts";

const map = { role: "scratch", seed: 0, step: 0, entropies: [0, -1, null, 1], points: [1] };
const layout = { kind: "grid", rows: 2, cols: 2 } as const;

describe("gridMap", () => {
  it("draws every unit and one outline", () => {
    const svg = gridMap(layout, { layout }, map, [0.5, 0, null, 1], 'a "map"');
    expect(svg.match(/<rect/g)).toHaveLength(4);
    expect(svg).toContain("a &quot;map&quot;");
    expect(svg.match(/class="over" d="M1 0h1/g)).toHaveLength(1);
  });

  it("has one stop for the tab key, and a name for every cell", () => {
    const labels = ["a", "<b>", "c", "d"];
    const svg = gridMap(layout, { layout, labels }, map, [0.5, 0, null, 1], "map");
    expect(svg.match(/tabindex="0"/g)).toHaveLength(1);
    expect(svg.match(/tabindex="-1"/g)).toHaveLength(3);
    expect(svg).toContain('aria-label="\u2068&lt;b&gt;\u2069"');
  });
});
