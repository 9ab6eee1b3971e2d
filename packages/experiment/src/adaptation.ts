// How a task's maps are measured where the usual way does not fit its networks: what a pilot showed, and what follows.

import { bend, isLinear, type LimitChoice, NON_LINEAR_SHARE, type NoiseLevel } from "@stillpoint/core";

/** A way to measure, beside what was asked for. */
export interface Way {
  /** Energies are averaged over noise of this many σ0 around each sample; 0 for none. */
  readonly smoothing: number;
  /** σ0, and all that hangs on it, as a multiple of what was asked for. */
  readonly scale: number;
}

/** What is decided for a task at a layer, once for all its maps. */
export interface Adaptation extends Way {
  /** Digest of what was asked, and of which networks and samples. */
  readonly asked: string;
  /** Maps of the pilot, and how many of them were not linear in their noise, measured as asked. */
  readonly maps: number;
  readonly outside: number;
  /**
   * Mean non-linearity of the role and moment where it is furthest from 1, as asked and as decided: what the gate looks at.
   * Equal where nothing changes, NaN where no map is defined.
   */
  readonly before: number;
  readonly after: number;
  /** Whether the pilot's maps, measured as decided, pass the gate on non-linearity. */
  readonly passes: boolean;
  /** The decision in a sentence. */
  readonly told: string;
}

/** Non-linearity of one map of the pilot, and which means it enters: by role and moment of training. */
export interface Reading {
  readonly cells: readonly string[];
  readonly nonLinearity: number;
  /** Whether float32 resolves what noise does. */
  readonly resolved: boolean;
}

/** Averaging a little wider than where noise of the same size for every unit has the budget, √(λ/2) σ0. */
const WIDER = 3;
const SMALLER = [1 / 3, 1 / 10] as const;

/** As asked first, then what may help, in the order in which it is tried; what changes least comes first. */
export function waysFor(engine: LimitChoice): readonly Way[] {
  const level = smoothingOf(engine);
  const around = level > 0 ? [level, WIDER * level] : [0, 1, WIDER];
  return [
    ...around.map((smoothing) => ({ smoothing, scale: 1 })),
    ...SMALLER.flatMap((scale) => (level > 0 ? [level] : [0, 1]).map((smoothing) => ({ smoothing, scale }))),
  ];
}

/** The choice with which a way is measured. Nothing changes where the way is as asked. */
export function adapted(engine: LimitChoice, { smoothing, scale }: Way): LimitChoice {
  const { mostPasses, ...rest } = scaled(engine, scale);
  if (smoothing === smoothingOf(engine)) return mostPasses === undefined ? rest : { ...rest, mostPasses };
  const targetError = Math.min(rest.targetError ?? AROUND_ERROR, AROUND_ERROR);
  return { ...rest, targetError, smoothing: { timesSigma0: smoothing } };
}

/** Target of averaged maps, nats: half of what gates ask. */
const AROUND_ERROR = 0.05;

/** The level of averaging in multiples of σ0, 0 for none. */
export function smoothingOf({ smoothing = 0, sigma0 }: LimitChoice): number {
  if (typeof smoothing !== "number") return smoothing.timesSigma0;
  // An absolute level beside a relative σ0 has no multiple; any number above 0 says that it is averaged.
  return typeof sigma0 === "number" ? smoothing / sigma0 : Math.sign(smoothing);
}

function scaled(engine: LimitChoice, scale: number): LimitChoice {
  if (scale === 1) return engine;
  const level = (given: NoiseLevel): NoiseLevel => (typeof given === "number" ? given * scale : given);
  const { sigma0, bounds, smoothing, secondUpper } = engine;
  return {
    ...engine,
    sigma0: typeof sigma0 === "number" ? sigma0 * scale : { timesRms: sigma0.timesRms * scale },
    ...(bounds === undefined ? {} : { bounds: { lower: bounds.lower * scale, upper: bounds.upper * scale } }),
    ...(smoothing === undefined ? {} : { smoothing: level(smoothing) }),
    ...(secondUpper === undefined ? {} : { secondUpper: level(secondUpper) }),
  };
}

/** Whether maps measured so pass the gate on non-linearity: in no cell is the mean outside, nor more than half. */
export function opens(readings: readonly Reading[]): boolean {
  return cellsOf(readings).every(
    (values) =>
      isLinear(meanOf(values)) && values.filter((value) => !isLinear(value)).length <= NON_LINEAR_SHARE * values.length,
  );
}

/** The mean non-linearity of the cell where it is furthest from 1; NaN of none. */
export function worst(readings: readonly Reading[]): number {
  const means = cellsOf(readings).map(meanOf);
  return means.reduce((most, mean) => (bend(mean) > bend(most) ? mean : most), means[0] ?? Number.NaN);
}

/** A way with what its maps of the pilot showed. */
export interface Tried {
  readonly way: Way;
  readonly readings: readonly Reading[];
}

/**
 * Averaging that does not bring the non-linearity to 1 must halve its logarithm: less is chance of the few copies that tell,
 * and would give up maps at the sample itself for ones that verdicts do not rest on either.
 */
const HALF_WAY = 1 / 2;

/**
 * The last of those tried, as asked first, where it passes the gate; else averaging under the noise asked for, where it
 * comes half the way; else as asked.
 */
export function chosenWay(tried: readonly Tried[]): Tried {
  const [asked, last] = [tried[0]!, tried.at(-1)!];
  if (opens(last.readings)) return last;
  return tried
    .filter(({ way: { scale } }) => scale === 1)
    .filter(({ readings }) => bend(worst(readings)) <= HALF_WAY * bend(worst(asked.readings)))
    .reduce((best, each) => (bend(worst(each.readings)) < bend(worst(best.readings)) ? each : best), asked);
}

/** Values cell by cell, each in increasing order: the order of networks and samples changes no bit of a mean. */
function cellsOf(readings: readonly Reading[]): (readonly number[])[] {
  const cells = new Map<string, number[]>();
  for (const { cells: names, nonLinearity } of readings) {
    for (const name of names) cells.set(name, [...(cells.get(name) ?? []), nonLinearity]);
  }
  return [...cells.values()].map(sorted);
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A sentence for the terminal and the report. */
export function tellAdaptation(
  engine: LimitChoice,
  { smoothing, scale, maps, outside, before, after, passes }: Omit<Adaptation, "told" | "asked">,
): string {
  const asked = smoothingOf(engine);
  const pilot = `${outside} of ${maps} pilot maps are not linear in their noise (non-linearity outside 0.8 to 1.25; worst mean of a role ${short(before)})`;
  const way = asked > 0 ? "averaged around each sample" : "taken at each sample";
  if (maps === 0) return `energies are ${way}, as asked: no map of the pilot is defined`;
  if (smoothing === asked && scale === 1) {
    const why = passes
      ? ""
      : `; no averaging and no smaller noise that was tried brings it there, or half the way by averaging. ${WITHHELD}`;
    return `energies are ${way}: ${pilot}${why}`;
  }
  const changes = [
    ...(smoothing === asked ? [] : [`energies are averaged around each sample, over noise of ${short(smoothing)} σ0`]),
    ...(scale === 1 ? [] : [`σ0 is ${short(scale)} of the usual`]),
  ];
  return `${changes.join(" and ")}, because ${pilot}; now it is ${short(after)}${passes ? "" : `, still outside. ${WITHHELD}`}`;
}

const WITHHELD = "Verdicts that rest on such maps are withheld";

function short(value: number): string {
  return Number.isFinite(value) ? `${Number(value.toPrecision(2))}` : "not finite";
}
