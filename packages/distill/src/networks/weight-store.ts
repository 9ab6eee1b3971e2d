// Initial weights of a network under construction, each drawn from a stream of its own name.

import { ElementType, encodeTensor, type Initializer } from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";

/** Weights by name, in order of creation. Two stores with one seed give the same bytes for the same name and shape. */
export class WeightStore {
  readonly initializers: Map<string, Initializer> = new Map();
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * Normal numbers with variance gain / fan-in, fan-in being the product of all axes but the first (He et al. 2015:
   * gain 2 before a ReLU, 1 before none). Returns the name.
   */
  he(name: string, dims: readonly number[], gain: 1 | 2): string {
    const fanIn = dims.slice(1).reduce((product, dim) => product * dim, 1);
    return this.normal(name, dims, Math.sqrt(gain / fanIn));
  }

  /** The same for a matrix `[from, to]` that is multiplied from the right; fan-in is `from`. */
  matrix(name: string, from: number, to: number, gain: 1 | 2): string {
    return this.normal(name, [from, to], Math.sqrt(gain / from));
  }

  /** Normal numbers of this deviation: tables of embeddings. */
  normal(name: string, dims: readonly number[], deviation: number): string {
    const values = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    drawNormal({ seed: this.#seed, sample: name, purpose: "initial weights", pass: 0 }, values);
    return this.#add(
      name,
      dims,
      values.map((value) => value * deviation),
    );
  }

  /** `size` times the same number: biases, scales and running statistics. */
  constant(name: string, size: number, value: number): string {
    return this.#add(name, [size], new Float32Array(size).fill(value));
  }

  #add(name: string, dims: readonly number[], values: Float32Array): string {
    this.initializers.set(name, encodeTensor(name, ElementType.FLOAT, dims, values));
    return name;
  }
}
