// A folder of decoded pictures to samples: masks found by name, labels by folder.

import { ensure } from "@stillpoint/core";
import {
  checkBytes,
  type ImageBytes,
  maskFromAlpha,
  maskFromBytes,
  type Normalisation,
  pixelsFromBytes,
} from "./bytes.ts";
import type { ImageSample } from "./sample.ts";

/** A decoded file. `path` is relative to the folder it came from, with `/` between names. */
export interface ImageFile extends ImageBytes {
  readonly path: string;
}

export interface LabelledImage extends ImageSample {
  /** Name of the folder the picture lies in; absent at the top level. */
  readonly label?: string;
}

export interface ImageFolder {
  readonly images: readonly ImageFile[];
  /** Without mask files the alpha channel of each picture is its mask. */
  readonly masks?: readonly ImageFile[];
  readonly normalisation: Normalisation;
}

/** Path without extension and without a trailing `_mask`, `-mask` or `.mask`. */
const stemOf = (path: string): string => path.replace(/\.[^./]+$/, "").replace(/[._-]mask$/i, "");

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * One sample per picture, in the order of their paths. A mask belongs to the picture with the same path up to the
 * extension, else to the only one with the same file name; `_mask` at its end is ignored.
 * Throws `INPUT` for an empty folder, a picture without mask, two masks for one picture and a mask of another size.
 */
export function readImageFolder(folder: ImageFolder): LabelledImage[] {
  const images = [...folder.images].sort((a, b) => (a.path < b.path ? -1 : 1));
  ensure(
    images.length > 0,
    "INPUT",
    () => "images: expected at least one picture; got an empty folder; check the path and the file types",
  );
  const byStem = group(folder.masks ?? [], (file) => stemOf(file.path));
  const byName = group(folder.masks ?? [], (file) => nameOf(stemOf(file.path)));
  return images.map((image) => {
    checkBytes(`image ${image.path}`, image);
    const stem = stemOf(image.path);
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
      mask: maskOf(image, found[0], folder.masks !== undefined),
      ...(parent === undefined ? {} : { label: parent }),
    };
  });
}

function maskOf(image: ImageFile, file: ImageFile | undefined, expectFile: boolean): Float32Array {
  if (file !== undefined) {
    ensure(
      file.height === image.height && file.width === image.width,
      "INPUT",
      () =>
        `mask ${file.path}: expected the ${image.height}x${image.width} pixels of ${image.path}; got ${file.height}x${file.width}; make both the same size`,
    );
    return maskFromBytes(file);
  }
  const alpha = expectFile ? undefined : maskFromAlpha(image);
  ensure(
    alpha !== undefined,
    "INPUT",
    () =>
      `image ${image.path}: expected a mask ${expectFile ? "file of the same name" : "or a transparent background"}; got neither; give a mask for every picture`,
  );
  return alpha;
}

function group(files: readonly ImageFile[], key: (file: ImageFile) => string): Map<string, ImageFile[]> {
  const groups = new Map<string, ImageFile[]>();
  for (const file of files) groups.set(key(file), [...(groups.get(key(file)) ?? []), file]);
  return groups;
}
