import { describe, expect, it } from "vitest";
import type { NoiseKey } from "./key.ts";
import { drawNormal } from "./normal.ts";

const key: NoiseKey = { seed: 7, sample: "a", purpose: "probe", pass: 0 };

function draw(part: Partial<NoiseKey>, count: number): Float32Array {
  const out = new Float32Array(count);
  drawNormal({ ...key, ...part }, out);
  return out;
}

function correlation(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, k) => sum + value * right[k]!, 0) / left.length;
}

describe("drawNormal", () => {
  it("gives the bytes it always gave", () => {
    // Our own first run, kept: a change here changes every published map.
    expect(Array.from(draw({}, 6))).toMatchInlineSnapshot(`
      [
        0.41234534978866577,
        0.2846073508262634,
        0.8433213233947754,
        0.020879628136754036,
        1.5735313892364502,
        -0.5985303521156311,
      ]
    `);
    expect(Array.from(draw({ seed: 8, sample: "b/ü", purpose: "check", pass: 31 }, 6))).toMatchInlineSnapshot(`
      [
        -0.3703133463859558,
        0.17149090766906738,
        0.9058255553245544,
        -0.012893659062683582,
        0.07676251977682114,
        -0.3545314073562622,
      ]
    `);
  });

  it("has the moments of a standard normal", () => {
    const count = 1_500_000;
    const values = draw({}, count);
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / count;
    // Four standard errors of each moment.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    expect(Math.abs(moment(6) - 15)).toBeLessThan(4 * Math.sqrt((10_395 - 225) / count));
  });

  it("has the normal distribution in bulk, wedges and tail", () => {
    const count = 1_500_000;
    const values = draw({ pass: 1 }, count);
    // 1 − Φ: python3 -c "from math import erfc; print([erfc(x/2**.5)/2 for x in (.25,1,2,3,3.6541528853610088,4.5)])"
    const tails: readonly (readonly [number, number])[] = [
      [0.25, 0.4012936743170763],
      [1, 0.15865525393145707],
      [2, 0.022750131948179212],
      [3, 0.001349898031630095],
      [3.6541528853610088, 0.00012901768598374],
      [4.5, 3.39767312473006e-6],
    ];
    for (const [at, share] of tails) {
      const error = 4 * Math.sqrt((share * (1 - share)) / count);
      expect(Math.abs(values.filter((value) => value > at).length / count - share)).toBeLessThan(error);
      expect(Math.abs(values.filter((value) => value < -at).length / count - share)).toBeLessThan(error);
    }
  });

  it("gives independent streams for keys that differ in one field, and in neighbours of one stream", () => {
    const count = 200_000;
    const first = draw({}, count);
    const bound = 4.5 / Math.sqrt(count);
    for (const other of [{ seed: 8 }, { sample: "b" }, { purpose: "check" }, { pass: 1 }]) {
      const second = draw(other, count);
      expect(Math.abs(correlation(first, second))).toBeLessThan(bound);
      expect(
        Math.abs(
          correlation(
            first.map((v) => v * v - 1),
            second.map((v) => v * v - 1),
          ),
        ),
      ).toBeLessThan(2 * bound);
    }
    expect(Math.abs(correlation(first.slice(1), first.slice(0, -1)))).toBeLessThan(bound);
  });

  it("keeps the starts of many short streams independent", () => {
    const streams = 100_000;
    const starts = new Float32Array(streams);
    for (let pass = 0; pass < streams; pass++) drawNormal({ ...key, pass }, starts, pass, pass + 1);
    expect(Math.abs(starts.reduce((sum, value) => sum + value, 0) / streams)).toBeLessThan(4 / Math.sqrt(streams));
    expect(Math.abs(correlation(starts, starts) - 1)).toBeLessThan(4 * Math.sqrt(2 / streams));
    expect(Math.abs(correlation(starts.slice(1), starts.slice(0, -1)))).toBeLessThan(4.5 / Math.sqrt(streams));
  });

  it("fills only the range it is given", () => {
    const out = new Float32Array(6).fill(9);
    drawNormal(key, out, 2, 4);
    expect(Array.from(out)).toEqual([9, 9, ...draw({}, 2), 9, 9]);
  });
});
