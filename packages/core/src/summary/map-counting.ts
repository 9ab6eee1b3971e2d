// How the units of each map were counted, in numbers few enough to keep for all maps of a run.

import type { MeasurementKey } from "../measurement.ts";
import { comparisonOf } from "./comparison.ts";
import { backgroundsOf } from "./contrast.ts";
import { type CountingOptions, countingOf } from "./counting.ts";
import { knownDistance } from "./hypotheses.ts";
import { measuredNetworks, pairedNetworks, type TaskData } from "./measured-network.ts";

/** What makes a unit of one map a knowledge point: not of the border, and `background` − entropy > `threshold`. */
export interface MapCounting {
  /** H̄, nats: the entropy of the background that the map is compared with. */
  readonly background: number;
  /** b, nats. */
  readonly threshold: number;
  /**
   * How far the weights had moved at the map's checkpoint, in the unit of the report's claims on learning distances;
   * NaN where the path is not known.
   */
  readonly weightDistance: number;
}

/** Whose map is asked for. */
export type MapPlace = Pick<MeasurementKey, "role" | "seed" | "step" | "sample">;

/** One network's numbers. t checkpoints, s samples. */
interface CountedNetwork {
  /** `[s][t]`; undefined where the sample is left out. */
  readonly backgrounds: readonly (readonly number[] | undefined)[];
  /** `[t]` */
  readonly paths: readonly number[];
  /** Position of each step. */
  readonly moments: ReadonlyMap<number, number>;
}

/**
 * The counting behind a summary, map by map, as `summarize` of the same data and options counts; undefined for a map that
 * it leaves out. Holds a number a map, not the maps.
 *
 * @throws StillpointError as `summarize`.
 */
export function mapCountings(data: TaskData, options: CountingOptions): (place: MapPlace) => MapCounting | undefined {
  const { threshold } = countingOf(options);
  const networks = countedNetworks(data, options);
  const positions = positionsOf(data);
  // Nothing here may capture `data`: the function outlives it by far.
  return ({ role, seed, step, sample }) => {
    const network = networks.get(`${role} ${seed}`);
    const [s, t] = [positions.get(sample), network?.moments.get(step)];
    if (network === undefined || s === undefined || t === undefined) return undefined;
    const background = network.backgrounds[s]?.[t];
    return background === undefined ? undefined : { background, threshold, weightDistance: network.paths[t]! };
  };
}

function positionsOf({ samples }: TaskData): ReadonlyMap<string, number> {
  return new Map(samples.map(({ id }, s) => [id, s]));
}

function countedNetworks(data: TaskData, options: CountingOptions): ReadonlyMap<string, CountedNetwork> {
  const { backgroundReference } = countingOf(options);
  const comparison = comparisonOf(options.comparison);
  const measured = measuredNetworks(data).networks;
  const distance = knownDistance(
    measured.map(({ run }) => run),
    comparison,
  );
  return new Map(
    pairedNetworks(measured, comparison).map((network) => {
      const { role, seed, checkpoints } = network.run;
      return [
        `${role} ${seed}`,
        {
          backgrounds: backgroundsOf(network, data.samples, backgroundReference),
          paths: checkpoints.map(({ path: { layer } }) =>
            distance === "layerPerStep" ? layer.perStep : layer.perCheckpoint,
          ),
          moments: new Map(checkpoints.map(({ step }, t) => [step, t])),
        },
      ];
    }),
  );
}
