// A folder of decoded pictures to samples: masks found by name, labels by folder.

import { ensure, type OnEntryFault, readEntry } from "@stillpoint/core";
import {
  checkBytes,
  type ImageBytes,
  maskFromAlpha,
  maskFromBytes,
  type Normalisation,
  pixelsFromBytes,
} from "./bytes.ts";
import type { ObjectMask } from "./object-mask.ts";
import type { ImageSample } from "./sample.ts";
import type { StoredForm } from "./stored-form.ts";

/** A decoded file. `path` is relative to the folder it came from, with `/` between names. */
export interface ImageFile extends ImageBytes {
  readonly path: string;
  /** How it was stored, where decoding changed it. */
  readonly stored?: StoredForm;
}

export interface LabelledImage extends ImageSample {
  /** Name of the folder the picture lies in; absent at the top level. */
  readonly label?: string;
}

export interface ImageFolder {
  readonly images: readonly ImageFile[];
  /** Without mask files the alpha channel of each picture is its mask. */
  readonly masks?: readonly (ImageFile | ObjectMask)[];
  readonly normalisation: Normalisation;
}

/** What a picture and its mask share: the path without extension and without a trailing `_mask`, `-mask` or `.mask`. */
export function maskStem(path: string): string {
  return path.replace(/\.[^./]+$/, "").replace(/[._-]mask$/i, "");
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * One sample per picture, in the order of their paths. A mask belongs to the picture with the same path up to the
 * extension, else to the only one with the same file name; `_mask` at its end is ignored.
 * Throws `INPUT` for an empty folder, two pictures of one name, a picture without mask, two masks for one picture and a mask of another size;
 * `onFault` is told of a picture without its one mask instead, which is left out.
 */
export function readImageFolder(folder: ImageFolder, onFault?: OnEntryFault): LabelledImage[] {
  return [...imagesOfFolder(folder, onFault)];
}

/** The same one after the other, so that not all pixels need be in memory. */
export function* imagesOfFolder(folder: ImageFolder, onFault?: OnEntryFault): Generator<LabelledImage> {
  const images = [...folder.images].sort((a, b) => (a.path < b.path ? -1 : 1));
  ensure(
    images.length > 0,
    "INPUT",
    () => "images: expected at least one picture; got an empty folder; check the path and the file types",
  );
  const byStem = group(folder.masks ?? [], (file) => maskStem(file.path));
  const stems = new Set(images.map(({ path }) => maskStem(path)));
  // A picture's own mask is no other's, of the same name in another folder.
  const others = (folder.masks ?? []).filter(({ path }) => !stems.has(maskStem(path)));
  const byName = group(others, (file) => nameOf(maskStem(file.path)));
  const twins = [...group(images, ({ path }) => maskStem(path)).values()].find(({ length }) => length > 1);
  ensure(
    twins === undefined,
    "INPUT",
    () =>
      `images: expected one picture of each name; got ${twins?.map(({ path }) => path).join(" and ")}; remove or rename one of them`,
  );
  const read = (image: ImageFile): LabelledImage => {
    checkBytes(`image ${image.path}`, image);
    const stem = maskStem(image.path);
    const found = byStem.get(stem) ?? byName.get(nameOf(stem)) ?? [];
    ensure(
      found.length < 2,
      "INPUT",
      () =>
        `image ${image.path}: expected one mask; got ${found.map((file) => file.path).join(", ")}; keep one of them`,
    );
    const parent = image.path.split("/").at(-2);
    return {
      id: stem,
      pixels: pixelsFromBytes(image, folder.normalisation),
      height: image.height,
      width: image.width,
      ...maskOf(image, found[0], folder.masks !== undefined),
      ...(parent === undefined ? {} : { label: parent }),
    };
  };
  for (const image of images) yield* readEntry(() => read(image), onFault);
}

function maskOf(
  image: ImageFile,
  file: ImageFile | ObjectMask | undefined,
  expectFile: boolean,
): Pick<ImageSample, "mask" | "border"> {
  if (file !== undefined) {
    ensure(
      file.height === image.height && file.width === image.width,
      "INPUT",
      () =>
        `mask ${file.path}: expected the ${image.height}x${image.width} pixels of ${image.path}; got ${file.height}x${file.width}; make both the same size`,
    );
    if (!("mask" in file)) return { mask: maskFromBytes(file) };
    return file.border === undefined ? { mask: file.mask } : { mask: file.mask, border: file.border };
  }
  const alpha = expectFile ? undefined : maskFromAlpha(image);
  ensure(
    alpha !== undefined,
    "INPUT",
    () =>
      `image ${image.path}: expected a mask ${expectFile ? "file of the same name" : "or a transparent background"}; got neither; give a mask for every picture`,
  );
  return { mask: alpha };
}

function group<File>(files: readonly File[], key: (file: File) => string): Map<string, File[]> {
  const groups = new Map<string, File[]>();
  for (const file of files) groups.set(key(file), [...(groups.get(key(file)) ?? []), file]);
  return groups;
}
