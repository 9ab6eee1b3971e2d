// Sliders and lists of what every view of an embedded run lets people choose.

import type { JSX } from "preact";
import type { Measuring } from "../page/use-measuring.ts";
import { Choice } from "./choice.tsx";
import { PassesField, ScaleField, ThresholdField } from "./fields.tsx";
import { Slider } from "./slider.tsx";

export interface MeasuringFieldsProps {
  readonly measuring: Measuring;
  /** What a unit is called: `cell`. */
  readonly unit: string;
  /** What σ0 is measured in. */
  readonly noiseHelp: string;
}

/** The step of the checkpoint. */
export function CheckpointField({ measuring }: Pick<MeasuringFieldsProps, "measuring">): JSX.Element {
  const { moment, step, range, change } = measuring;
  return (
    <Slider
      label="Checkpoint"
      value={moment}
      least={0}
      most={Math.max(0, range.steps.length - 1)}
      step={1}
      shown={`step ${step}`}
      help="how long the networks had been trained"
      onChange={(chosen) => change({ moment: chosen })}
    />
  );
}

/** Threshold, noise, passes, layer and scale. */
export function MeasuringFields({ measuring, unit, noiseHelp }: MeasuringFieldsProps): JSX.Element {
  const { threshold, sigma, passes, layer, reference, range, change } = measuring;
  return (
    <>
      <ThresholdField value={threshold} unit={unit} onChange={(chosen) => change({ threshold: chosen })} />
      <Slider
        label="Noise σ0"
        value={Math.log10(sigma)}
        least={Math.log10(range.noise[0])}
        most={Math.log10(range.noise[1])}
        step={0.1}
        shown={String(Number(sigma.toPrecision(2)))}
        help={noiseHelp}
        onChange={(power) => change({ sigma: Number((10 ** power).toPrecision(2)) })}
      />
      <PassesField value={passes} onChange={(chosen) => change({ passes: chosen })} />
      <Choice
        label="Layer"
        help="where in the network one listens"
        value={layer}
        options={range.layers.map((name) => ({ value: name, name }))}
        onChange={(chosen) => change({ layer: chosen })}
      />
      <ScaleField value={reference} onChange={(chosen) => change({ reference: chosen })} />
    </>
  );
}
