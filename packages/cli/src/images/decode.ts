// Picture files to bytes. The only place that knows file formats.

import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { StillpointError } from "@stillpoint/core";
import type { ImageFile } from "@stillpoint/image";
import sharp from "sharp";

const EXTENSIONS = /\.(png|jpe?g|webp|gif|tiff?|avif|bmp)$/i;

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** Paths of the pictures below a folder, sorted. Throws `INPUT` for a missing or empty folder. */
export function pictureFiles(folder: string): string[] {
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
  return found.map((name) => join(folder, name));
}

/**
 * Decodes one picture; `size` resizes it (bicubic, or nearest for masks). Throws `INPUT` for a file that is not one.
 */
export async function decodePicture(
  file: string,
  folder: string,
  resize?: { readonly size: Size; readonly kernel: "cubic" | "nearest" },
): Promise<ImageFile> {
  try {
    const picture = sharp(file, { failOn: "error" }).toColourspace("srgb");
    const sized = resize ? picture.resize({ ...resize.size, fit: "fill", kernel: resize.kernel }) : picture;
    const { data, info } = await sized.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const path = relative(folder, file).split(sep).join("/");
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
