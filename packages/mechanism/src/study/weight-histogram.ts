// How weights of examples are distributed: most lie about 1, a few a hundred times as far from 0.

import { type HistogramDrawing, quantile, type Role } from "@stillpoint/core";

const BINS = 30;
/** Left and right of this share of all weights they are counted in the outermost bins. */
const TAIL = 0.005;

export interface WeightSeries {
  readonly name: string;
  readonly role?: Role;
  /** Ratios of finite value, in any order. */
  readonly values: ArrayLike<number>;
}

/**
 * A histogram over sign(w) · log₁₀(1 + |w|), which keeps 0, the sign and what lies near them, so that neither the many nor
 * the far are lost. Its range holds w = 0 and w = 1; what lies beyond the tails is counted in the outermost bins.
 */
export function weightHistogram(
  { id, title, caption, ratio }: Pick<HistogramDrawing, "id" | "title" | "caption"> & { readonly ratio: string },
  series: readonly WeightSeries[],
): HistogramDrawing {
  const all = series.map(({ values }) => Float64Array.from(values, folded));
  const sorted = Float64Array.from(all.flatMap((values) => [...values])).sort();
  const ends = sorted.length === 0 ? [0, 0] : [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
  const [low, high] = [Math.min(0, ends[0]!), Math.max(folded(1), ends[1]!)];
  const width = (high - low) / BINS;
  return {
    ...{ kind: "histogram", id, title },
    caption: `${caption} The scale is sign · log₁₀(1 + |w|): 0.3 is a ratio of 1, 1.04 one of 10, 2 one of 99; the outermost bins hold what lies beyond.`,
    x: {
      label: `${ratio}, log₁₀(1 + |w|) with its sign`,
      edges: Array.from({ length: BINS + 1 }, (_, k) => low + k * width),
    },
    series: series.map(({ name, role }, at) => {
      const counts = new Array<number>(BINS).fill(0);
      for (const value of all[at]!) counts[Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)))]! += 1;
      return { name, ...(role === undefined ? {} : { role }), counts };
    }),
  };
}

function folded(ratio: number): number {
  return Math.sign(ratio) * Math.log10(1 + Math.abs(ratio));
}
