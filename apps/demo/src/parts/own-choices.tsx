// What can be chosen for the visitor's samples, by what the networks take.

import type { Reference } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import type { OwnSettings } from "../page/own-settings.ts";
import { Choice } from "./choice.tsx";
import { OwnPixels } from "./own-pixels.tsx";
import { Slider } from "./slider.tsx";

export interface OwnChoicesProps {
  readonly modality: string | undefined;
  readonly value: OwnSettings;
  onChange(settings: OwnSettings): void;
}

const GRIDS = [4, 6, 8, 12, 16, 24] as const;
const SCALES: readonly { readonly value: Reference; readonly name: string }[] = [
  { value: "map-mean", name: "beside the map’s mean" },
  { value: "raw", name: "nats" },
];
const SIZES = [
  { value: "sphere", name: "into the unit sphere (usual)" },
  { value: "none", name: "none: as the files say" },
] as const;

export function OwnChoices({ modality, value, onChange }: OwnChoicesProps): JSX.Element {
  const set = (change: Partial<OwnSettings>): void => onChange({ ...value, ...change });
  return (
    <>
      {modality === "image" && (
        <>
          <OwnPixels value={value.pixels} onChange={(pixels) => set({ pixels })} />
          <Slider
            label="Cells a side"
            value={Math.max(
              0,
              GRIDS.findIndex((size) => size >= value.grid),
            )}
            least={0}
            most={GRIDS.length - 1}
            step={1}
            shown={`${value.grid} × ${value.grid}`}
            onChange={(k) => set({ grid: GRIDS[k] ?? value.grid })}
          />
        </>
      )}
      {modality === "pointcloud" && (
        <>
          <Choice label="Scaled" value={value.scale} options={SIZES} onChange={(scale) => set({ scale })} />
          <Slider
            label="Clutter"
            value={value.clutter}
            least={0}
            most={0.5}
            step={0.05}
            shown={`${Math.round(100 * value.clutter)} %`}
            help="Share of points that come from the other clouds"
            onChange={(clutter) => set({ clutter })}
          />
        </>
      )}
      {(modality === "sentiment" || modality === "qa") && (
        <label class="field" title="Longest text, in tokens; 0 for as long as the network takes">
          <span>Window, tokens</span>
          <input
            type="number"
            min={0}
            max={8192}
            value={value.window}
            onChange={({ currentTarget }) => set({ window: Math.max(0, Math.trunc(Number(currentTarget.value))) })}
          />
        </label>
      )}
      <Slider
        label="Threshold b"
        value={value.threshold}
        least={0}
        most={1.5}
        step={0.05}
        shown={`${value.threshold.toFixed(2)} nats`}
        help="A unit is a knowledge point where it lies this far below the mean of the background"
        onChange={(threshold) => set({ threshold })}
      />
      <Slider
        label="Passes"
        value={Math.log2(value.passes)}
        least={3}
        most={9}
        step={1}
        shown={String(value.passes)}
        help="Perturbed copies sent through the network: more make the map surer"
        onChange={(power) => set({ passes: 2 ** power })}
      />
      <Choice label="Scale" value={value.reference} options={SCALES} onChange={(reference) => set({ reference })} />
    </>
  );
}
