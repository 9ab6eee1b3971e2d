import { ElementType } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { fedTensor } from "./fed-tensor.ts";

const port = (elementType: number) => ({ name: "attention_mask", elementType, dims: ["batch", 3] });

const int64 = (...values: bigint[]): Tensor => ({
  type: "int64",
  shape: [1, values.length],
  data: BigInt64Array.from(values),
});

describe("fedTensor", () => {
  it("gives token ids and masks the element type an input takes", () => {
    const mask = int64(1n, 1n, 0n);
    expect(fedTensor(port(ElementType.INT64), mask)).toBe(mask);
    const shape = mask.shape;
    expect(fedTensor(port(ElementType.INT32), mask)).toEqual({ type: "int32", shape, data: Int32Array.of(1, 1, 0) });
    expect(fedTensor(port(ElementType.FLOAT), mask)).toEqual({
      type: "float32",
      shape,
      data: Float32Array.of(1, 1, 0),
    });
    expect(fedTensor(port(ElementType.BOOL), mask)).toEqual({ type: "bool", shape, data: Uint8Array.of(1, 1, 0) });
  });

  it("refuses what the type cannot hold, and pictures for a text network", () => {
    expect(() => fedTensor(port(ElementType.BOOL), int64(2n))).toThrow(
      /input attention_mask: expected values of bool; got 2; /,
    );
    expect(() => fedTensor(port(ElementType.INT32), int64(2n ** 40n))).toThrow(/expected values of int32; got 1099/);
    const picture: Tensor = { type: "float32", shape: [1, 1], data: Float32Array.of(1) };
    expect(() => fedTensor(port(ElementType.INT64), picture)).toThrow(/expected int64; got float32; check/);
  });
});
