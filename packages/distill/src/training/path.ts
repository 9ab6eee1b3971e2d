// How far weights have moved: path lengths relative to the initial weights.

import type { WeightPath } from "@stillpoint/core";

/** Weights by name. */
export type WeightValues = ReadonlyMap<string, Float32Array>;

/** Relative path of some weights: `add` every step, `mark` every checkpoint. */
export class PathMeter {
  readonly #names: readonly string[];
  readonly #initial: number;
  #last: WeightValues;
  #perStep = 0;
  #perCheckpoint = 0;

  /** `initial` must hold every name; weights that never train count in ‖w_0‖ and do not move. */
  constructor(names: readonly string[], initial: WeightValues) {
    this.#names = names;
    this.#initial = Math.sqrt(squaredDistance(names, initial, undefined));
    this.#last = initial;
  }

  /** Adds one optimiser step, given the squared norm of each weight's update. */
  add(squaredUpdates: ReadonlyMap<string, number>): void {
    let squares = 0;
    for (const name of this.#names) squares += squaredUpdates.get(name) ?? 0;
    this.#perStep += Math.sqrt(squares);
  }

  /** Adds the straight line from the last checkpoint to this one and returns both paths, divided by ‖w_0‖. */
  mark(current: WeightValues): WeightPath {
    this.#perCheckpoint += Math.sqrt(squaredDistance(this.#names, current, this.#last));
    this.#last = current;
    return { perStep: this.#perStep / this.#initial, perCheckpoint: this.#perCheckpoint / this.#initial };
  }
}

function squaredDistance(names: readonly string[], a: WeightValues, b: WeightValues | undefined): number {
  let sum = 0;
  for (const name of names) {
    const left = a.get(name);
    const right = b?.get(name);
    if (left === undefined) continue;
    for (let index = 0; index < left.length; index += 1) sum += (left[index]! - (right?.[index] ?? 0)) ** 2;
  }
  return sum;
}
