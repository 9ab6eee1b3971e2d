// What can be chosen for the visitor's samples, by what the networks take.

import type { JSX } from "preact";
import type { OwnSettings } from "../page/own-settings.ts";
import { Choice } from "./choice.tsx";
import { GridField, PassesField, ScaleField, ThresholdField } from "./fields.tsx";
import { OwnPixels } from "./own-pixels.tsx";
import { Slider } from "./slider.tsx";

export interface OwnChoicesProps {
  readonly modality: string | undefined;
  readonly value: OwnSettings;
  onChange(settings: OwnSettings): void;
}

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
          <GridField value={value.grid} onChange={(grid) => set({ grid })} />
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
            help="share of the points that are pieces of the other clouds: the background"
            onChange={(clutter) => set({ clutter })}
          />
        </>
      )}
      {(modality === "sentiment" || modality === "qa") && (
        <label class="field">
          <span>Longest text, in tokens (0: any)</span>
          <input
            type="number"
            min={0}
            max={8192}
            value={value.window}
            onChange={({ currentTarget }) => set({ window: Math.max(0, Math.trunc(Number(currentTarget.value))) })}
          />
        </label>
      )}
      <ThresholdField
        value={value.threshold}
        unit={modality === "image" ? "cell" : modality === "pointcloud" ? "point" : "word"}
        onChange={(threshold) => set({ threshold })}
      />
      <PassesField value={value.passes} onChange={(passes) => set({ passes })} />
      <ScaleField value={value.reference} onChange={(reference) => set({ reference })} />
    </>
  );
}
