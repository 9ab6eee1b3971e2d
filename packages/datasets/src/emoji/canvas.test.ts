import { describe, expect, it } from "vitest";
import { drawIcon } from "./canvas.ts";
import type { Icon } from "./pack.ts";

const size = 6;
const icon: Icon = {
  style: "test",
  name: "ramp",
  size,
  rgba: Uint8Array.from({ length: 4 * size * size }, (_, k) => (k * 61 + (k % 7) * 13) % 256),
};
const coloured = (value: number): Icon => ({ ...icon, rgba: icon.rgba.map((byte, k) => (k % 4 === 3 ? byte : value)) });
const place = (side: number, mirrored = false) => ({ side, top: 1, left: 2, mirrored });
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe("drawIcon", () => {
  it("returns the share it mixed in: white minus black is the mask, whatever lies below", () => {
    const below = Float32Array.from({ length: 3 * 100 }, (_, k) => (k % 10) / 10);
    const [white, black] = [below.slice(), below.slice()];
    const mask = drawIcon(white, 10, coloured(255), place(5));
    expect(drawIcon(black, 10, coloured(0), place(5))).toEqual(mask);
    for (const [k, value] of white.entries()) {
      expect(value - black[k]!).toBeCloseTo(mask[k % 100]!, 6);
      expect(black[k]!).toBeCloseTo(below[k]! * (1 - mask[k % 100]!), 6);
    }
  });

  it("keeps the mean alpha of the icon at every size, larger or smaller", () => {
    const alpha = sum(icon.rgba.filter((_, k) => k % 4 === 3)) / 255 / size ** 2;
    for (const side of [1, 2, 3, 4, 5, 6, 7])
      expect(sum(drawIcon(new Float32Array(300), 10, icon, place(side))) / side ** 2).toBeCloseTo(alpha, 6);
  });

  it("copies bytes exactly at the icon's own size", () => {
    const colours = new Float32Array(300);
    const mask = drawIcon(colours, 10, icon, place(size));
    const q = 4 * (3 * size + 4);
    const p = (1 + 3) * 10 + 2 + 4;
    expect(mask[p]).toBeCloseTo(icon.rgba[q + 3]! / 255, 6);
    expect(colours[100 + p]).toBeCloseTo((icon.rgba[q + 1]! * icon.rgba[q + 3]!) / 255 / 255, 6);
  });

  it("touches nothing outside its square", () => {
    const colours = new Float32Array(300).fill(0.5);
    const mask = drawIcon(colours, 10, icon, place(4));
    for (let p = 0; p < 100; p++) {
      const inside = p % 10 >= 2 && p % 10 < 6 && p >= 10 && p < 50;
      if (!inside) expect([mask[p], colours[p], colours[100 + p], colours[200 + p]]).toEqual([0, 0.5, 0.5, 0.5]);
    }
  });

  it("mirrors left to right, twice is once", () => {
    const draw = (mirrored: boolean): Float32Array => drawIcon(new Float32Array(300), 10, icon, place(4, mirrored));
    const [plain, mirrored] = [draw(false), draw(true)];
    expect(mirrored).not.toEqual(plain);
    for (let y = 1; y < 5; y++)
      for (let x = 0; x < 4; x++) expect(mirrored[10 * y + 2 + x]).toBeCloseTo(plain[10 * y + 5 - x]!, 6);
  });
});
