// Which axes of a layer are places and which are features.

import { ensure } from "@stillpoint/core";

export interface MapLayout {
  readonly features: number;
  /** `[H, W]` of a picture, `[n]` of points or tokens. */
  readonly places: readonly number[];
  /** Whether the features are the first axis of a sample. */
  readonly featuresFirst: boolean;
}

/** The most channels a picture has. */
const CHANNELS = 4;

/**
 * How one sample of a layer `[C, H, W]`, `[H, W, C]`, `[n, C]` or `[C, n]` lies. Of pictures it is laid out as the input is;
 * of points and tokens the axis as long as the input's first is the places', the first one where both are or neither is.
 * `featuresFirst` says it where this is not so. Throws `StillpointError SHAPE` for a layer without places.
 */
export function mapLayout(
  layer: readonly number[],
  input: readonly number[],
  featuresFirst: boolean = layer.length === 3 ? isFirst(input) : layer[0] !== input[0] && layer[1] === input[0],
): MapLayout {
  ensure(
    layer.length === 2 || layer.length === 3,
    "SHAPE",
    () => `layer: expected one of places and features; got ${layer.join("x")}; choose a map or a sequence`,
  );
  const features = featuresFirst ? layer[0]! : layer.at(-1)!;
  return { features, places: featuresFirst ? layer.slice(1) : layer.slice(0, -1), featuresFirst };
}

/** Whether a picture `[C, H, W]` has its channels first. */
function isFirst(input: readonly number[]): boolean {
  return input.length !== 3 || input[0]! <= CHANNELS || input[2]! > CHANNELS;
}

/** Height and width of a picture's sample; undefined for anything else. */
export function pictureSize(input: readonly number[]): readonly [number, number] | undefined {
  if (input.length !== 3) return undefined;
  return isFirst(input) ? [input[1]!, input[2]!] : [input[0]!, input[1]!];
}
