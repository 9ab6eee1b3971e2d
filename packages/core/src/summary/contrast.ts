// Maps relative to their background: what every count is made from. s samples, t checkpoints, n units.

import type { Role } from "../contract.ts";
import { type BackgroundReference, backgroundEntropy, deviations } from "../knowledge-points.ts";
import type { SampleInfo } from "../measurement.ts";
import { spread, spreadFactor } from "../metrics/spread.ts";
import { mean } from "../statistics/moments.ts";
import type { MeasuredNetwork } from "./measured-network.ts";

/** A network's deviations H̄ − H_i, nats. */
export interface Contrast {
  readonly network: MeasuredNetwork;
  /** `[s][t][n]`; undefined where the sample is excluded. */
  readonly deviations: readonly (readonly Float64Array[] | undefined)[];
  /** Factor that gives this network's maps the spread of the reference network; NaN where there is none. */
  readonly factor: number;
}

/**
 * Deviations of all networks from their background reference: each sample's own background mean, or per network and
 * checkpoint the mean of those over all kept samples.
 *
 * The spread factor takes the `scale` network (the reference of the comparison) of the same seed. A teacher serves all
 * seeds and its own number says nothing, so it takes the mean over all their seeds, as does a network whose seed has none.
 */
export function contrasts(
  networks: readonly MeasuredNetwork[],
  samples: readonly SampleInfo[],
  reference: BackgroundReference,
  scale: Role,
): Contrast[] {
  const spreads = networks.map((network) => lastSpread(network, samples));
  const scales = networks.flatMap(({ run }, k) =>
    run.role === scale ? [{ seed: run.seed, spread: spreads[k]! }] : [],
  );
  const overSeeds = mean(scales.map((each) => each.spread).filter((value) => !Number.isNaN(value)));
  return networks.map((network, k) => {
    const { role, seed } = network.run;
    const own = role === "teacher" ? undefined : scales.find((each) => each.seed === seed)?.spread;
    const target = own ?? overSeeds;
    return {
      network,
      deviations: deviationsOf(network, samples, reference),
      factor: spreadFactor(spreads[k]!, target),
    };
  });
}

function lastSpread({ maps }: MeasuredNetwork, samples: readonly SampleInfo[]): number {
  return mean(
    maps.flatMap((course, s) => (course === undefined ? [] : [spread(course.at(-1)!.entropies, samples[s]!.units)])),
  );
}

function deviationsOf(
  network: MeasuredNetwork,
  samples: readonly SampleInfo[],
  reference: BackgroundReference,
): (Float64Array[] | undefined)[] {
  const backgrounds = backgroundsOf(network, samples, reference);
  return network.maps.map((course, s) => course?.map(({ entropies }, t) => deviations(entropies, backgrounds[s]![t]!)));
}

/** H̄ that each map of a network is compared with, nats, `[s][t]`; undefined where the sample is excluded. */
export function backgroundsOf(
  { run, maps }: MeasuredNetwork,
  samples: readonly SampleInfo[],
  reference: BackgroundReference,
): (readonly number[] | undefined)[] {
  const own = maps.map((course, s) => course?.map(({ entropies }) => backgroundEntropy(entropies, samples[s]!.units)));
  if (reference === "sample") return own;
  const shared = run.checkpoints.map((_, t) =>
    mean(own.flatMap((course) => (course === undefined ? [] : [course[t]!]))),
  );
  return own.map((course) => (course === undefined ? undefined : shared));
}
