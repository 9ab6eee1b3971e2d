import { entropyRgb } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { hex } from "./colour-map.ts";
import { drawEntropyMap, drawLegend, drawMask, drawPicture } from "./draw.ts";
import { cellsOf } from "./grid.ts";

const count = (text: string, piece: string): number => text.split(piece).length - 1;

describe("drawEntropyMap", () => {
  const cells = cellsOf([2, 2], 5, 5);

  it("draws the kept cell bright, the discarded one dark and the undefined one grey, each with its number", () => {
    const svg = drawEntropyMap([-4, -2, Number.NaN, -3], cells, { low: -4, high: -2, labels: ["a", "b", "<c>", "d"] });
    expect(svg).toContain(
      `<rect x="0" y="0" width="3" height="3" fill="${hex(entropyRgb(0))}" shape-rendering="crispEdges"><title>a: -4.00 nats</title>`,
    );
    expect(svg).toContain(`<rect x="3" y="0" width="2" height="3" fill="${hex(entropyRgb(1))}"`);
    expect(svg).toContain("#808080");
    expect(svg).toContain("&#60;c&#62;: not defined");
  });

  it("fills the picture whatever the grid", () => {
    const svg = drawEntropyMap(new Float64Array(6), cellsOf([2, 3], 7, 10), { low: 0, high: 1 });
    const areas = [...svg.matchAll(/width="(\d+)" height="(\d+)" fill/g)].map(([, w, h]) => Number(w) * Number(h));
    expect(areas.reduce((sum, area) => sum + area, 0)).toBe(70);
    expect(svg).toContain('viewBox="0 0 10 7"');
  });

  it("draws one sharp picture instead of very many cells", () => {
    const svg = drawEntropyMap(new Float64Array(2304), cellsOf("pixel", 48, 48), { low: 0, high: 1, title: "fc1" });
    expect(count(svg, "<rect")).toBe(0);
    expect(svg).toContain("image-rendering:pixelated");
    expect(svg).toContain('aria-label="fc1"');
  });

  it("outlines the foreground: a single cell has four edges, a full map only its frame", () => {
    const draw = (regions: ("foreground" | "border" | "background")[]): string =>
      drawEntropyMap([0, 0, 0, 0], cells, { low: 0, high: 1, regions });
    const edges = (svg: string): number => count(svg.match(/<path d="([^"]*)"/)?.[1] ?? "", "M");
    expect(edges(draw(["foreground", "border", "background", "background"]))).toBe(4);
    expect(edges(draw(["foreground", "foreground", "foreground", "foreground"]))).toBe(8);
    expect(edges(draw(["border", "border", "background", "background"]))).toBe(0);
  });

  it("names a map of another grid", () => {
    expect(() => drawEntropyMap([1, 2, 3], cells, { low: 0, high: 1 })).toThrow(/values: expected 4 cells; got 3/);
    expect(() => drawEntropyMap([1, 2, 3, 4], cells, { low: 0, high: 1, regions: [] })).toThrow(/regions: .* got 0/);
  });
});

describe("drawPicture", () => {
  it("is an image role with its title and keeps pixels sharp", () => {
    const svg = drawPicture({ height: 1, width: 2, channels: 3, bytes: new Uint8Array(6) }, 'a "dog" & co');
    expect(svg).toContain('role="img" aria-label="a &#34;dog&#34; &#38; co"');
    expect(svg).toContain("image-rendering:pixelated");
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });
});

describe("drawMask", () => {
  it("is the grey picture of its shares", () => {
    const bytes = Uint8Array.of(0, 128, 255, 255);
    const picture = drawPicture({ height: 2, width: 2, channels: 1, bytes }, "object mask");
    expect(drawMask(Float32Array.of(0, 0.5, 1, 1), 2, 2)).toBe(picture);
  });

  it("names a mask of another size", () => {
    expect(() => drawMask(new Float32Array(3), 2, 2)).toThrow(/got 3 for 2x2x1/);
  });
});

describe("drawLegend", () => {
  it("says which end is kept, in nats", () => {
    const svg = drawLegend({ low: -4.567, high: -2 });
    expect(svg).toContain("-4.57 nats, kept");
    expect(svg).toContain("-2.00 nats, discarded");
  });
});
