import { type NoiseKey, streamState } from "./key.ts";
import { fillNormal } from "./ziggurat.ts";

/**
 * Fills `out[from .. to)` with standard normal numbers that depend on `key` alone.
 *
 * Any order of work, any batch size and any number of workers gives the same numbers. Units: none (variance 1).
 */
export function drawNormal(key: NoiseKey, out: Float32Array | Float64Array, from = 0, to: number = out.length): void {
  fillNormal(streamState(key), out, from, to);
}
