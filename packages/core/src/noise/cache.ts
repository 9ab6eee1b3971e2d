// Noise that several maps share: the key names sample and purpose but no network, so every network sees the same.

import type { NoiseKey } from "./key.ts";
import { drawNormal } from "./normal.ts";

/** Numbers kept by key, with a limit on their memory. One per run, in the hands of whoever starts it. */
export interface NoiseCache {
  /** Bytes kept so far. */
  readonly bytes: number;
  /** Fills `out` with what is kept for `key` in this length and precision; false, writing nothing, where there is none. */
  recall(key: NoiseKey, out: Float32Array | Float64Array): boolean;
  /** Keeps a copy of `values` where there is room. */
  keep(key: NoiseKey, values: Float32Array | Float64Array): void;
}

/**
 * An empty cache that keeps up to `limit` bytes and never lets go of any: networks meet the samples in the same order
 * again and again, so that a cache that drops its oldest entries would drop each just before its use.
 */
export function createNoiseCache(limit: number): NoiseCache {
  const kept = new Map<string, Float32Array | Float64Array>();
  let bytes = 0;
  return {
    get bytes(): number {
      return bytes;
    },
    recall(key: NoiseKey, out: Float32Array | Float64Array): boolean {
      const known = kept.get(nameOf(key, out));
      if (known !== undefined) out.set(known);
      return known !== undefined;
    },
    keep(key: NoiseKey, values: Float32Array | Float64Array): void {
      const name = nameOf(key, values);
      if (bytes + values.byteLength > limit || kept.has(name)) return;
      bytes += values.byteLength;
      kept.set(name, values.slice());
    },
  };
}

function nameOf(key: NoiseKey, values: Float32Array | Float64Array): string {
  return JSON.stringify([key.seed, key.sample, key.purpose, key.pass, values.length, values.BYTES_PER_ELEMENT]);
}

/** `drawNormal` into all of `out`, from `cache` where it can: the same bytes with and without one. */
export function recallNormal(cache: NoiseCache | undefined, key: NoiseKey, out: Float32Array | Float64Array): void {
  if (cache?.recall(key, out) === true) return;
  drawNormal(key, out);
  cache?.keep(key, out);
}
