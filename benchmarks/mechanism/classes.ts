// Made-up classes in super-classes whose directions have a cosine known by construction, with a known posterior.
// Our reconstruction: the paper's own generator was not seen. After Ma et al. 2018 (sums of sines) as remembered.

import { chanceOf, drawNormal, ensure } from "@stillpoint/core";

export interface ClassesShape {
  readonly superClasses: number;
  /** Classes of each super-class. */
  readonly perSuper: number;
  /** d, at least super-classes + classes. */
  readonly dimensions: number;
  /** Sines in each class's score. */
  readonly sines: number;
  /** Divides scores before their softmax; small is sure. */
  readonly sharpness: number;
}

/** One made-up problem. */
export interface Problem {
  readonly shape: ClassesShape;
  readonly classes: number;
  /** Cosine of two directions of one super-class. */
  readonly correlation: number;
  /** `[K, d]` unit directions; cosines are `correlation` within a super-class and 0 across. */
  readonly directions: Float64Array;
  /** Frequencies and phases of the sines, shared by all classes, so that relations are those of directions alone. */
  readonly sines: readonly { readonly frequency: number; readonly phase: number }[];
}

/** Labelled samples of a problem with their posteriors. */
export interface Draws {
  /** `[n, d]`, standard normal. */
  readonly x: Float32Array;
  /** `[n]` */
  readonly labels: Int32Array;
  /** `[n, K]` softmax(score / sharpness), which the labels were drawn from. */
  readonly posterior: Float64Array;
  readonly count: number;
}

/**
 * w_k = √c u_s(k) + √(1 − c) e_k with orthonormal u and e from a seeded normal matrix: |w_k| = 1, w_k · w_j = c within a
 * super-class and 0 across, to rounding.
 */
export function problemOf(shape: ClassesShape, correlation: number, seed: number): Problem {
  const { superClasses, perSuper, dimensions } = shape;
  const classes = superClasses * perSuper;
  ensure(
    dimensions >= superClasses + classes && correlation >= 0 && correlation <= 1,
    "RANGE",
    () =>
      `made-up classes: expected at least ${superClasses + classes} dimensions and a correlation from 0 to 1; got ${dimensions} and ${correlation}`,
  );
  const basis = orthonormal(superClasses + classes, dimensions, seed);
  const directions = new Float64Array(classes * dimensions);
  for (let k = 0; k < classes; k++) {
    const shared = basis[Math.floor(k / perSuper)]!;
    const own = basis[superClasses + k]!;
    for (let i = 0; i < dimensions; i++)
      directions[k * dimensions + i] = Math.sqrt(correlation) * shared[i]! + Math.sqrt(1 - correlation) * own[i]!;
  }
  const chance = chanceOf({ seed, sample: "sines", purpose: "made-up classes", pass: 0 });
  const sines = Array.from({ length: shape.sines }, () => {
    return { frequency: chance.within([1, 3]), phase: chance.within([0, 2 * Math.PI]) };
  });
  return { shape, classes, correlation, directions, sines };
}

/** `count` samples; `purpose` names the stream, such as "training". */
export function draw(problem: Problem, count: number, seed: number, purpose: string): Draws {
  const { classes, directions, sines, shape } = problem;
  const { dimensions } = shape;
  const x = new Float32Array(count * dimensions);
  drawNormal({ seed, sample: purpose, purpose: "made-up samples", pass: 0 }, x);
  const chance = chanceOf({ seed, sample: purpose, purpose: "made-up labels", pass: 0 });
  const posterior = new Float64Array(count * classes);
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const p = posterior.subarray(row * classes, (row + 1) * classes);
    for (let k = 0; k < classes; k++) {
      let along = 0;
      for (let i = 0; i < dimensions; i++) along += directions[k * dimensions + i]! * x[row * dimensions + i]!;
      let score = along;
      for (const { frequency, phase } of sines) score += Math.sin(frequency * along + phase);
      p[k] = score / shape.sharpness;
    }
    const largest = p.reduce((a, b) => Math.max(a, b));
    const sum = p.reduce((total, score) => total + Math.exp(score - largest), 0);
    for (let k = 0; k < classes; k++) p[k] = Math.exp(p[k]! - largest) / sum;
    labels[row] = chosen(p, chance.uniform());
  }
  return { x, labels, posterior, count };
}

/** The class in whose share `uniform` falls. */
function chosen(p: Float64Array, uniform: number): number {
  let below = 0;
  for (let k = 0; k < p.length; k++) {
    below += p[k]!;
    if (uniform < below) return k;
  }
  return p.length - 1;
}

/** `count` orthonormal vectors: Gram-Schmidt, each twice, so that rounding of the first round is taken off too. */
function orthonormal(count: number, dimensions: number, seed: number): Float64Array[] {
  const found: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const vector = new Float64Array(dimensions);
    drawNormal({ seed, sample: `direction ${k}`, purpose: "made-up classes", pass: 0 }, vector);
    for (let round = 0; round < 2; round++) {
      for (const other of found) {
        const part = dot(vector, other);
        for (let i = 0; i < dimensions; i++) vector[i]! -= part * other[i]!;
      }
      const length = Math.sqrt(dot(vector, vector));
      for (let i = 0; i < dimensions; i++) vector[i]! /= length;
    }
    found.push(vector);
  }
  return found;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
