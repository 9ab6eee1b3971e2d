// A table of files on disk, in place of a folder.

import { dirname } from "node:path";
import { maskStem } from "@stillpoint/image";
import {
  type ClassLabels,
  type ListedClouds,
  type ListedPictures,
  listedClouds,
  listedPictures,
  manifestLabels,
  readManifest,
  stem,
} from "@stillpoint/preprocess";
import { readBelow } from "./folder-files.ts";
import { pictureDecoder } from "./picture-folder.ts";
import { readTextFile } from "./text-file.ts";

/** Classes of a table's samples by their ids, where it has any. */
export interface Labelled {
  readonly labelsOf: (ids: readonly string[]) => ClassLabels | undefined;
}

/** Whether a path is one of a table. */
export function isManifest(path: string): boolean {
  return /\.(csv|tsv)$/i.test(path);
}

/** The pictures that a table lists, their masks and classes. Throws `INPUT`. */
export function manifestPictures(path: string): ListedPictures & Labelled {
  const manifest = readManifest(readTextFile(path));
  const folder = dirname(path);
  return {
    ...listedPictures(manifest, folder, pictureDecoder(folder)),
    labelsOf: (ids) => manifestLabels(manifest, ids, maskStem),
  };
}

/** The shapes that a table lists, their regions and classes. Throws `INPUT`. */
export function manifestClouds(path: string): ListedClouds & Labelled {
  const manifest = readManifest(readTextFile(path));
  const place = dirname(path);
  return {
    ...listedClouds(manifest, { place, read: readBelow(place, "--data") }),
    labelsOf: (ids) => manifestLabels(manifest, ids, stem),
  };
}
