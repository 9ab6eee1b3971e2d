// Pictures and masks to samples as units.

import { awaitEntry, type OnEntryFault, StillpointError, type UnitInput } from "@stillpoint/core";
import {
  emptyMaskNotes,
  type ImageFile,
  type ImageSample,
  imageAdapter,
  imagesOfFolder,
  type MaskFile,
  maskStem,
  type ObjectMask,
  readObjectMasks,
} from "@stillpoint/image";
import type { ShownSample } from "../fitted-samples.ts";
import { leftOut } from "../left-out.ts";
import { heldSample, type PictureForm } from "./held-picture.ts";
import type { PictureFiles, Size } from "./picture-files.ts";
import { passedOverNotes, refuseTwins } from "./picture-names.ts";
import { storedNotes } from "./stored-notes.ts";

export interface ImageSource extends PictureForm {
  readonly pictures: PictureFiles;
  /** Of the same names; without them objects are what is not transparent. */
  readonly masks?: PictureFiles;
  /** Whether all of a picture is its object; masks are not read then. */
  readonly alone?: boolean;
  /** Masks by the name of the part. */
  readonly parts: Readonly<Record<string, PictureFiles>>;
  /** What the network takes; undefined where it takes any size. */
  readonly size: Size | undefined;
  /** Only the first so many pictures. */
  readonly limit?: number;
  /** Whether a picture that cannot be read is an error even where at most one in ten is; false by default. */
  readonly strict?: boolean;
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
  const { pictures, alone = false } = source;
  const { names, note: unmaskedNote } = maskedPictures(source);
  const all = names.length + (pictures.faults?.length ?? 0);
  const bad = leftOut({ strict: source.strict ?? false, known: pictures.faults, all });
  const read = await readPictures(source, names, bad.onFault);
  const originals = read.map(({ original }) => original);
  refuseTwins(originals, pictures.place);
  const load = (files: PictureFiles): Promise<LoadedMasks> =>
    loadMasks(files, { loaded: originals, names: pictures.names }, source.size, bad.onFault);
  const objects = alone || source.masks === undefined ? undefined : await load(source.masks);
  const notes = [
    ...unmaskedNote,
    ...storedNotes(originals, !alone && source.masks === undefined),
    ...passedOverNotes(source),
  ];
  if (source.masks !== undefined && objects !== undefined)
    notes.push(...objects.notes, ...emptyMaskNotes(source.masks.place, objects.masks));
  const parts: [string, Map<string, ImageSample["mask"]>][] = [];
  const unmasked = new Set(objects?.unread ?? []);
  for (const [name, files] of Object.entries(source.parts)) {
    const loaded = await load(files);
    notes.push(...loaded.notes);
    for (const path of loaded.unread) unmasked.add(path);
    parts.push([name, new Map(loaded.masks.map(({ path, mask }) => [maskStem(path), mask]))]);
  }
  const images = read.filter(({ original }) => !unmasked.has(original.path)).map(({ image }) => image);
  const masks = alone ? images.map(wholeOf) : objects?.masks;
  const { normalisation } = source;
  // Nothing left is the fault of what is bad, not an empty folder.
  if (images.length === 0) bad.notes(pictures.place, "pictures", 0);

  const adapter = imageAdapter({ grid: source.grid, input: source.input, layout: source.layout });
  const files = new Map(images.map((image) => [maskStem(image.path), image]));
  const shared = new Map<string, UnitInput["unitOf"]>();
  const samples: ShownSample[] = [];
  for (const sample of imagesOfFolder({ images, normalisation, ...(masks ? { masks } : {}) }, bad.onFault)) {
    const { id, height, width, mask } = sample;
    const ofParts = parts.flatMap(([name, byStem]) => {
      const part = byStem.get(id);
      return part === undefined ? [] : [[name, part] as const];
    });
    const image: ImageSample = ofParts.length > 0 ? { ...sample, parts: Object.fromEntries(ofParts) } : sample;
    const { units, unitOf: own } = adapter.toUnits(image);
    // All pictures of one size have the same.
    const unitOf = shared.get(`${height}x${width}`) ?? own;
    shared.set(`${height}x${width}`, unitOf);
    const file = files.get(id);
    if (file !== undefined) samples.push(heldSample({ id, file, mask, units, unitOf }, source));
  }
  notes.push(...bad.notes(pictures.place, "pictures", samples.length));
  const measured = new Set(samples.map(({ info }) => info.id));
  const resized = originals.filter((image) => measured.has(maskStem(image.path)) && !fits(image, source.size)).length;
  return { samples, resized, notes };
}

/**
 * The pictures to be measured: where every mask belongs to a picture, but not every picture has one, those that have
 * (Pascal VOC marks one in six). Masks that belong to no picture mean other names, and leave all to be asked for theirs.
 */
