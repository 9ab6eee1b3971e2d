import { drawNormal, StillpointError } from "@stillpoint/core";

/** A function of several float32 arrays, and what claims to be its gradient. */
export interface GradientProblem {
  /** The point, one array per input. The function must be smooth within `step` of it in every coordinate. */
  readonly at: readonly Float32Array[];
  /** The function's outputs. */
  values(inputs: readonly Float32Array[]): Promise<readonly Float32Array[]>;
  /** J'v: one array per input, from one cotangent per output. */
  gradient(inputs: readonly Float32Array[], cotangents: readonly Float32Array[]): Promise<readonly Float32Array[]>;
}

export interface GradientCheck {
  readonly seed?: number;
  /** Random pairs of cotangent and direction per input; 4. */
  readonly directions?: number;
  /** Coordinates move by ±step and ±step/2, in input units; 0.02. */
  readonly step?: number;
  /** Allowed difference, relative to the Euclidean norm of the gradient; 2e-3. */
  readonly tolerance?: number;
}

/**
 * Compares random inner products ⟨J'v, u⟩ with ⟨v, J u⟩ from central differences, input by input.
 *
 * v is standard normal; u has entries ±1, so that ⟨J'v, u⟩ is of the size of ‖J'v‖ whatever u. Differences at two steps
 * are extrapolated (Richardson), which leaves an error of order step⁴; the rounding of float32 outputs is allowed for.
 *
 * @throws RANGE naming the input and both values; SHAPE for a gradient of another size than its input
 */
export async function checkGradient(problem: GradientProblem, check: GradientCheck = {}): Promise<void> {
  const { seed = 1, directions = 4, step = 0.02, tolerance = 2e-3 } = check;
  const { at } = problem;
  const outputs = await problem.values(at);
  for (let pass = 0; pass < directions; pass++) {
    const cotangents = outputs.map((output, index) => normal(seed, `cotangent ${index}`, pass, output.length));
    const gradients = await problem.gradient(at, cotangents);
    const rounding =
      (norm(cotangents.flatMap((v, k) => Array.from(v, (value, i) => value * outputs[k]![i]!))) * 2 ** -21) / step;
    for (const [index, gradient] of gradients.entries()) {
      if (gradient.length !== at[index]!.length) {
        throw new StillpointError(
          "SHAPE",
          `gradient of input ${index}: expected ${at[index]!.length} elements; got ${gradient.length}; return one for each element of the input`,
        );
      }
      const u = normal(seed, `direction ${index}`, pass, gradient.length).map(Math.sign);
      const along = async (distance: number): Promise<number> => {
        const moved = at.map((x, k) => (k === index ? x.map((value, i) => value + distance * u[i]!) : x));
        const values = await problem.values(moved);
        return values.reduce((sum, output, k) => sum + dot(output, cotangents[k]!), 0);
      };
      const slope = async (h: number): Promise<number> => ((await along(h)) - (await along(-h))) / (2 * h);
      const measured = (4 * (await slope(step / 2)) - (await slope(step))) / 3;
      const claimed = dot(gradient, u);
      const allowed = tolerance * norm(gradient) + rounding;
      // Written so that NaN fails.
      if (!(Math.abs(claimed - measured) <= allowed)) {
        throw new StillpointError(
          "RANGE",
          `gradient of input ${index}, direction ${pass}: expected ${measured} (central differences); got ${claimed}; allowed ${allowed}`,
        );
      }
    }
  }
}

function normal(seed: number, purpose: string, pass: number, size: number): Float32Array {
  const values = new Float32Array(size);
  drawNormal({ seed, sample: "check-gradient", purpose, pass }, values);
  return values;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}
