// A model that computes without a pause of its own, such as one of TensorFlow.js: messages get in between its calls.

import type { FeatureModel, Layer } from "@stillpoint/core";

/** Longest time without a pause, milliseconds. */
const LONGEST = 50;

/** The model, with a pause before a call where the last one is long ago; without it nobody could cancel. */
export function pausing(model: FeatureModel): FeatureModel {
  let last = performance.now();
  const pause = async (): Promise<void> => {
    if (performance.now() - last < LONGEST) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
  return {
    ...model,
    bind: async (inputs): Promise<Layer> => {
      const layer = await model.bind(inputs);
      return {
        x0: layer.x0,
        shape: layer.shape,
        featureSize: layer.featureSize,
        features: async (x, batch) => {
          await pause();
          return layer.features(x, batch);
        },
        residual: async (x, target, batch) => {
          await pause();
          return layer.residual(x, target, batch);
        },
        vjp: async (x, cotangent, batch) => {
          await pause();
          return layer.vjp(x, cotangent, batch);
        },
      };
    },
  };
}
