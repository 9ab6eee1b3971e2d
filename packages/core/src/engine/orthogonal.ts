// An orthonormal set that grows one direction at a time.

/** Orthonormal directions of length m; a growing set, in order of arrival. */
export interface Basis {
  readonly size: number;
  readonly vectors: readonly Float64Array[];
  /** Adds a copy of `vector` `[m]` as it is: for one that is known to be orthonormal to the others. */
  adopt(vector: Float64Array): void;
  /**
   * Adds the part of `vector` `[m]` that no earlier direction explains, scaled to length 1.
   * Returns false, adding nothing, where that part is below `tolerance` of the vector's length.
   */
  add(vector: ArrayLike<number>, tolerance: number): boolean;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < left.length; j++) sum += left[j]! * right[j]!;
  return sum;
}

/** Modified Gram-Schmidt, twice per vector: orthogonal to rounding even for nearly dependent vectors. */
export function createBasis(): Basis {
  const vectors: Float64Array[] = [];
  return {
    get size(): number {
      return vectors.length;
    },
    vectors,
    adopt(vector: Float64Array): void {
      vectors.push(vector.slice());
    },
    add(vector: ArrayLike<number>, tolerance: number): boolean {
      const rest = new Float64Array(vector);
      const before = Math.sqrt(dot(rest, rest));
      for (let round = 0; round < 2; round++) {
        for (const known of vectors) {
          const share = dot(known, rest);
          for (let j = 0; j < rest.length; j++) rest[j]! -= share * known[j]!;
        }
      }
      const after = Math.sqrt(dot(rest, rest));
      if (!(after > tolerance * before)) return false;
      for (let j = 0; j < rest.length; j++) rest[j]! /= after;
      vectors.push(rest);
      return true;
    },
  };
}
