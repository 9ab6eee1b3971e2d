// Maps of where networks look, as drawings.

import type { CloudsDrawing, DrawingText, PicturesDrawing, WordsDrawing } from "@stillpoint/core";
import type { Picture } from "../pictures/picture.ts";
import { rasterOf } from "../pictures/raster.ts";
import type { LocalisationMaps } from "./class-maps.ts";

export interface MappedNetwork {
  readonly name: string;
  readonly maps: LocalisationMaps;
  /** `[s]` what it answers, for people. */
  readonly answers?: readonly string[];
}

/** A sample by its place in the maps, with what is drawn below its map. */
export interface MappedSample<Look> {
  readonly place: number;
  readonly name: string;
  readonly look: Look;
}

const GRAD_CAM: DrawingText = {
  id: "localisation.maps",
  title: "Where the networks look",
  caption:
    "Warm places speak for the true class. Every map is scaled to its own largest value; one that is 0 everywhere stays cold.",
};

/** One row for each picture, one column for each network; `text` is that of Grad-CAM by default. */
export function mapPictures(
  samples: readonly MappedSample<Picture>[],
  networks: readonly MappedNetwork[],
  text: DrawingText = GRAD_CAM,
): PicturesDrawing {
  return {
    ...{ kind: "pictures", ...text },
    columns: networks.map(({ name }) => name),
    rows: samples.map(({ place, name, look }) => ({
      name,
      pictures: networks.map((network) => {
        const { height, width } = look;
        const heat = { height, width, values: scaledMap(network.maps, place) };
        return { ...rasterOf(look), heat, ...noteOf(network, place) };
      }),
    })),
  };
}

/** One cloud `[n·3]` for each sample and network. */
export function mapClouds(
  samples: readonly MappedSample<Float32Array>[],
  networks: readonly MappedNetwork[],
  text: DrawingText = GRAD_CAM,
): CloudsDrawing {
  return {
    ...{ kind: "clouds", ...text },
    clouds: samples.flatMap(({ place, name, look }) =>
      networks.map((network) => ({
        name: `${name}, ${network.name}`,
        positions: Array.from(look),
        weights: scaledMap(network.maps, place),
        ...noteOf(network, place),
      })),
    ),
  };
}

/** One row for each text and network; `look` is the text of every token, null for those that are not drawn. */
export function mapWords(
  samples: readonly MappedSample<readonly (string | null)[]>[],
  networks: readonly MappedNetwork[],
  text: DrawingText = GRAD_CAM,
): WordsDrawing {
  return {
    ...{ kind: "words", ...text },
    rows: samples.flatMap(({ place, name, look }) =>
      networks.map((network) => {
        const weights = scaledMap(network.maps, place);
        const pieces = look.flatMap((text, k) => (text === null ? [] : [{ text, weight: weights[k] ?? null }]));
        return { name: `${name}, ${network.name}`, pieces, ...noteOf(network, place) };
      }),
    ),
  };
}

/** One sample's map from 0 to 1. */
function scaledMap({ values, shape }: LocalisationMaps, place: number): number[] {
  const n = shape.reduce((all, size) => all * size, 1);
  const own = Array.from(values.subarray(place * n, (place + 1) * n));
  const most = own.reduce((largest, value) => Math.max(largest, value), 0);
  return most === 0 ? own : own.map((value) => value / most);
}

function noteOf({ answers }: MappedNetwork, place: number): { readonly note?: string } {
  const note = answers?.[place];
  return note === undefined ? {} : { note };
}
