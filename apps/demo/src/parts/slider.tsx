// A number people move.

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Helped, helpId } from "./helped.tsx";

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
  // A label without a name is of the first thing inside it that can have one: the output.
  const id = useId();
  return (
    <Helped id={id} help={help}>
      <label class="field" for={id}>
        <span>
          {label} <output>{shown}</output>
        </span>
        <input
          id={id}
          type="range"
          class="slider"
          min={least}
          max={most}
          step={step}
          value={value}
          aria-valuetext={shown}
          aria-describedby={helpId(id, help)}
          onInput={({ currentTarget }) => onChange(Number(currentTarget.value))}
        />
      </label>
    </Helped>
  );
}
