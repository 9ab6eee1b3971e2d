// What a network's first batch normalisation was trained to expect, against what it gets.

import { Constants, type Graph, type Node } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";

/** The first batch normalisation behind the perturbed tensor. */
export interface FirstNormalisation {
  readonly node: string;
  /** The tensor it normalises, `[b, channels, ...]`. */
  readonly input: string;
  /** `[channels]` as its training left them. */
  readonly mean: readonly number[];
  /** `[channels]`, biased as PyTorch's forward pass has them or not: a hundredth either way decides nothing here. */
  readonly variance: readonly number[];
}

/** Undefined where none lies behind `from`, as where the exporter folded it into a convolution. */
export function firstNormalisation(graph: Graph, from: string): FirstNormalisation | undefined {
  const constants = new Constants(graph);
  const moving = new Set([from]);
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => moving.has(input))) continue;
    for (const output of node.outputs) moving.add(output);
    const found =
      node.op === "BatchNormalization" && moving.has(node.inputs[0] ?? "") ? statisticsOf(node, constants) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function statisticsOf(node: Node, constants: Constants): FirstNormalisation | undefined {
  const [mean, variance] = [constants.floats(node.inputs[3] ?? ""), constants.floats(node.inputs[4] ?? "")];
  if (mean === undefined || variance === undefined) return undefined;
  return { node: node.name, input: node.inputs[0] ?? "", mean, variance };
}

/** Adds up values by channel. */
export class ChannelMoments {
  #count = 0;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(channels: number) {
    this.#sums = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
  }

  /** Adds a tensor `[b, channels, ...]`; others are passed over. */
  add({ data, shape }: Tensor): void {
    const channels = this.#sums.length;
    const [batch = 0, found] = shape;
    if (found !== channels || batch === 0) return;
    const run = data.length / (batch * channels);
    this.#count += batch * run;
    for (let index = 0; index < data.length; index += 1) {
      const channel = Math.floor(index / run) % channels;
      const value = Number(data[index]);
      this.#sums[channel] = (this.#sums[channel] ?? 0) + value;
      this.#squares[channel] = (this.#squares[channel] ?? 0) + value * value;
    }
  }

  /** `[channels]` means and biased variances. */
  result(): { readonly mean: readonly number[]; readonly variance: readonly number[] } {
    const mean = Array.from(this.#sums, (sum) => sum / this.#count);
    const variance = mean.map((value, k) => Math.max(0, (this.#squares[k] ?? 0) / this.#count - value * value));
    return { mean, variance };
  }
}

/** Beyond these, in the medians over channels, inputs are not what the network was trained on. */
const FAR = { shift: 1, narrow: 0.4, wide: 2.5 } as const;
/** Running variances of channels that are always zero. */
const SMALL = 1e-10;

/**
 * A warning where the values a network's first batch normalisation gets are far from its running statistics: their mean
 * more than a deviation away, or their deviation below 0.4 or above 2.5 of it, in the median over channels. The usual
 * cause is another mean and deviation than in training. Undefined where they fit, or nothing was added.
 */
export function statisticsWarning(
  expected: Pick<FirstNormalisation, "node" | "mean" | "variance">,
  got: ReturnType<ChannelMoments["result"]>,
): string | undefined {
  const live = expected.variance.flatMap((variance, k) => (variance > SMALL && !Number.isNaN(got.mean[k]) ? [k] : []));
  if (live.length === 0) return undefined;
  const deviation = (k: number): number => Math.sqrt(expected.variance[k] ?? 0);
  const shift = median(live.map((k) => Math.abs((got.mean[k] ?? 0) - (expected.mean[k] ?? 0)) / deviation(k)));
  const ratio = median(live.map((k) => Math.sqrt(got.variance[k] ?? 0) / deviation(k)));
  if (shift <= FAR.shift && ratio >= FAR.narrow && ratio <= FAR.wide) return undefined;
  return `the samples are not what ${expected.node}, the first batch normalisation, was trained on: their mean is ${shown(shift)} deviations away and they spread ${shown(ratio)} times as wide (medians over channels); check the normalisation`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const shown = (value: number): string => value.toPrecision(2).replace(/\.?0+$/, "");
