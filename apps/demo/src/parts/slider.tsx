// A number people move.

import type { JSX } from "preact";

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** The value in words. */
  readonly shown: string;
  readonly help?: string;
  onChange(value: number): void;
}

export function Slider({ label, value, least, most, step, shown, help, onChange }: SliderProps): JSX.Element {
  return (
    <label class="field" title={help}>
      <span>
        {label} <output>{shown}</output>
      </span>
      <input
        type="range"
        class="slider"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={shown}
        onInput={({ currentTarget }) => onChange(Number(currentTarget.value))}
      />
    </label>
  );
}
