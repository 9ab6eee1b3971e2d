// Picture files on disk, decoded. The only place that knows picture formats.

import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { StillpointError } from "@stillpoint/core";
import type { ImageFile } from "@stillpoint/image";
import type { Decoding, PictureFiles } from "@stillpoint/preprocess";
import sharp from "sharp";

const EXTENSIONS = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;

/** The pictures below a folder, sorted. Throws `INPUT` for a missing or empty folder. */
export function pictureFolder(folder: string): PictureFiles {
  let entries: string[];
  try {
    if (!statSync(folder).isDirectory()) throw new Error("it is a file");
    entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "INPUT",
      `folder ${folder}: expected a folder of pictures; got ${reason}; check the path`,
      { cause },
    );
  }
  const found = entries.filter((name) => EXTENSIONS.test(name)).sort();
  if (found.length === 0) {
    throw new StillpointError(
      "INPUT",
      `folder ${folder}: expected PNG, JPEG or WebP pictures; got ${entries.length} other entries; check the path`,
    );
  }
  return { place: folder, names: found, decode: (name, decoding) => decodePicture(folder, name, decoding) };
}

async function decodePicture(
  folder: string,
  name: string,
  { channels = 3, resize }: Decoding = {},
): Promise<ImageFile> {
  const file = join(folder, name);
  try {
    const picture = sharp(file, { failOn: "error" }).toColourspace(channels === 1 ? "b-w" : "srgb");
    const sized = resize ? picture.resize({ ...resize.size, fit: "fill", kernel: resize.kernel }) : picture;
    const { data, info } = await sized.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const path = name.split(sep).join("/");
    return { path, height: info.height, width: info.width, channels: info.channels, bytes: new Uint8Array(data) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new StillpointError(
      "INPUT",
      `picture ${file}: expected an image file; got one that cannot be decoded (${reason}); remove or replace it`,
      { cause },
    );
  }
}
