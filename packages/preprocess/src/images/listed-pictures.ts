// The pictures that a table lists.

import { listedPath, type Manifest, type ManifestEntry } from "../manifest.ts";
import type { PictureFiles } from "./picture-files.ts";

/** How pictures and masks are decoded, by their path in the manifest. */
export type PictureDecoder = Pick<Required<PictureFiles>, "decode" | "decodeMask">;

export interface ListedPictures {
  readonly pictures: PictureFiles;
  /** Absent where no line names one. */
  readonly masks?: PictureFiles;
  readonly parts: Readonly<Record<string, PictureFiles>>;
}

/** The pictures of a manifest in a folder, each with its own mask whatever that is called. */
export function listedPictures(
  { place, entries, faults }: Manifest,
  folder: string,
  decoder: PictureDecoder,
): ListedPictures {
  const masksOf = (of: (entry: ManifestEntry) => string | undefined): PictureFiles | undefined => {
    const paths = new Map(
      entries.flatMap((entry) => {
        const path = of(entry);
        return path === undefined ? [] : [[entry.file, path] as const];
      }),
    );
    if (paths.size === 0) return undefined;
    return {
      place,
      names: [...paths.keys()],
      pathOf: (name) => listedPath(folder, paths.get(name) ?? name),
      decode: async (name, decoding) => ({ ...(await decoder.decode(paths.get(name) ?? name, decoding)), path: name }),
      decodeMask: async (name, size, picture) => ({
        ...(await decoder.decodeMask(paths.get(name) ?? name, size, picture)),
        path: name,
      }),
    };
  };
  const names = [...new Set(entries.flatMap(({ parts }) => Object.keys(parts)))];
  const masks = masksOf(({ mask }) => mask);
  const parts = names.flatMap((name) => {
    const own = masksOf((entry) => entry.parts[name]);
    return own === undefined ? [] : [[name, own] as const];
  });
  return {
    pictures: { place, names: entries.map(({ file }) => file), decode: decoder.decode, faults },
    ...(masks === undefined ? {} : { masks }),
    parts: Object.fromEntries(parts),
  };
}
