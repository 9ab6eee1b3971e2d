// Clouds as units: every point has one noise level for x, y and z.

import { ensure, type ModalityAdapter, type Tensor, type Unit, type UnitInput } from "@stillpoint/core";
import { checkPointSample, type PointSample } from "./sample.ts";

export interface PointAdapterOptions {
  /** Name of the network's input of points; `"points"` by default. */
  readonly input?: string;
  /** `"points-first"` networks take [1, N, 3] (default), `"channels-first"` ones [1, 3, N]. */
  readonly layout?: "points-first" | "channels-first";
  /** Side inputs by name, computed from the clean cloud, such as the indices of `abstractionSides`. */
  readonly sides?: (sample: PointSample) => Readonly<Record<string, Tensor>>;
}

/**
 * Makes every point of a cloud one unit, its three coordinates sharing one noise level in the cloud's own unit of
 * length. Regions and parts are the sample's annotation; side inputs stay fixed while points are perturbed.
 *
 * Throws what `checkPointSample` throws, and `ADAPTER` for a side input with the name of the points.
 */
export function pointAdapter(options: PointAdapterOptions = {}): ModalityAdapter<PointSample> {
  const { input = "points", layout = "points-first", sides } = options;
  const toUnits = (sample: PointSample): UnitInput => {
    const count = checkPointSample(sample);
    const first = layout === "points-first";
    const side = sides?.(sample) ?? {};
    ensure(
      side[input] === undefined,
      "ADAPTER",
      () => `sides: expected other names than the points' own; got "${input}"; rename the side input`,
    );
    return {
      inputs: {
        ...side,
        [input]: {
          type: "float32",
          shape: first ? [1, count, 3] : [1, 3, count],
          data: first ? sample.points.slice() : channelsFirst(sample.points),
        },
      },
      unitOf: {
        data: Int32Array.from({ length: count }, (_, point) => point),
        shape: first ? [count, 1] : [1, count],
      },
      units: sample.regions.map((region, point): Unit => {
        const label = `point ${point}`;
        const part = sample.parts?.[point];
        return part === undefined ? { label, region } : { label, region, part };
      }),
    };
  };
  return { modality: "pointcloud", toUnits };
}

/** [N, 3] -> [3, N]. */
function channelsFirst(points: Float32Array): Float32Array {
  const count = points.length / 3;
  return Float32Array.from(points, (_, k) => points[3 * (k % count) + Math.floor(k / count)]!);
}
