// Where a network is asked where it looks, unless somebody says.

import { ancestors, batchedTensor, checkSplice, cutBetween, type Splice } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";

/** Operators that pool what a map holds, or only arrange it. */
const PASSED: ReadonlySet<string> = new Set([
  ...[
    "AveragePool",
    "Cast",
    "Dropout",
    "Expand",
    "Flatten",
    "Gather",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Identity",
  ],
  ...["MaxPool", "Pad", "Reshape", "Slice", "Squeeze", "Transpose", "Unsqueeze"],
]);

/**
 * The last tensor with places (pixels, points, tokens) that everything passes on its way from `from` to `to`: its gradient
 * leaves nothing out, as that of one of several branches would. Pooled and rearranged maps do not count, nor what has the
 * sizes of `to`, in any order: scores of places that are the answers themselves.
 * Throws `StillpointError LAYER` where a network has none behind `from`.
 */
export function lastMap(splice: Splice): string {
  const { graph } = splice.model;
  const { from, to } = splice;
  const { nodes, between } = cutBetween(graph, from, to);
  const answers = sizes(sampleOf(splice, to));
  for (const node of [...nodes].reverse()) {
    const [name = ""] = node.outputs;
    const sample = sampleOf(splice, name);
    if (!between.has(node) || PASSED.has(node.op) || !hasPlaces(sample) || sizes(sample) === answers) continue;
    const { open } = ancestors(graph, [to], new Set([name, from]));
    if (!open.has(from) && passesGradients({ ...splice, from: name })) return name;
  }
  throw new StillpointError(
    "LAYER",
    `layer: expected a tensor with places between ${from} and ${to}; got none that all passes; name one yourself`,
  );
}

/** Two axes of a sample that are longer than 1. */
function hasPlaces(sample: readonly number[]): boolean {
  return sample.filter((dim) => dim > 1).length >= 2;
}

/** Sizes in ascending order, to be compared. */
function sizes(sample: readonly number[]): string {
  return sample.toSorted((a, b) => a - b).join("x");
}

/** Shape of one sample of a tensor; empty where it has none. */
function sampleOf({ shapes, fixed }: Splice, name: string): readonly number[] {
  return quietly(() => batchedTensor({ name, subject: name }, shapes.get(name), fixed).sample) ?? [];
}

function passesGradients(splice: Splice): boolean {
  const passed = quietly(() => {
    checkSplice(splice);
    return true;
  });
  return passed ?? false;
}

function quietly<Value>(ask: () => Value): Value | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof StillpointError) return undefined;
    throw error;
  }
}
