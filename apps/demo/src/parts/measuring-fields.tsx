// Sliders and lists of what every view of an embedded run lets people choose.

import type { Reference } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import type { Measuring } from "../page/use-measuring.ts";
import { Choice } from "./choice.tsx";
import { Slider } from "./slider.tsx";

export interface MeasuringFieldsProps {
  readonly measuring: Measuring;
  /** What a unit is called: `cell`. */
  readonly unit: string;
  /** What σ0 is measured in. */
  readonly noiseHelp: string;
}

const SCALES: readonly { readonly value: Reference; readonly name: string }[] = [
  { value: "map-mean", name: "beside the map’s mean" },
  { value: "raw", name: "nats" },
];

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
      onChange={(chosen) => change({ moment: chosen })}
    />
  );
}

/** Threshold, noise, passes, layer and scale. */
export function MeasuringFields({ measuring, unit, noiseHelp }: MeasuringFieldsProps): JSX.Element {
  const { threshold, sigma, passes, layer, reference, range, change } = measuring;
  return (
    <>
      <Slider
        label="Threshold b"
        value={threshold}
        least={0}
        most={1.5}
        step={0.05}
        shown={`${threshold.toFixed(2)} nats`}
        help={`A ${unit} is a knowledge point where it lies this far below the mean of the background`}
        onChange={(chosen) => change({ threshold: chosen })}
      />
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
      <Slider
        label="Passes"
        value={Math.log2(passes)}
        least={3}
        most={9}
        step={1}
        shown={String(passes)}
        help="Perturbed copies sent through the network: more make the map surer"
        onChange={(power) => change({ passes: 2 ** power })}
      />
      <Choice
        label="Layer"
        value={layer}
        options={range.layers.map((name) => ({ value: name, name }))}
        onChange={(chosen) => change({ layer: chosen })}
      />
      <Choice label="Scale" value={reference} options={SCALES} onChange={(chosen) => change({ reference: chosen })} />
    </>
  );
}
