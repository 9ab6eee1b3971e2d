// How pixels meet the network, chosen.

import type { JSX } from "preact";
import { PIXEL_KINDS, type PixelChoice } from "../page/own-pixels.ts";
import { Choice } from "./choice.tsx";

export interface OwnPixelsProps {
  readonly value: PixelChoice;
  onChange(pixels: PixelChoice): void;
}

const NAMES: Readonly<Record<PixelChoice["kind"], string>> = {
  usual: "ImageNet’s mean and deviation",
  half: "mean 0.5, deviation 0.5",
  plain: "0 to 1, as they are",
  own: "other numbers",
};

export function OwnPixels({ value, onChange }: OwnPixelsProps): JSX.Element {
  return (
    <>
      <Choice
        label="Pixels normalised with"
        value={value.kind}
        options={PIXEL_KINDS.map((kind) => ({ value: kind, name: NAMES[kind] }))}
        help="as in the network’s training; ImageNet’s are the most usual"
        onChange={(kind) => onChange({ ...value, kind })}
      />
      {value.kind === "own" &&
        (
          [
            ["mean", "Means, one a channel"],
            ["std", "Deviations, one a channel"],
          ] as const
        ).map(([field, label]) => (
          <label key={field} class="field">
            <span>{label}</span>
            <input
              type="text"
              inputMode="decimal"
              value={value[field]}
              onChange={({ currentTarget }) => onChange({ ...value, [field]: currentTarget.value })}
            />
          </label>
        ))}
    </>
  );
}
