// Where a network looks when it answers, over many samples.

import { inputCount, type SampleInputs, takeInputs } from "@stillpoint/distill";
import { joinRows } from "@stillpoint/onnx";
import type { Probe } from "../probe/probe.ts";
import { ROWS } from "../probe/rows.ts";
import type { Signal } from "../probe/signal.ts";
import { activationMaps } from "./activation-map.ts";
import { type MapLayout, mapLayout, pictureSize } from "./map-layout.ts";
import { upsampled } from "./upsampled.ts";

/** Maps of many samples, none below 0. */
export interface LocalisationMaps {
  /** `[s·n]`, row by row over `shape`; in units of the signal times the layer's, not normalised. */
  readonly values: Float32Array;
  /** `[H, W]` of a picture's input, else `[n]` points or tokens. */
  readonly shape: readonly number[];
  /** The layer they are of. */
  readonly layer: string;
}

export interface MapOptions {
  /** Said where `mapLayout` cannot tell. */
  readonly featuresFirst?: boolean;
  /** `[s·n]` 0 for places that do not count, such as padding. */
  readonly counted?: ArrayLike<number>;
}

/**
 * Grad-CAM of the true class of every sample, `labels` `[s·rows]`, at the probe's layer; of pictures brought to the input's
 * size. Throws `StillpointError` `LAYER`, `SHAPE`, `RANGE` or `RUNTIME`.
 */
export function classMaps(
  probe: Probe,
  inputs: SampleInputs,
  labels: ArrayLike<number>,
  options: MapOptions = {},
): Promise<LocalisationMaps> {
  return mapsOf(probe, inputs, options, async (own, start, count, values) => {
    const { rows } = probe.logitShape;
    const given = Array.from({ length: count * rows }, (_, k) => labels[start * rows + k]!);
    return probe.layerGradient(own, { of: "logit", labels: given }, values);
  });
}

/** The same of a signal given at the layer itself, `cotangent` `[s·m]`, such as UniCAM's. */
export function cotangentMaps(
  probe: Probe,
  inputs: SampleInputs,
  cotangent: Float32Array,
  options: MapOptions = {},
): Promise<LocalisationMaps> {
  return mapsOf(probe, inputs, options, async (_own, start, count, values) => {
    const m = values.length / count;
    return cotangent.subarray(start * m, (start + count) * m);
  });
}

/** The same of a signal given at the logits, `values` `[s·rows·classes]`. */
export function signalMaps(
  probe: Probe,
  inputs: SampleInputs,
  signal: Extract<Signal, { readonly of: "cotangent" }>,
  options: MapOptions = {},
): Promise<LocalisationMaps> {
  const m = probe.logitShape.rows * probe.logitShape.classes;
  return mapsOf(probe, inputs, options, (own, start, count, values) => {
    return probe.layerGradient(
      own,
      { of: "cotangent", values: signal.values.subarray(start * m, (start + count) * m) },
      values,
    );
  });
}

type CotangentOf = (inputs: SampleInputs, start: number, count: number, values: Float32Array) => Promise<Float32Array>;

async function mapsOf(
  probe: Probe,
  inputs: SampleInputs,
  { featuresFirst, counted }: MapOptions,
  cotangentOf: CotangentOf,
): Promise<LocalisationMaps> {
  const { name, shape } = probe.layer;
  const layout = mapLayout(shape, probe.at.shape, featuresFirst);
  const samples = inputCount(inputs);
  const parts: Float32Array[] = [];
  // Values of a layer of many samples would not fit beside their gradients.
  for (let start = 0; start < samples; start += ROWS) {
    const count = Math.min(ROWS, samples - start);
    const own = takeInputs(
      inputs,
      Array.from({ length: count }, (_, k) => start + k),
    );
    const values = await probe.layerValues(own);
    parts.push(activationMaps(values, await cotangentOf(own, start, count, values), layout));
  }
  return placedMaps(joinRows(parts), layout, { layer: name, input: probe.at.shape, counted });
}

/** Maps `[s·places]` of a layer as people look at them: at the input's size for pictures, 0 where nothing counts. */
export function placedMaps(
  raw: Float32Array,
  layout: MapLayout,
  of: {
    readonly layer: string;
    /** Shape of one sample of what is moved. */
    readonly input: readonly number[];
    readonly counted?: ArrayLike<number> | undefined;
  },
): LocalisationMaps {
  const { maps, size } = atInputSize(raw, layout, of.input);
  const { layer, counted } = of;
  return { values: counted === undefined ? maps : maps.map((v, k) => (counted[k] === 0 ? 0 : v)), shape: size, layer };
}

function atInputSize(
  maps: Float32Array,
  { places }: MapLayout,
  input: readonly number[],
): { readonly maps: Float32Array; readonly size: readonly number[] } {
  const picture = pictureSize(input);
  const [height, width] = places;
  if (picture === undefined || height === undefined || width === undefined) return { maps, size: places };
  return { maps: upsampled(maps, [height, width], picture), size: picture };
}
