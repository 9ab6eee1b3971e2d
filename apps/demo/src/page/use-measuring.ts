// How maps are measured and read: the choices that every view of an embedded run has.

import type { Reference } from "@stillpoint/viewer/parts";
import { useState } from "preact/hooks";
import type { MapWish } from "../lab/choices.ts";
import { type Address, numberAt, wordAt } from "./address.ts";
import { packedSteps } from "./packed-networks.ts";
import type { PagePack } from "./use-pack.ts";

export interface MeasuringChoices {
  readonly layer: string;
  /** b, nats. */
  readonly threshold: number;
  /** σ0. */
  readonly sigma: number;
  readonly passes: number;
  /** Index into the steps. */
  readonly moment: number;
  readonly reference: Reference;
}

/** What may be chosen, and what is where nobody chooses. */
export interface MeasuringRange {
  readonly usual: MeasuringChoices;
  readonly layers: readonly string[];
  readonly steps: readonly number[];
  /** Of σ0. */
  readonly noise: readonly [least: number, most: number];
}

export interface Measuring extends MeasuringChoices {
  readonly range: MeasuringRange;
  readonly step: number;
  readonly wish: MapWish;
  /** What is not as usual, for the address. */
  readonly noted: Readonly<Record<string, string | number | undefined>>;
  change(part: Partial<MeasuringChoices>): void;
}

const THRESHOLD = 0.5;
/** The engine's own where the run names none. */
const PASSES = 32;

/** `sigma` is the modality's σ0, ten times more or less are offered unless `noise` says otherwise. */
export function measuringRange(
  open: Pick<PagePack, "pack">,
  sigma: number,
  noise: MeasuringRange["noise"] = [sigma / 10, sigma * 10],
): MeasuringRange {
  const { layer, layers, wish } = open.pack;
  const steps = packedSteps(open);
  const moment = Math.max(0, steps.length - 1);
  const usual = {
    layer,
    threshold: THRESHOLD,
    sigma,
    passes: wish.passes ?? PASSES,
    moment,
    reference: "map-mean",
  } as const;
  return { usual, layers, steps, noise };
}

/** What an address asks for, as far as it can be had. */
export function readMeasuring(
  { usual, layers, steps, noise: [least, most] }: MeasuringRange,
  choices: Address["choices"],
): MeasuringChoices {
  const last = steps.at(-1) ?? 0;
  const asked = numberAt(choices, "step", { usual: last, least: 0, most: last });
  return {
    layer: layers.find((name) => name === choices.layer) ?? usual.layer,
    threshold: numberAt(choices, "b", { usual: usual.threshold, least: 0, most: 1.5 }),
    sigma: numberAt(choices, "noise", { usual: usual.sigma, least, most }),
    passes: Math.round(numberAt(choices, "passes", { usual: usual.passes, least: 8, most: 512 })),
    moment: Math.max(
      0,
      steps.findLastIndex((step) => step <= asked),
    ),
    reference: wordAt(choices, "scale", ["map-mean", "raw"]),
  };
}

/** What differs from the usual choices: `readMeasuring` of it gives them back. */
export function noteMeasuring(
  { usual, steps }: MeasuringRange,
  { layer, threshold, sigma, passes, moment, reference }: MeasuringChoices,
): Measuring["noted"] {
  return {
    layer: layer === usual.layer ? undefined : layer,
    b: threshold === usual.threshold ? undefined : threshold,
    noise: sigma === usual.sigma ? undefined : sigma,
    passes: passes === usual.passes ? undefined : passes,
    step: moment === usual.moment ? undefined : steps[moment],
    scale: reference === usual.reference ? undefined : reference,
  };
}

/** The choices as state, first as the address has them. */
export function useMeasuring(open: PagePack, range: MeasuringRange, choices: Address["choices"]): Measuring {
  const [chosen, setChosen] = useState(() => readMeasuring(range, choices));
  return {
    ...chosen,
    range,
    step: range.steps[chosen.moment] ?? 0,
    wish: { ...open.pack.wish, passes: chosen.passes, sigma0: chosen.sigma },
    noted: noteMeasuring(range, chosen),
    change: (part) => setChosen((all) => ({ ...all, ...part })),
  };
}
