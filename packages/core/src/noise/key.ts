// Which numbers a piece of work draws: named by what they are for, never by when or by whom they are drawn.

/** Names one stream of noise. The role of a network is no part of it, so every role sees the same noise. */
export interface NoiseKey {
  readonly seed: number;
  /** The sample's id, unique within a task. */
  readonly sample: string;
  /** What the numbers are for, such as `reference` or `probe`. */
  readonly purpose: string;
  /** Index of the perturbed copy within the purpose. */
  readonly pass: number;
}

/** Murmur3's 32-bit finaliser: every input bit reaches every output bit. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

const LANES: readonly number[] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667];

/**
 * The 128-bit state `[4]` of the stream that `key` names.
 *
 * The four fields are written as a JSON array, so no two keys share a text; each lane folds that text with its own
 * constant. Never all zero, which xoshiro cannot leave.
 */
export function streamState(key: NoiseKey): Int32Array {
  const text = JSON.stringify([key.seed, key.sample, key.purpose, key.pass]);
  const state = new Int32Array(4);
  for (let lane = 0; lane < 4; lane++) {
    let h = mix(LANES[lane]! ^ text.length);
    for (let i = 0; i < text.length; i++) h = mix(Math.imul(h, 5) + text.charCodeAt(i) + LANES[lane]!);
    state[lane] = h;
  }
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}
