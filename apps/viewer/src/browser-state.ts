// What the reader has chosen in a sample browser, and how an address asks for it.

import type { Address } from "./address.ts";
import { type Reference, stepsOf } from "./map-values.ts";
import type { PictureView } from "./view.ts";

export interface BrowserState {
  /** Index into the pictures. */
  readonly sample: number;
  /** Index into the steps of the sample. */
  readonly moment: number;
  readonly reference: Reference;
}

/** The first sample after training. */
export function firstState(first: PictureView): BrowserState {
  return { sample: 0, moment: Math.max(0, stepsOf(first).length - 1), reference: "map-mean" };
}

/** The state with another sample; the moment stays where the sample has it. */
export function withSample(pictures: readonly PictureView[], state: BrowserState, sample: number): BrowserState {
  const picture = pictures[sample];
  if (!picture) return state;
  return { ...state, sample, moment: Math.max(0, Math.min(state.moment, stepsOf(picture).length - 1)) };
}

/** The state that an address asks for; a sample that is not here and a step that is not given change nothing. */
export function stateAt(
  pictures: readonly PictureView[],
  state: BrowserState,
  { sample, step }: Pick<Address, "sample" | "step">,
): BrowserState {
  const named = pictures.findIndex((picture) => picture.sample === sample);
  const chosen = named < 0 ? state : withSample(pictures, state, named);
  const picture = pictures[chosen.sample];
  if (!picture || step === undefined) return chosen;
  return {
    ...chosen,
    moment: Math.max(
      0,
      stepsOf(picture).findLastIndex((one) => one <= step),
    ),
  };
}

/** The address that leads to a state of the browser at `anchor`. */
export function addressOf(anchor: string, pictures: readonly PictureView[], state: BrowserState): Address {
  const picture = pictures[state.sample];
  const step = picture && stepsOf(picture)[state.moment];
  return { anchor, ...(picture ? { sample: picture.sample } : {}), ...(step === undefined ? {} : { step }) };
}
