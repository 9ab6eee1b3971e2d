import type { Emitter } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import { emitCrossEntropy } from "./cross-entropy.ts";
import type { EmittedLoss, Loss } from "./loss.ts";
import { emitTwoParts } from "./two-parts.ts";

export interface ContrastWeights {
  /** γ, weight of the cross-entropy with the label. */
  readonly labelWeight: number;
  /** β, weight of the contrast. */
  readonly contrastWeight: number;
  /** Divides the cosine of two embeddings; Tian et al. use 0.07. */
  readonly temperature: number;
}

export interface ContrastOptions extends ContrastWeights {
  /** Classes that lie first in what the loss reads; the student's and the teacher's embedding lie behind. */
  readonly classes: number;
  /** Values of one embedding. */
  readonly embedding: number;
}

/**
 * Contrastive representation distillation (Tian, Krishnan, Isola 2020): γ · CE(label, q) + β · L, mean over the batch, in nats;
 * of sample i with u_ij = s_i · t_j / T, L_i = −ln h(u_ii) − Σ_j ln(1 − h(u_ij)), h(u) = e^u / (e^u + N_i), over the N_i
 * samples j of the batch that are of another class. Reads logits and unit embeddings
 * s of the student and t of the teacher side by side, `[b, classes + 2·embedding]`, as `contrastBranch` gives them.
 *
 * Differs: negatives are the batch's own teacher embeddings of this step, where the paper keeps a memory bank of all samples
 * with momentum and draws N = 16384 of it, so that N is at most b − 1 and no embedding is old; e^u stands for the density ratio,
 * whose mean over unrelated pairs is 1, where the papers print h = e^u / (e^u + N / M) for M samples and the released code [R]
 * divides e^u by M times its first mean, so that M cancels: printed as it is, N / M is a hundredth with a batch's negatives, h
 * begins near 1 for every pair, and students end worse than untaught; one direction, student to teacher, as the formula in Ojha
 * et al. 2023, where the released code adds the other.
 *
 * Throws `StillpointError RANGE` for a negative weight or T <= 0.
 */
export function contrast(options: ContrastOptions): Loss {
  const { classes, embedding, labelWeight, contrastWeight, temperature } = options;
  ensure(
    labelWeight >= 0 && contrastWeight >= 0 && temperature > 0,
    "RANGE",
    () =>
      `contrast loss: expected weights >= 0 and temperature > 0; got ${labelWeight}, ${contrastWeight}, ${temperature}; give others`,
  );
  return {
    targets: ["label"],
    emit: (g, tensor, dims, { label }) => {
      ensure(
        dims.length === 2 && dims[1] === classes + 2 * embedding,
        "SHAPE",
        () =>
          `contrast loss: expected ${classes} logits and two embeddings of ${embedding} a sample; got ${dims.join("x")}; use another loss for spans`,
      );
      const rows = dims[0]!;
      return emitTwoParts(g, { tensor, label, dims, classes }, (logits, rest, target) => ({
        label: emitCrossEntropy(g, logits, target, rows),
        labelWeight,
        other: emitContrast(g, rest, target, { rows, embedding, temperature, weight: contrastWeight / rows }),
      }));
    },
  };
}

interface ContrastSizes {
  readonly rows: number;
  readonly embedding: number;
  readonly temperature: number;
  readonly weight: number;
}

function emitContrast(
  g: Emitter,
  embeddings: string,
  label: string,
  { rows, embedding, temperature, weight }: ContrastSizes,
): EmittedLoss {
  const half = (start: number): string =>
    g.op("Slice", [embeddings, g.int64([start]), g.int64([start + embedding]), g.int64([1])]);
  const [student, teacher] = [half(0), half(embedding)];
  const transposed = (of: string): string => g.op("Transpose", [of], { perm: [1, 0] });
  const cooled = (of: string): string => g.op("Mul", [of, g.float32(1 / temperature)]);
  const u = cooled(g.op("MatMul", [student, transposed(teacher)]));
  // One row of labels times another is 1 where the classes are equal.
  const others = g.op("Sub", [g.float32(1), g.op("MatMul", [label, transposed(label)])]);
  const identity = g.float32(
    Array.from({ length: rows * rows }, (_, k) => (k % (rows + 1) === 0 ? 1 : 0)),
    [rows, rows],
  );
  const count = g.op("ReduceSum", [others, g.int64([1])], { keepdims: 1 });
  // A sample without a negative has nothing to tell its own from; one keeps its logarithm finite.
  const odds = g.op("Sub", [u, g.op("Log", [g.op("Max", [count, g.float32(1)])])]);
  const negative = g.op("Mul", [others, g.op("Softplus", [odds])]);
  const positive = g.op("Mul", [identity, g.op("Softplus", [g.op("Neg", [odds])])]);
  const scale = g.float32(weight);
  const total = g.op("ReduceSum", [g.op("Add", [negative, positive])], { keepdims: 0 });
  const h = g.op("Sigmoid", [odds]);
  const slope = g.op("Sub", [g.op("Mul", [others, h]), g.op("Mul", [identity, g.op("Sub", [g.float32(1), h])])]);
  const cotangent = cooled(g.op("Mul", [slope, scale]));
  return {
    value: g.op("Mul", [total, scale]),
    cotangent: g.op(
      "Concat",
      [g.op("MatMul", [cotangent, teacher]), g.op("MatMul", [transposed(cotangent), student])],
      {
        axis: 1,
      },
    ),
  };
}
