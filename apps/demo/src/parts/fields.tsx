// Choices of more than one view.

import type { Reference } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { Choice } from "./choice.tsx";
import { Slider } from "./slider.tsx";

export interface FieldProps<Value> {
  readonly value: Value;
  onChange(value: Value): void;
}

/** Cells a side. */
const GRIDS = [4, 6, 8, 12, 16, 24] as const;
const SCALES: readonly { readonly value: Reference; readonly name: string }[] = [
  { value: "map-mean", name: "from the map’s mean" },
  { value: "raw", name: "as measured" },
];

/** Rows and columns of cells that a picture is cut into. */
export function GridField({ value, onChange }: FieldProps<number>): JSX.Element {
  return (
    <Slider
      label="Cells a side"
      value={Math.max(
        0,
        GRIDS.findIndex((size) => size >= value),
      )}
      least={0}
      most={GRIDS.length - 1}
      step={1}
      shown={`${value} × ${value}`}
      help="how finely the picture is cut"
      onChange={(k) => onChange(GRIDS[k] ?? value)}
    />
  );
}

/** b, nats. */
export function ThresholdField({ value, unit, onChange }: FieldProps<number> & { readonly unit: string }): JSX.Element {
  return (
    <Slider
      label="Threshold b"
      value={value}
      least={0}
      most={1.5}
      step={0.05}
      shown={`${value.toFixed(2)} nats`}
      help={`how far below the background’s mean a ${unit} must lie to count as a knowledge point`}
      onChange={onChange}
    />
  );
}

export function PassesField({ value, onChange }: FieldProps<number>): JSX.Element {
  return (
    <Slider
      label="Passes"
      value={Math.log2(value)}
      least={3}
      most={9}
      step={1}
      shown={String(value)}
      help="noisy copies sent through each network: more make its map surer"
      onChange={(power) => onChange(2 ** power)}
    />
  );
}

export function ScaleField({ value, onChange }: FieldProps<Reference>): JSX.Element {
  return (
    <Choice
      label="Scale"
      value={value}
      options={SCALES}
      help="networks differ in how much noise they bear at all"
      onChange={onChange}
    />
  );
}
