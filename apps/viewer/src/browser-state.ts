// What the reader has chosen in a sample browser, and how an address asks for it.

import type { Address } from "./address.ts";
import { type Reference, seedsOf, stepsOf } from "./map-values.ts";
import type { SampleOrder } from "./sample-order.ts";
import type { PictureView } from "./view.ts";

export interface BrowserState {
  /** Index into the pictures. */
  readonly sample: number;
  /** Index into the steps of the sample. */
  readonly moment: number;
  readonly reference: Reference;
  /** Whose networks are shown; undefined where samples have none. */
  readonly seed: number | undefined;
  readonly order: SampleOrder;
  /** What is searched for; empty for nothing. */
  readonly find: string;
}

/** The first sample after training, at the lowest seed. */
export function firstState(first: PictureView): BrowserState {
  const [seed] = seedsOf(first);
  const moment = Math.max(0, stepsOf(first, seed).length - 1);
  return { sample: 0, moment, reference: "map-mean", seed, order: "listed", find: "" };
}

/** The last moment of a sample at or before a step; the first where all are later. */
function momentAt(picture: PictureView, seed: number | undefined, step: number): number {
  return Math.max(
    0,
    stepsOf(picture, seed).findLastIndex((one) => one <= step),
  );
}

/** The state with another sample or seed; the step stays, or is the last one before it. */
function withShown(
  pictures: readonly PictureView[],
  state: BrowserState,
  shown: Partial<Pick<BrowserState, "sample" | "seed">>,
): BrowserState {
  const [before, next] = [pictures[state.sample], { ...state, ...shown }];
  const after = pictures[next.sample];
  if (!before || !after) return state;
  const steps = stepsOf(before, state.seed);
  const step = steps[state.moment] ?? 0;
  // the end of training is the end, wherever another network's lies
  const asked = state.moment === steps.length - 1 && steps.length > 0 ? Number.POSITIVE_INFINITY : step;
  return { ...next, moment: momentAt(after, next.seed, asked) };
}

/** The state with another sample. */
export function withSample(pictures: readonly PictureView[], state: BrowserState, sample: number): BrowserState {
  return withShown(pictures, state, { sample });
}

/** The state with another seed. */
export function withSeed(pictures: readonly PictureView[], state: BrowserState, seed: number): BrowserState {
  return withShown(pictures, state, { seed });
}

/** The state that an address asks for; a sample or seed that is not here and a step that is not given change nothing. */
export function stateAt(
  pictures: readonly PictureView[],
  state: BrowserState,
  { sample, step, seed, order = "listed", find = "" }: Omit<Address, "anchor">,
): BrowserState {
  const named = pictures.findIndex((picture) => picture.sample === sample);
  const chosen = { ...(named < 0 ? state : withSample(pictures, state, named)), order, find };
  const picture = pictures[chosen.sample];
  if (!picture) return chosen;
  const grown = seed !== undefined && seedsOf(picture).includes(seed) ? withSeed(pictures, chosen, seed) : chosen;
  return step === undefined ? grown : { ...grown, moment: momentAt(picture, grown.seed, step) };
}

/** The address that leads to a state of the browser at `anchor`. */
export function addressOf(anchor: string, pictures: readonly PictureView[], state: BrowserState): Address {
  const picture = pictures[state.sample];
  const step = picture && stepsOf(picture, state.seed)[state.moment];
  const isChoice = picture !== undefined && seedsOf(picture).length > 1;
  return {
    anchor,
    ...(picture ? { sample: picture.sample } : {}),
    ...(step === undefined ? {} : { step }),
    ...(isChoice && state.seed !== undefined ? { seed: state.seed } : {}),
    order: state.order,
    ...(state.find ? { find: state.find } : {}),
  };
}