function maskedPictures({ pictures, masks, alone = false, strict = false }: ImageSource): {
  readonly names: readonly string[];
  readonly note: readonly string[];
} {
  const { names, place } = pictures;
  if (masks === undefined || alone || strict) return { names, note: [] };
  const lastOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  const [stems, lasts] = [new Set(names.map(maskStem)), new Set(names.map((name) => lastOf(maskStem(name))))];
  const [marked, markedLasts] = [new Set<string>(), new Set<string>()];
  for (const mask of masks.names.map(maskStem)) {
    if (stems.has(mask)) marked.add(mask);
    else if (lasts.has(lastOf(mask))) markedLasts.add(lastOf(mask));
    else return { names, note: [] };
  }
  const chosen = names.filter((name) => marked.has(maskStem(name)) || markedLasts.has(lastOf(maskStem(name))));
  const without = names.length - chosen.length;
  if (without === 0 || chosen.length === 0) return { names, note: [] };
  return {
    names: chosen,
    note: [`${without} of ${names.length} pictures of ${place} have no mask in ${masks.place} and are left out`],
  };
}

/** What is known of a picture without its bytes. */
type PictureFacts = Omit<ImageFile, "bytes">;

/** A picture as it is stored, and as the network takes it. */
interface ReadPicture {
  readonly original: PictureFacts;
  readonly image: ImageFile;
}

async function readPictures(
  { pictures, size, normalisation, limit }: ImageSource,
  names: readonly string[],
  onFault: OnEntryFault | undefined,
): Promise<ReadPicture[]> {
  const channels = normalisation.mean.length === 1 ? 1 : 3;
  const read = async (name: string): Promise<ReadPicture> => {
    const original = await pictures.decode(name, { channels });
    if (size === undefined || fits(original, size)) return { original, image: original };
    const { bytes: _, ...facts } = original;
    return { original: facts, image: await pictures.decode(name, { channels, resize: { size, kernel: "cubic" } }) };
  };
  const found: ReadPicture[] = [];
  for (const name of names) {
    if (found.length === limit) break;
    found.push(...(await awaitEntry(() => read(name), onFault)));
  }
  return found;
}

function wholeOf({ path, height, width }: ImageFile): ObjectMask {
  return { path, height, width, mask: new Uint8Array(height * width).fill(1) };
}

interface LoadedMasks {
  readonly masks: readonly ObjectMask[];
  readonly notes: readonly string[];
  /** Paths of pictures whose masks cannot be read. */
  readonly unread: readonly string[];
}

/** The masks of the loaded pictures only (a folder may hold more), stretched as their pictures are. */
async function loadMasks(
  files: PictureFiles,
  pictures: { readonly loaded: readonly PictureFacts[]; readonly names: readonly string[] },
  size: Size | undefined,
  onFault: OnEntryFault | undefined,
): Promise<LoadedMasks> {
  const decode = async (name: string, picture: Size, to?: Size): Promise<MaskFile> =>
    files.decodeMask?.(name, to, picture) ??
    files.decode(name, to === undefined ? {} : { resize: { size: to, kernel: "nearest" } });
  const read = async (name: string, picture: PictureFacts): Promise<MaskFile> => {
    const mask = await decode(name, picture);
    if (mask.height !== picture.height || mask.width !== picture.width) {
      throw new StillpointError(
        "INPUT",
        `mask ${files.pathOf?.(name) ?? mask.path}: expected the ${picture.height}x${picture.width} pixels of ${picture.path}${turned(picture)}; got ${mask.height}x${mask.width}${turned(mask)}; make both the same size`,
      );
    }
    return fits(picture, size) ? mask : decode(name, picture, size);
  };
  const byStem = new Map(pictures.loaded.map((image) => [maskStem(image.path), image]));
  const known = new Set(pictures.names.map(maskStem));
  const byName = new Map([...byStem].map(([path, image]) => [path.split("/").at(-1), image]));
  const masks: MaskFile[] = [];
  const unread: string[] = [];
  for (const name of files.names) {
    const own = maskStem(name);
    // A picture's own mask is no other's, of the same name in another folder.
    const picture = byStem.get(own) ?? (known.has(own) ? undefined : byName.get(own.split("/").at(-1)));
    if (picture === undefined) continue;
    const found = await awaitEntry(() => read(name, picture), onFault);
    masks.push(...found);
    if (found.length === 0) unread.push(picture.path);
  }
  return { ...readObjectMasks(files.place, masks), unread };
}

function turned({ stored }: Pick<ImageFile, "stored">): string {
  return stored?.orientation === undefined ? "" : ` turned by its EXIF orientation ${stored.orientation}`;
}

function fits(image: Size, size: Size | undefined): boolean {
  return size === undefined || (image.height === size.height && image.width === size.width);
}
