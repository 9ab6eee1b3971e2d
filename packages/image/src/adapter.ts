// Pictures as units: patches of any grid or single pixels, in three states.

import { ensure, type ModalityAdapter, type Region, type Tensor, type Unit, type UnitInput } from "@stillpoint/core";
import { type Cells, cellOfPixels, cellsOf, coverage, type Grid } from "./grid.ts";
import { checkSample, type ImageSample } from "./sample.ts";

export interface ImageAdapterOptions {
  /** Rows and columns of patches, or `"pixel"`. */
  readonly grid: Grid;
  /** Name of the network's image input; `"input"` by default. */
  readonly input?: string;
  /** `"channels-first"` networks take [1, C, H, W] (default), `"channels-last"` ones [1, H, W, C]. */
  readonly layout?: "channels-first" | "channels-last";
  /** A cell is foreground where the object covers more than this share of it; 0.25 by default. */
  readonly foregroundCoverage?: number;
  /** A cell is background where the object covers at most this share; between the two it is border; 0.02 by default. */
  readonly backgroundCoverage?: number;
  /** A background cell belongs to a part where that covers more than this share; 0.25 by default. */
  readonly partCoverage?: number;
}

/**
 * Cuts a picture into grid cells, each with one noise level for all its pixels and channels.
 *
 * Cells are foreground, background or border by the share of the object's mask in them; half-covered cells must not
 * count as background, where they would pass for background knowledge; nor must cells on the sample's own border, which
 * counts as if the object could be there. Background cells on a named part carry its name.
 *
 * Throws `RANGE` for thresholds out of order and a grid finer than the picture, `SHAPE`, `NOT_FINITE` and `RANGE` for
 * samples whose arrays do not fit.
 */
export function imageAdapter(options: ImageAdapterOptions): ModalityAdapter<ImageSample> {
  const { grid, input = "input", layout = "channels-first" } = options;
  const { foregroundCoverage = 0.25, backgroundCoverage = 0.02, partCoverage = 0.25 } = options;
  ensure(
    backgroundCoverage >= 0 && backgroundCoverage <= foregroundCoverage && foregroundCoverage < 1,
    "RANGE",
    () =>
      `coverage: expected 0 <= background <= foreground < 1; got ${backgroundCoverage} and ${foregroundCoverage}; swap or lower them`,
  );
  ensure(
    partCoverage >= 0 && partCoverage < 1,
    "RANGE",
    () => `partCoverage: expected 0 <= share < 1; got ${partCoverage}; pass for example 0.25`,
  );

  const regionOf = (share: number, unsaid: number): Region =>
    share > foregroundCoverage ? "foreground" : share + unsaid <= backgroundCoverage ? "background" : "border";

  // Of thousands of pictures most units are alike: one record serves them all.
  const known = new Map<string, Unit>();
  const shared = (unit: Unit): Unit => {
    const key = `${unit.label} ${unit.region} ${unit.part ?? ""}`;
    const found = known.get(key);
    if (found === undefined) known.set(key, unit);
    return found ?? unit;
  };

  const unitsOf = (sample: ImageSample, cells: Cells): Unit[] => {
    const object = coverage(cells, sample.mask);
    const unsaid = sample.border === undefined ? undefined : coverage(cells, sample.border);
    const parts = Object.entries(sample.parts ?? {}).map(([name, mask]) => ({ name, share: coverage(cells, mask) }));
    return Array.from(object, (share, cell) => {
      const region = regionOf(share, unsaid?.[cell] ?? 0);
      const place = `(${Math.floor(cell / cells.columns)}, ${cell % cells.columns})`;
      const label = grid === "pixel" ? `pixel ${place}` : `patch ${place}`;
      if (region !== "background") return shared({ label, region });
      const best = parts.reduce((top, part) => Math.max(top, part.share[cell]!), partCoverage);
      const part = parts.find(({ share: shares }) => shares[cell]! > partCoverage && shares[cell] === best);
      return shared(part === undefined ? { label, region } : { label, region, part: part.name });
    });
  };

  const toUnits = (sample: ImageSample): UnitInput => {
    checkSample(sample);
    const { height, width } = sample;
    const cells = cellsOf(grid, height, width);
    return {
      inputs: { [input]: imageTensor(sample, layout) },
      unitOf: {
        data: cellOfPixels(cells),
        shape: layout === "channels-first" ? [1, height, width] : [height, width, 1],
      },
      units: unitsOf(sample, cells),
    };
  };
  return { modality: "image", toUnits };
}

/** Pixels `[C, H, W]` as a network takes them: `[1, C, H, W]`, or `[1, H, W, C]` where channels come last; a copy. */
export function imageTensor(
  { pixels, height, width }: Pick<ImageSample, "pixels" | "height" | "width">,
  layout: NonNullable<ImageAdapterOptions["layout"]>,
): Tensor {
  const channels = pixels.length / (height * width);
  return layout === "channels-first"
    ? { type: "float32", shape: [1, channels, height, width], data: pixels.slice() }
    : { type: "float32", shape: [1, height, width, channels], data: channelsLast(pixels, channels) };
}

/** [C, H, W] -> [H, W, C]. */
function channelsLast(pixels: Float32Array, channels: number): Float32Array {
  const area = pixels.length / channels;
  const turned = new Float32Array(pixels.length);
  for (let c = 0; c < channels; c++) for (let p = 0; p < area; p++) turned[p * channels + c] = pixels[c * area + p]!;
  return turned;
}
