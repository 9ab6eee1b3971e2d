// Names of picture files: twins and leftovers of operating systems.

import { StillpointError } from "@stillpoint/core";
import { stem } from "../file-names.ts";
import type { PictureFiles } from "./picture-files.ts";

/** Throws `INPUT` for two pictures of one name: they would share a mask and an id. */
export function refuseTwins(images: readonly { readonly path: string }[], place: string): void {
  const seen = new Map<string, string>();
  for (const { path } of images) {
    const name = stem(path);
    const twin = seen.get(name);
    if (twin !== undefined) {
      throw new StillpointError(
        "INPUT",
        `pictures ${place}: expected one picture of each name; got ${twin} and ${path}; remove or rename one of them`,
      );
    }
    seen.set(name, path);
  }
}

/** One note for all files that only look like pictures. */
export function passedOverNotes(source: {
  readonly pictures: PictureFiles;
  readonly masks?: PictureFiles;
  readonly parts: Readonly<Record<string, PictureFiles>>;
}): string[] {
  const { pictures, masks, parts } = source;
  const names = [pictures, masks, ...Object.values(parts)].flatMap((files) => files?.passedOver ?? []);
  if (names.length === 0) return [];
  return [`${names.length} hidden files passed over, such as ${names[0]}`];
}
