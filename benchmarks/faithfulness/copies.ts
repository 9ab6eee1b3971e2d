// Many copies of a sample through a layer, a batch at a time.

/** Floats of one call at most. */
const FLOATS = 2 ** 17;
const MOST = 64;

/** What a network does with copies `[b·d]`: as many numbers for each of the b. */
export type Effect = (x: Float32Array, batch: number) => Promise<ArrayLike<number>>;

/**
 * The effect on `count` copies of `size` scalars, one after the other: `fill` writes all of copy k.
 * `[count·width]`, width being how many numbers the effect has for a copy.
 */
export async function overCopies(
  size: number,
  count: number,
  fill: (k: number, out: Float32Array) => void,
  effect: Effect,
): Promise<Float64Array> {
  const batch = Math.max(1, Math.min(MOST, Math.floor(FLOATS / size)));
  const found: number[] = [];
  // One for all calls: layers keep nothing of what they are given.
  const room = new Float32Array(Math.min(batch, count) * size);
  for (let first = 0; first < count; first += batch) {
    const copies = Math.min(batch, count - first);
    const x = room.subarray(0, copies * size);
    for (let k = 0; k < copies; k += 1) fill(first + k, x.subarray(k * size, (k + 1) * size));
    const values = await effect(x, copies);
    for (let k = 0; k < values.length; k += 1) found.push(values[k]!);
  }
  return Float64Array.from(found);
}
