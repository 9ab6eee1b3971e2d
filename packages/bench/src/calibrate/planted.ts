// A student whose knowledge is put there by construction.

import { readNetwork } from "@stillpoint/autodiff";
import { weightValues, withWeights } from "@stillpoint/distill";
import { PIXELS, pixels, STUDY, UNITS } from "./study.ts";

/** `[hidden, pixels]`, the first matrix of the network: one column per unit. */
const FIRST_WEIGHT = "fc1.weight";
const MODEL_PIXEL = pixels(({ region }) => region === "background").at(-1)!;

/**
 * The network with all pixels seen through the weights of one background pixel, those of the object `plantedGain` times
 * as strongly; every pixel keeps the sign of its first weight. All Jacobian energies then are one number, times the gain
 * squared on the object: whatever the sample and the weights behind, entropies of object pixels lie exactly ln gain
 * below the background, which is even.
 *
 * A student that has this from its first trained checkpoint on has all six effects of the paper by construction: every
 * object pixel a point, no background pixel one, the peak at that checkpoint for every sample, and nothing dropped.
 */
export function withPlantedKnowledge(network: Uint8Array): Uint8Array {
  const model = readNetwork(network);
  const values = weightValues(model, FIRST_WEIGHT);
  const planted = values.map((_, k) => {
    const pixel = k % PIXELS;
    const gain = UNITS[pixel]!.region === "foreground" ? STUDY.plantedGain : 1;
    return (values[pixel]! < 0 ? -gain : gain) * values[k - pixel + MODEL_PIXEL]!;
  });
  return withWeights(model, new Map([[FIRST_WEIGHT, planted]]));
}
