// How much to measure; parsed from the command line.

import { parseArgs } from "node:util";

export interface Plan {
  /** Modalities, or one family each: `pointcloud/dgcnn`. Everything when empty. */
  readonly only: readonly string[];
  /** Measured even where the same was measured before. */
  readonly again: boolean;
  readonly quick: boolean;
  /** Passes of a map. */
  readonly counts: readonly number[];
  /** Samples by modality: maps of words have few units, so they need more. */
  readonly samples: Readonly<Record<string, number>>;
  /** Maps per sample and count, each with its own noise. */
  readonly repeats: number;
  /** Copies behind the truth: for D0, and for a smoothed energy. */
  readonly copies: { readonly distortion: number; readonly energy: number };
  /** Nats. */
  readonly target: number;
  readonly out: URL;
}

const TARGET = 0.05;

export function plan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "" },
      quick: { type: "boolean", default: false },
      again: { type: "boolean", default: false },
      out: { type: "string" },
    },
  });
  const { quick, again } = values;
  const folder = values.out ?? (quick ? "out/errors" : "results");
  return {
    only: values.only.split(",").filter(Boolean),
    again,
    quick,
    counts: quick ? [8, 32, 128] : [8, 16, 32, 64, 128, 256, 512, 1024],
    samples: quick
      ? { image: 1, pointcloud: 1, sentiment: 2, qa: 1 }
      : { image: 4, pointcloud: 4, sentiment: 12, qa: 6 },
    repeats: quick ? 1 : 3,
    copies: quick ? { distortion: 256, energy: 2048 } : { distortion: 2048, energy: 20_480 },
    target: TARGET,
    out: new URL(`${folder}/`, new URL("../", import.meta.url)),
  };
}
