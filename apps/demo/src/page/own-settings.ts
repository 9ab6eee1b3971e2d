// How the visitor's samples meet the visitor's networks, and how maps are measured and shown.

import type { Inspection } from "@stillpoint/core";
import type { Reference } from "@stillpoint/viewer/parts";
import type { FitChoices } from "../lab/choices.ts";
import { type Address, numberAt, wordAt } from "./address.ts";
import { channelsOf, type PixelChoice, pixelChoices, USUAL_PIXELS } from "./own-pixels.ts";

export interface OwnSettings {
  /** Cells a side. */
  readonly grid: number;
  /** b, nats. */
  readonly threshold: number;
  readonly passes: number;
  readonly reference: Reference;
  readonly pixels: PixelChoice;
  /** Whether clouds are brought into the unit sphere. */
  readonly scale: "sphere" | "none";
  /** Share of a cloud that is clutter. */
  readonly clutter: number;
  /** Most tokens of a text; 0 for as many as the network takes. */
  readonly window: number;
}

export const USUAL_SETTINGS: OwnSettings = {
  grid: 8,
  threshold: 0.5,
  passes: 32,
  reference: "map-mean",
  pixels: USUAL_PIXELS,
  scale: "sphere",
  clutter: 0.25,
  window: 0,
};

export function settingsAt({ choices }: Address): OwnSettings {
  const { grid, threshold, passes } = USUAL_SETTINGS;
  return {
    ...USUAL_SETTINGS,
    grid: Math.round(numberAt(choices, "grid", { usual: grid, least: 2, most: 32 })),
    threshold: numberAt(choices, "b", { usual: threshold, least: 0, most: 1.5 }),
    passes: Math.round(numberAt(choices, "passes", { usual: passes, least: 8, most: 512 })),
    reference: wordAt(choices, "scale", ["map-mean", "raw"]),
    scale: wordAt(choices, "cloud", ["sphere", "none"]),
  };
}

/** What of them is in the address; undefined where it is as usual. */
export function addressChoices(settings: OwnSettings): Record<string, string | number | undefined> {
  const unusual = <Name extends keyof OwnSettings>(name: Name): OwnSettings[Name] | undefined =>
    settings[name] === USUAL_SETTINGS[name] ? undefined : settings[name];
  return {
    grid: unusual("grid"),
    b: unusual("threshold"),
    passes: unusual("passes"),
    scale: unusual("reference"),
    cloud: unusual("scale"),
  };
}

/** How samples are fitted to a network of this kind. */
export function fitChoices(settings: OwnSettings, { modality, inputs }: Inspection): FitChoices {
  const { grid, pixels, scale, clutter, window } = settings;
  if (modality === "image") return { grid: [grid, grid], ...pixelChoices(pixels, channelsOf(inputs)) };
  if (modality === "pointcloud") return { scale, clutter };
  return window > 0 ? { window } : {};
}
