// What clouds are called and how they are measured.

import type { Modality } from "@stillpoint/core";

/** σ0 of the reference noise: 0.03 of the cloud's radius, which is 1. */
const SIGMA0 = 0.03;

/**
 * Copies per call: a point network holds features of every point, and those of 16 copies leave the processor's cache. Maps of
 * PointNet took a tenth more processor time with 16, and are the same to the bit.
 */
const BATCH = 4;

/**
 * A global maximum gives most points no gradient at the clean cloud, so energies are averaged around it. The upper bound
 * is where noise would carry a point across a third of the cloud.
 */
export const pointcloudModality: Modality = {
  id: "pointcloud",
  names: { title: "Point clouds", unit: "point", units: "points", foreground: "object" },
  engine: {
    sigma0: SIGMA0,
    bounds: { lower: SIGMA0 / 10, upper: 10 * SIGMA0 },
    smoothing: SIGMA0,
    secondUpper: 3 * SIGMA0,
    targetError: 0.05,
    batch: BATCH,
  },
};
