// Whether exported weights hold a folded batch normalisation: then they move as its statistics do, not as they were trained.

import type { Graph } from "@stillpoint/autodiff";
import type { WeightPlace } from "./weight-places.ts";

/** Operators that exporters fold a normalisation into. */
const FOLDING: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "FusedConv", "FusedGemm"]);
/** What PyTorch's TorchScript exporter calls a tensor that no module has. */
const ANONYMOUS = /^onnx::[A-Za-z]+_\d+$/;
/** What ONNX Runtime calls the tensors that it computes when it folds. */
const FUSED = /(ConvBnFusion|BnFusion|BN_Fusion|ConvMulFusion|fused)/i;
/** Fewest numbers of an output channel for which moving along their own direction is no accident. */
const WIDE = 8;
/** Share of a movement that lies along the channels' own directions; chance gives 1 over their numbers. */
const RADIAL = 0.5;
/** The same of matrices, whose few numbers a channel also grow along themselves in training. */
const RADIAL_MATRIX = 0.9;
/** Smallest movement that is judged, relative to the weights. */
const MOVED = 1e-3;
/** Share of a radial movement that one factor for all channels explains where it is weight decay. */
const COMMON = 0.9;

/**
 * Names tell it: TorchScript leaves a folded convolution's weight and bias without the names of their modules, the newer
 * exporter names the bias it made after the weight (`conv1.weight_bias`), ONNX Runtime says so.
 */
export function namedFolded({ node, input, weight }: WeightPlace): boolean {
  const bias = node.inputs[2] ?? "";
  if (!FOLDING.has(node.op) || input !== 1 || bias === "") return false;
  if (ANONYMOUS.test(weight.name) && ANONYMOUS.test(bias)) return true;
  return bias === `${weight.name}_bias` || FUSED.test(weight.name) || FUSED.test(bias);
}

/** Convolutions and matrices with a bias and no normalisation behind them, which may hold one. */
export function mayBeFolded(graph: Graph): (place: WeightPlace) => boolean {
  const normalised = new Set(
    graph.nodes.filter(({ op }) => op === "BatchNormalization").map(({ inputs }) => inputs[0]),
  );
  return ({ node, input }) =>
    FOLDING.has(node.op) &&
    input === 1 &&
    (node.inputs[2] ?? "") !== "" &&
    !node.outputs.some((output) => normalised.has(output));
}

/** What a weight's movement says, told from its numbers piece by piece. */
export interface ScaleMovement {
  /** The next numbers before and after, as many of both. */
  add(before: Float32Array, after: Float32Array): void;
  found(): boolean;
}

/**
 * The movement tells it: a folded normalisation multiplies every output channel by a number of its own, which changes
 * with its statistics. Found where at least half of the squared movement (nine
 * tenths for matrices) is such a scaling, and it is not the common
 * shrinking of weight decay.
 */
export function movementByScale({ node, weight }: WeightPlace): ScaleMovement {
  const { dims } = weight.tensor;
  const turned = node.op === "ConvTranspose" || (node.op === "Gemm" && !isTransposed(node));
  const axis = turned ? 1 : 0;
  const channels = dims[axis] ?? 1;
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const squares = new Float64Array(channels);
  const products = new Float64Array(channels);
  let movement = 0;
  let count = 0;
  return {
    add: (before, after) => {
      for (let index = 0; index < before.length; index += 1) {
        const [a, b] = [before[index]!, after[index]!];
        const channel = Math.floor((count + index) / inner) % channels;
        squares[channel]! += a * a;
        products[channel]! += a * b;
        movement += (b - a) ** 2;
      }
      count += before.length;
    },
    found: () => {
      if (count / channels < WIDE) return false;
      const size = squares.reduce((sum, square) => sum + square, 0);
      if (!(movement > MOVED ** 2 * size)) return false;
      const along = squares.reduce((sum, square, channel) => {
        return square === 0 ? sum : sum + (products[channel]! / square - 1) ** 2 * square;
      }, 0);
      const factor = products.reduce((sum, product) => sum + product, 0) / size;
      const decay = factor < 1 && (factor - 1) ** 2 * size >= COMMON * along;
      return along >= (node.op.endsWith("Gemm") ? RADIAL_MATRIX : RADIAL) * movement && !decay;
    },
  };
}

function isTransposed({ attributes }: WeightPlace["node"]): boolean {
  const transposed = attributes.get("transB");
  return transposed?.kind === "int" && transposed.value !== 0;
}
