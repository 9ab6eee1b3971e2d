// Pictures and masks to samples as units.

import { type Look, StillpointError, type UnitInput } from "@stillpoint/core";
import {
  bytesFromPixels,
  drawMask,
  drawPicture,
  emptyMaskNotes,
  type Grid,
  type ImageFile,
  type ImageSample,
  imageAdapter,
  type MaskFile,
  maskStem,
  type Normalisation,
  type ObjectMask,
  readImageFolder,
  readObjectMasks,
} from "@stillpoint/image";
import { topFolder } from "../file-names.ts";
import type { ShownSample } from "../fitted-samples.ts";
import type { PictureFiles, Size } from "./picture-files.ts";
import { bytesOf, type Layout, type PictureInput } from "./picture-input.ts";
import { passedOverNotes, refuseTwins } from "./picture-names.ts";
import { storedNotes } from "./stored-notes.ts";

export interface ImageSource {
  readonly pictures: PictureFiles;
  /** Of the same names; without them objects are what is not transparent. */
  readonly masks?: PictureFiles;
  /** Whether all of a picture is its object; masks are not read then. */
  readonly alone?: boolean;
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

export interface LoadedSamples {
  readonly samples: readonly ShownSample[];
  /** Pictures stretched to the network's size. */
  readonly resized: number;
  /** How files were read where it is not plain, a sentence each. */
  readonly notes: readonly string[];
}

/** Pictures with masks and parts as units. A sample's group is its top folder, `all` without one. Throws `INPUT`. */
export async function imageSamples(source: ImageSource): Promise<LoadedSamples> {
  const channels = source.normalisation.mean.length === 1 ? 1 : 3;
  const originals: ImageFile[] = [];
  const { pictures } = source;
  for (const name of pictures.names.slice(0, source.limit ?? Number.POSITIVE_INFINITY)) {
    originals.push(await pictures.decode(name, { channels }));
  }
  refuseTwins(originals, pictures.place);
  const sizes = new Map(originals.map((image) => [maskStem(image.path), image]));
  const images: ImageFile[] = [];
  for (const image of originals) {
    const resize = fits(image, source.size) ? undefined : { size: source.size!, kernel: "cubic" as const };
    images.push(resize ? await pictures.decode(image.path, { channels, resize }) : image);
  }
  const { alone = false } = source;
  const objects = alone || source.masks === undefined ? undefined : await loadMasks(source.masks, sizes, source.size);
  const notes = [...storedNotes(originals, !alone && source.masks === undefined), ...passedOverNotes(source)];
  if (source.masks !== undefined && objects !== undefined)
    notes.push(...objects.notes, ...emptyMaskNotes(source.masks.place, objects.masks));
  const masks = alone ? images.map(wholeOf) : objects?.masks;
  const folder = readImageFolder({ images, normalisation: source.normalisation, ...(masks ? { masks } : {}) });
  const parts: [string, Map<string, Float32Array>][] = [];
  for (const [name, files] of Object.entries(source.parts)) {
    const loaded = await loadMasks(files, sizes, source.size);
    notes.push(...loaded.notes);
    parts.push([name, new Map(loaded.masks.map(({ path, mask }) => [maskStem(path), mask]))]);
  }

  const adapter = imageAdapter({ grid: source.grid, input: source.input, layout: source.layout });
  const samples = folder.map((sample) => {
    const own = parts.flatMap(([name, byStem]) => {
      const mask = byStem.get(sample.id);
      return mask === undefined ? [] : [[name, mask] as const];
    });
    const image: ImageSample = own.length > 0 ? { ...sample, parts: Object.fromEntries(own) } : sample;
    const input = fitted(adapter.toUnits(image), source);
    const group = topFolder(sample.id) ?? "all";
    const look = lookOf(image, source.grid, source.normalisation);
    return { input, info: { id: sample.id, group, units: input.units }, look };
  });
  return { samples, resized: originals.filter((image) => !fits(image, source.size)).length, notes };
}

function wholeOf({ path, height, width }: ImageFile): ObjectMask {
  return { path, height, width, mask: new Float32Array(height * width).fill(1) };
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
): Promise<{ masks: readonly ObjectMask[]; notes: readonly string[] }> {
  const decode = async (name: string, picture: Size, to?: Size): Promise<MaskFile> =>
    files.decodeMask?.(name, to, picture) ??
    files.decode(name, to === undefined ? {} : { resize: { size: to, kernel: "nearest" } });
  const byName = new Map([...pictures].map(([path, image]) => [path.split("/").at(-1), image]));
  const masks: MaskFile[] = [];
  for (const name of files.names) {
    const own = maskStem(name);
    const picture = pictures.get(own) ?? byName.get(own.split("/").at(-1));
    if (picture === undefined) continue;
    const mask = await decode(name, picture);
    if (mask.height !== picture.height || mask.width !== picture.width) {
      throw new StillpointError(
        "INPUT",
        `mask ${mask.path}: expected the ${picture.height}x${picture.width} pixels of ${picture.path}${turned(picture)}; got ${mask.height}x${mask.width}${turned(mask)}; make both the same size`,
      );
    }
    masks.push(fits(picture, size) ? mask : await decode(name, picture, size));
  }
  return readObjectMasks(files.place, masks);
}

function turned({ stored }: Pick<ImageFile, "stored">): string {
  return stored?.orientation === undefined ? "" : ` turned by its EXIF orientation ${stored.orientation}`;
}

function fits(image: Size, size: Size | undefined): boolean {
  return size === undefined || (image.height === size.height && image.width === size.width);
}
