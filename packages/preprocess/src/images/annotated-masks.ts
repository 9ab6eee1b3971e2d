// Masks drawn from annotations: COCO's polygons and run lengths, boxes of Pascal VOC, ILSVRC and CUB.

import { StillpointError } from "@stillpoint/core";
import { maskOfRegions, type PictureRegion, stretchedMask } from "@stillpoint/image";
import type { PictureFiles, Size } from "./picture-files.ts";

/** One picture's regions. */
export interface AnnotatedPicture {
  /** Of the picture, `/` between its parts, its ending or another. */
  readonly path: string;
  /** As the annotation has it; absent where it says nothing. */
  readonly size?: Size;
  readonly regions: readonly PictureRegion[];
}

/** Masks of annotated pictures; `place` is the annotation's, for messages. All objects of a picture are its object. */
export function annotatedMasks(place: string, pictures: readonly AnnotatedPicture[]): PictureFiles {
  const byName = new Map(pictures.map((own) => [own.path, own] as const));
  const of = (name: string): AnnotatedPicture => {
    const own = byName.get(name);
    if (own !== undefined) return own;
    throw new StillpointError("INPUT", `masks ${place}: expected one of its pictures; got ${name}; check --masks`);
  };
  const drawn = (name: string, size: Size | undefined, picture: Size | undefined) => {
    const { path, regions, size: own = picture } = of(name);
    if (own === undefined)
      throw new StillpointError(
        "INPUT",
        `masks ${place}: expected the size of ${path}; got none; masks of boxes are drawn beside their pictures`,
      );
    const mask = maskOfRegions(path, regions, own, `masks ${place}`);
    return size === undefined ? mask : stretchedMask(mask, size);
  };
  return {
    place,
    names: pictures.map(({ path }) => path),
    decode: async (name, { resize } = {}) => {
      const mask = drawn(name, resize?.size, resize?.size);
      return { ...mask, bytes: Uint8Array.from(mask.bytes) };
    },
    decodeMask: async (name, size, picture) => drawn(name, size, picture),
  };
}
