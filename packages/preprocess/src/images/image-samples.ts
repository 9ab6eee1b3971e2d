// Pictures and masks to samples as units.

import { type Look, StillpointError, type UnitInput } from "@stillpoint/core";
import {
  bytesFromPixels,
  drawMask,
  drawPicture,
  type Grid,
  type ImageFile,
  type ImageSample,
  imageAdapter,
  maskFromBytes,
  type Normalisation,
  readImageFolder,
} from "@stillpoint/image";
import type { ShownSample } from "../fitted-samples.ts";
import type { PictureFiles, Size } from "./picture-files.ts";
import { bytesOf, type Layout, type PictureInput } from "./picture-input.ts";

export interface ImageSource {
  readonly pictures: PictureFiles;
  /** Of the same names; without them objects are what is not transparent. */
  readonly masks?: PictureFiles;
  /** Masks by the name of the part. */
  readonly parts: Readonly<Record<string, PictureFiles>>;
  readonly normalisation: Normalisation;
  readonly grid: Grid;
  /** The network's image input. */
  readonly input: string;
  readonly layout: Layout;
  /** What the input takes; normalised pixels unless given. */
  readonly type?: PictureInput["type"];
  /** How the perturbed tensor lies; as the input does unless given. */
  readonly perturbedLayout?: Layout;
  /** What the network takes; undefined where it takes any size. */
  readonly size: Size | undefined;
  /** Only the first so many pictures. */
  readonly limit?: number;
}

/** What was done to pictures that do not have the network's size. */
export interface LoadedSamples {
  readonly samples: readonly ShownSample[];
  /** Pictures stretched to the network's size. */
  readonly resized: number;
}

/** Pictures with masks and parts as units. A sample's group is its top folder, `all` without one. Throws `INPUT`. */
export async function imageSamples(source: ImageSource): Promise<LoadedSamples> {
  const channels = source.normalisation.mean.length === 1 ? 1 : 3;
  const originals: ImageFile[] = [];
  const { pictures } = source;
  for (const name of pictures.names.slice(0, source.limit ?? Number.POSITIVE_INFINITY)) {
    originals.push(await pictures.decode(name, { channels }));
  }
  const sizes = new Map(originals.map((image) => [stem(image.path), image]));
  const images: ImageFile[] = [];
  for (const image of originals) {
    const resize = fits(image, source.size) ? undefined : { size: source.size!, kernel: "cubic" as const };
    images.push(resize ? await pictures.decode(image.path, { channels, resize }) : image);
  }
  const masks = source.masks === undefined ? undefined : await loadMasks(source.masks, sizes, source.size);
  const folder = readImageFolder({ images, normalisation: source.normalisation, ...(masks ? { masks } : {}) });
  const parts: [string, Map<string, Float32Array>][] = [];
  for (const [name, files] of Object.entries(source.parts)) {
    const loaded = await loadMasks(files, sizes, source.size);
    parts.push([name, new Map(loaded.map((mask) => [maskStem(mask.path), maskFromBytes(mask)]))]);
  }

  const adapter = imageAdapter({ grid: source.grid, input: source.input, layout: source.layout });
  const samples = folder.map((sample) => {
    const own = parts.flatMap(([name, byStem]) => {
      const mask = byStem.get(sample.id);
      return mask === undefined ? [] : [[name, mask] as const];
    });
    const image: ImageSample = own.length > 0 ? { ...sample, parts: Object.fromEntries(own) } : sample;
    const input = fitted(adapter.toUnits(image), source);
    const group = sample.id.includes("/") ? sample.id.split("/")[0]! : "all";
    const look = lookOf(image, source.grid, source.normalisation);
    return { input, info: { id: sample.id, group, units: input.units }, look };
  });
  return { samples, resized: originals.filter((image) => !fits(image, source.size)).length };
}

/** Bytes where the network takes those, and units that lie as the perturbed tensor does. */
function fitted(units: UnitInput, source: ImageSource): UnitInput {
  const { input, layout, type = "float32", perturbedLayout = layout } = source;
  const tensor = units.inputs[input];
  const inputs = type === "float32" || tensor === undefined ? units.inputs : { [input]: bytesOf(tensor, type) };
  if (perturbedLayout === layout) return { ...units, inputs };
  // [1, H, W] where channels come first, [H, W, 1] where last.
  const { data, shape } = units.unitOf;
  return {
    ...units,
    inputs,
    unitOf: { data, shape: layout === "channels-first" ? [...shape.slice(1), 1] : [1, ...shape.slice(0, 2)] },
  };
}

function lookOf({ id, pixels, mask, height, width }: ImageSample, grid: Grid, normalisation: Normalisation): Look {
  const title = id.split("/").at(-1) ?? id;
  const [rows, cols] = grid === "pixel" ? [height, width] : grid;
  return {
    title,
    layout: { kind: "grid", rows, cols },
    picture: () => drawPicture(bytesFromPixels(pixels, height, width, normalisation), title),
    annotation: () => drawMask(mask, height, width, `object mask of ${title}`),
  };
}

/** The masks of the loaded pictures only (a folder may hold more), stretched as their pictures are. */
async function loadMasks(
  files: PictureFiles,
  pictures: ReadonlyMap<string, ImageFile>,
  size: Size | undefined,
): Promise<ImageFile[]> {
  const byName = new Map([...pictures].map(([path, image]) => [path.split("/").at(-1), image]));
  const masks: ImageFile[] = [];
  for (const name of files.names) {
    const mask = await files.decode(name);
    const own = maskStem(mask.path);
    const picture = pictures.get(own) ?? byName.get(own.split("/").at(-1));
    if (picture === undefined) continue;
    if (mask.height !== picture.height || mask.width !== picture.width) {
      throw new StillpointError(
        "INPUT",
        `mask ${mask.path}: expected the ${picture.height}x${picture.width} pixels of ${picture.path}; got ${mask.height}x${mask.width}; make both the same size`,
      );
    }
    if (/\.jpe?g$/i.test(name)) {
      throw new StillpointError(
        "INPUT",
        `mask ${mask.path}: expected a format that keeps every value; got JPEG, which smears edges into the background; save masks as PNG`,
      );
    }
    masks.push(fits(picture, size) ? mask : await files.decode(name, { resize: { size: size!, kernel: "nearest" } }));
  }
  return masks;
}

function fits(image: Size, size: Size | undefined): boolean {
  return size === undefined || (image.height === size.height && image.width === size.width);
}

function stem(path: string): string {
  return path.replace(/\.[^./]+$/, "");
}

/** As `stem`, without the `_mask` that marks a mask. */
function maskStem(path: string): string {
  return stem(path).replace(/[._-]mask$/i, "");
}
