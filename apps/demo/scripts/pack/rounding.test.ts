import { readModel } from "@stillpoint/autodiff";
import { convNet, setAbstractionNet } from "@stillpoint/distill";
import { describe, expect, it } from "vitest";
import { roundMantissas, roundNetwork } from "./rounding.ts";

const LARGEST = 2 ** 127 * (2 - 2 ** -23);
const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const rounded = (...values: number[]): number[] => [...roundMantissas(floats(...values))];

/** Floats of every exponent, from their bits. */
function anyFloats(count: number): Float32Array {
  let state = 1;
  const bits = Uint32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  });
  return new Float32Array(bits.buffer);
}

describe("roundMantissas", () => {
  it("moves no value by more than 2⁻¹¹ of itself, subnormal ones by no more than 2⁻¹³⁷", () => {
    const values = anyFloats(20_000).filter(Number.isFinite);
    const result = roundMantissas(values);
    expect(values.length).toBeGreaterThan(19_000);
    const off = values.findIndex((value, k) => {
      const bound = Math.abs(value) < 2 ** -126 ? 2 ** -137 : Math.abs(value) * 2 ** -11;
      return !(Math.abs((result[k] ?? Number.NaN) - value) <= bound);
    });
    expect(off).toBe(-1);
  });

  it("leaves thirteen bits of zeros, which is what compresses", () => {
    const bits = new Uint32Array(roundMantissas(anyFloats(1000).filter(Number.isFinite)).buffer);
    expect([...bits].filter((each) => each % 2 ** 13 !== 0)).toEqual([]);
  });

  it("changes nothing the second time, nor what has ten bits", () => {
    const once = roundMantissas(anyFloats(5000).filter(Number.isFinite));
    expect(roundMantissas(once)).toEqual(once);
    expect(rounded(1, -0.5, 0.75, 1 + 2 ** -10, 10_000, -1e4)).toEqual([1, -0.5, 0.75, 1 + 2 ** -10, 10_000, -1e4]);
  });

  it("takes the even one of two that are as near", () => {
    expect(rounded(1 + 2 ** -11, 1 + 3 * 2 ** -11)).toEqual([1, 1 + 2 ** -9]);
    expect(rounded(1 + 2 ** -11 + 2 ** -23)).toEqual([1 + 2 ** -10]);
    expect(rounded(-1 - 3 * 2 ** -11)).toEqual([-1 - 2 ** -9]);
  });

  it("keeps zeros with their signs, infinities and NaN, and makes no infinity", () => {
    const kept = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    for (const [k, value] of rounded(...kept).entries()) expect(Object.is(value, kept[k])).toBe(true);
    const [high, low] = rounded(LARGEST, -LARGEST);
    expect(high).toBe(2 ** 127 * (2 - 2 ** -10));
    expect(low).toBe(-(2 ** 127) * (2 - 2 ** -10));
    expect((LARGEST - (high ?? 0)) / LARGEST).toBeLessThanOrEqual(2 ** -11);
  });

  it("keeps the order of values and their signs", () => {
    const values = anyFloats(5000).filter(Number.isFinite).sort();
    const result = roundMantissas(values);
    expect(result.findIndex((value, k) => value < (result[k - 1] ?? value))).toBe(-1);
    expect(roundMantissas(values.map((value) => -value))).toEqual(result.map((value) => -value));
  });
});

describe("roundNetwork", () => {
  const network = convNet({ seed: 1, shape: { channels: [2, 2, 2, 2], hidden: [3, 3] } });

  it("rounds every float weight and leaves graph, shapes and integers as they are", () => {
    for (const onnx of [network, setAbstractionNet({ seed: 1, classes: 3, points: 64 })]) {
      const [before, after] = [onnx, roundNetwork(onnx)].map((bytes) => readModel(bytes).graph);
      expect(after?.nodes).toEqual(before?.nodes);
      expect(after?.inputs).toEqual(before?.inputs);
      let floatsSeen = 0;
      for (const [name, { data, ...shape }] of before?.initializers ?? []) {
        const found = after?.initializers.get(name);
        expect(found).toMatchObject(shape);
        if (!(data instanceof Uint8Array)) continue;
        if (shape.elementType !== 1) expect(found?.data).toEqual(data);
        else {
          floatsSeen += 1;
          const values = roundMantissas(new Float32Array(data.slice().buffer));
          expect(found?.data).toEqual(new Uint8Array(values.buffer));
        }
      }
      expect(floatsSeen).toBeGreaterThan(5);
    }
  });

  it("changes nothing the second time", () => {
    const once = roundNetwork(network);
    expect(once).not.toEqual(network);
    expect(roundNetwork(once)).toEqual(once);
  });
});
