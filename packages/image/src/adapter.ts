// Pictures as units: patches of any grid or single pixels, in three states.

import { ensure, type ModalityAdapter, type Region, type Unit, type UnitInput } from "@stillpoint/core";
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

  const unitsOf = (sample: ImageSample, cells: Cells): Unit[] => {
    const object = coverage(cells, sample.mask);
    const unsaid = sample.border === undefined ? undefined : coverage(cells, sample.border);
    const parts = Object.entries(sample.parts ?? {}).map(([name, mask]) => ({ name, share: coverage(cells, mask) }));
    return Array.from(object, (share, cell) => {
      const region = regionOf(share, unsaid?.[cell] ?? 0);
      const place = `(${Math.floor(cell / cells.columns)}, ${cell % cells.columns})`;
      const label = grid === "pixel" ? `pixel ${place}` : `patch ${place}`;
      if (region !== "background") return { label, region };
      const best = parts.reduce((top, part) => Math.max(top, part.share[cell]!), partCoverage);
      const part = parts.find(({ share: shares }) => shares[cell]! > partCoverage && shares[cell] === best);
      return part === undefined ? { label, region } : { label, region, part: part.name };
    });
  };

  const toUnits = (sample: ImageSample): UnitInput => {
    const channels = checkSample(sample);
    const { height, width, pixels } = sample;
    const cells = cellsOf(grid, height, width);
    const first = layout === "channels-first";
    return {
      inputs: {
        [input]: {
          type: "float32",
          shape: first ? [1, channels, height, width] : [1, height, width, channels],
          data: first ? pixels.slice() : channelsLast(pixels, channels),
        },
      },
      unitOf: { data: cellOfPixels(cells), shape: first ? [1, height, width] : [height, width, 1] },
      units: unitsOf(sample, cells),
    };
  };
  return { modality: "image", toUnits };
}

/** [C, H, W] -> [H, W, C]. */
function channelsLast(pixels: Float32Array, channels: number): Float32Array {
  const area = pixels.length / channels;
  const turned = new Float32Array(pixels.length);
  for (let c = 0; c < channels; c++) for (let p = 0; p < area; p++) turned[p * channels + c] = pixels[c * area + p]!;
  return turned;
}
