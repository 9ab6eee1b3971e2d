// What networks answer all over planes through three samples each.

import { ensure } from "@stillpoint/core";
import { inputCount, type SampleInputs, takeInputs } from "@stillpoint/distill";
import { sameAnswers } from "../probe/answers.ts";
import type { Probe } from "../probe/probe.ts";
import { type PlaneGrid, planeGrid, planeThrough } from "./plane.ts";
import { type Triplet, triplets } from "./triplets.ts";

export interface SampledPlane {
  /** The three samples, by their place in the set. */
  readonly triple: Triplet;
  readonly grid: PlaneGrid;
}

export interface PlaneOptions {
  /** Planes; default 50, the paper's. */
  readonly planes?: number;
  /** Points along each side; default 50. */
  readonly size?: number;
  /** Names the triples. */
  readonly seed: number;
}

export interface SampledPlanes {
  readonly planes: readonly SampledPlane[];
  /** Triples that lie on one line, which span no plane. */
  readonly skipped: number;
}

/** Planes through random triples of `values` `[s·d]`. Throws `StillpointError RANGE` below three samples. */
export function samplePlanes(values: Float32Array, samples: number, options: PlaneOptions): SampledPlanes {
  const { planes = 50, size = 50, seed } = options;
  const d = values.length / samples;
  const of = (sample: number) => values.subarray(sample * d, (sample + 1) * d);
  const found = triplets(samples, planes, seed).map((triple) => {
    const [x1, x2, x3] = triple;
    const plane = planeThrough(of(x1), of(x2), of(x3));
    return plane === undefined ? undefined : { triple, grid: planeGrid(plane, size) };
  });
  const kept = found.filter((plane) => plane !== undefined);
  return { planes: kept, skipped: found.length - kept.length };
}

/**
 * A network's answers over each plane, `[plane][size·size]`. Side inputs, such as the regions of a cloud, are those of the
 * plane's first sample. Throws `StillpointError SHAPE` for a network with another input.
 */
export async function planeAnswers(
  probe: Probe,
  inputs: SampleInputs,
  planes: readonly SampledPlane[],
): Promise<readonly Float64Array[]> {
  const d = probe.at.shape.reduce((all, size) => all * size, 1);
  inputCount(inputs);
  const answers: Float64Array[] = [];
  for (const { triple, grid } of planes) {
    const points = grid.size ** 2;
    ensure(
      grid.values.length === points * d,
      "SHAPE",
      () =>
        `plane: expected ${d} values at each point; got ${grid.values.length / points}; networks with their own embeddings share no plane`,
    );
    const sides = takeInputs(inputs, new Array<number>(points).fill(triple[0]));
    answers.push(await probe.answers(sides, grid.values));
  }
  return answers;
}

/**
 * Share of points with equal answers on each plane, `[planes]`: agreement, although it goes by the name of IoU elsewhere.
 *
 * @throws StillpointError SHAPE for other planes
 */
export function planeAgreement(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array {
  ensure(
    a.length === b.length,
    "SHAPE",
    () => `planes: expected as many of both networks; got ${a.length} and ${b.length}; ask both about the same planes`,
  );
  return Float64Array.from(a, (own, k) => {
    const same = sameAnswers(own, b[k]!);
    return same.reduce((sum, value) => sum + value, 0) / same.length;
  });
}
