// How pixels meet a network: the numbers it was trained with.

import type { InspectedPort } from "@stillpoint/core";
import type { FitChoices } from "../lab/choices.ts";

export const PIXEL_KINDS = ["usual", "half", "plain", "own"] as const;

export interface PixelChoice {
  readonly kind: (typeof PIXEL_KINDS)[number];
  /** As typed, for `own`. */
  readonly mean: string;
  readonly std: string;
}

export const USUAL_PIXELS: PixelChoice = { kind: "usual", mean: "0.485, 0.456, 0.406", std: "0.229, 0.224, 0.225" };

/** Nothing for what is usual in training: ImageNet's means and deviations. */
export function pixelChoices({ kind, mean, std }: PixelChoice, channels: number): Pick<FitChoices, "mean" | "std"> {
  const each = (value: number): number[] => Array.from({ length: channels }, () => value);
  if (kind === "usual") return {};
  if (kind === "half") return { mean: each(0.5), std: each(0.5) };
  return kind === "plain" ? { mean: each(0), std: each(1) } : { mean: numbersIn(mean), std: numbersIn(std) };
}

/** What no number can be read from counts as none, so that its count is refused. */
function numbersIn(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((word) => word !== "")
    .map(Number)
    .filter(Number.isFinite);
}

/** Channels of a picture input; 3 where nothing says. */
export function channelsOf(inputs: readonly InspectedPort[]): number {
  const shape = inputs.find((port) => port.shape?.length === 4)?.shape;
  return [shape?.[1], shape?.[3]].find((size) => size === 3 || size === 1) === 1 ? 1 : 3;
}
