import { describe, expect, it } from "vitest";
import { createNoiseCache, recallNormal } from "./cache.ts";
import type { NoiseKey } from "./key.ts";
import { drawNormal } from "./normal.ts";

const key: NoiseKey = { seed: 3, sample: "a", purpose: "probe", pass: 0 };

function drawn(part: Partial<NoiseKey> = {}, count = 50): Float32Array {
  const out = new Float32Array(count);
  drawNormal({ ...key, ...part }, out);
  return out;
}

describe("noise cache", () => {
  it("gives what drawNormal gives: before it is kept, once it is kept, without a cache", () => {
    const cache = createNoiseCache(1e6);
    for (const given of [cache, cache, undefined]) {
      for (const part of [{}, { seed: 4 }, { sample: "b" }, { purpose: "check" }, { pass: 1 }]) {
        const out = new Float32Array(50);
        recallNormal(given, { ...key, ...part }, out);
        expect(out).toEqual(drawn(part));
      }
    }
    expect(cache.bytes).toBe(5 * 50 * 4);
  });

  it("tells lengths and precisions apart", () => {
    const cache = createNoiseCache(1e6);
    recallNormal(cache, key, new Float32Array(50));
    expect(cache.recall(key, new Float32Array(49))).toBe(false);
    const precise = new Float64Array(50);
    recallNormal(cache, key, precise);
    const own = new Float64Array(50);
    drawNormal(key, own);
    expect(precise).toEqual(own);
  });

  it("keeps a copy: what a caller does with its numbers changes no later ones", () => {
    const cache = createNoiseCache(1e6);
    for (let round = 0; round < 2; round++) {
      const out = new Float32Array(50);
      recallNormal(cache, key, out);
      expect(out).toEqual(drawn());
      out.fill(0);
    }
  });

  it("stays within its limit and keeps the first comers", () => {
    const cache = createNoiseCache(450);
    for (let round = 0; round < 2; round++) {
      for (let pass = 0; pass < 4; pass++) {
        const out = new Float32Array(50);
        recallNormal(cache, { ...key, pass }, out);
        expect(out).toEqual(drawn({ pass }));
      }
    }
    expect(cache.bytes).toBe(400);
    expect([0, 1, 2, 3].map((pass) => cache.recall({ ...key, pass }, new Float32Array(50)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
