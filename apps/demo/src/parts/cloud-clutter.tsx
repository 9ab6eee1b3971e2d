// How much of a cloud is clutter.

import type { JSX } from "preact";
import type { Address } from "../page/address.ts";
import { Slider } from "./slider.tsx";

const MOST = 0.5;
const STEP = 0.05;
/** The share of the embedded clouds, and of others where nothing else is asked for. */
const USUAL = 0.25;

/** The share an address asks for: a whole number of steps; undefined for the clouds as they are. */
export function readClutter(choices: Address["choices"]): number | undefined {
  const asked = Number(choices.clutter ?? Number.NaN);
  return Number.isFinite(asked) ? shareOf(Math.min(MOST, Math.max(0, asked))) : undefined;
}

export interface ClutterFieldProps {
  readonly clutter: number | undefined;
  /** Whether the embedded run measured the cloud as it is. */
  readonly measured: boolean;
  onChange(clutter: number | undefined): void;
}

export function ClutterField({ clutter, measured, onChange }: ClutterFieldProps): JSX.Element {
  const share = clutter ?? USUAL;
  const percent = `${Math.round(100 * share)} %`;
  const shown = clutter === undefined && measured ? `${percent}, as measured` : share === 0 ? "off" : percent;
  return (
    <Slider
      label="Clutter"
      value={share}
      least={0}
      most={MOST}
      step={STEP}
      shown={shown}
      help="share of the points that are pieces of other shapes: the background"
      onChange={(value) => onChange(shareOf(value))}
    />
  );
}

function shareOf(value: number): number | undefined {
  const share = Math.round(value / STEP) / Math.round(1 / STEP);
  return share === USUAL ? undefined : share;
}
