import type { FeatureModel } from "@stillpoint/core";
import { afterEach, expect, it, vi } from "vitest";
import { pausing } from "./pausing-model.ts";

afterEach(() => void vi.restoreAllMocks());

/** Doubles its input; every call takes `ms` milliseconds of a clock of its own. */
function busy(ms: number): FeatureModel {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const work = <Result>(result: Result): Promise<Result> => {
    now += ms;
    return Promise.resolve(result);
  };
  const close = async (): Promise<void> => {};
  return {
    id: "busy",
    bind: async () => ({
      x0: Float32Array.of(1),
      shape: [1],
      featureSize: 1,
      features: (x) => work(x.map((value) => 2 * value)),
      residual: (x) => work({ change: x, gradient: x }),
      vjp: (_, cotangent) => work(cotangent.map((value) => 2 * value)),
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

it.each([
  [60, true],
  [1, false],
])("after calls of %d ms lets a message in: %s", async (ms, expected) => {
  const layer = await pausing(busy(ms)).bind({});
  let came = false;
  setTimeout(() => {
    came = true;
  });
  expect(await layer.features(Float32Array.of(3), 1)).toEqual(Float32Array.of(6));
  expect(await layer.vjp(layer.x0, Float32Array.of(5), 1)).toEqual(Float32Array.of(10));
  expect(came).toBe(expected);
});
