// Some of a study's samples.

import { takeInputs } from "@stillpoint/distill";
import type { StudySamples } from "./matter.ts";

/** The samples at these places, in their order. */
export function takenSamples({ inputs, labels, names }: StudySamples, places: readonly number[]): StudySamples {
  return {
    inputs: takeInputs(inputs, [...places]),
    labels: Int32Array.from(places, (place) => labels[place] ?? -1),
    names: places.map((place) => names[place] ?? String(place)),
  };
}
