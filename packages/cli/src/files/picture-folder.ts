// Picture files on disk, decoded. The only place that knows picture formats.

import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { sep } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { type ImageFile, type MaskFile, paletteIndices, type StoredForm } from "@stillpoint/image";
import type { Decoding, PictureDecoder, PictureFiles, Size } from "@stillpoint/preprocess";
import sharp, { type Metadata } from "sharp";
import { fileFault } from "./file-fault.ts";
import { filesBelow } from "./files-below.ts";
import { fileIn } from "./folder-files.ts";
import { isHidden } from "./hidden-files.ts";
import { ensureRegular } from "./regular-file.ts";

const EXTENSIONS = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;

/** The pictures below a folder, sorted. Throws `INPUT` for a missing or empty folder. */
export function pictureFolder(folder: string): PictureFiles {
  let entries: string[];
  try {
    if (!statSync(folder).isDirectory()) throw new Error("it is a file");
    entries = filesBelow(folder);
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `folder ${folder}: expected a folder of pictures; got ${fileFault(cause)}; check the path`,
      { cause },
    );
  }
  const pictures = entries.filter((name) => EXTENSIONS.test(name)).sort();
  const found = pictures.filter((name) => !isHidden(name));
  if (found.length === 0) {
    throw new StillpointError(
      "INPUT",
      `folder ${folder}: expected PNG, JPEG or WebP pictures; got ${entries.length} other entries; check the path`,
    );
  }
  return { place: folder, names: found, passedOver: pictures.filter(isHidden), ...pictureDecoder(folder) };
}

/** Pictures and masks by their paths, which are relative to a folder or absolute. */
export function pictureDecoder(folder: string): PictureDecoder {
  return {
    decode: (name, decoding) => decodePicture(folder, name, decoding),
    decodeMask: (name, size) => decodeMask(folder, name, size),
  };
}

async function decodePicture(
  folder: string,
  name: string,
  { channels = 3, resize }: Decoding = {},
): Promise<ImageFile> {
  const file = fileIn(folder, name);
  return decoded(`picture ${file}`, async () => {
    ensureRegular(file);
    const source = sharp(file, { failOn: "error" });
    const stored = storedForm(await source.metadata());
    const picture = source.autoOrient().toColourspace(channels === 1 ? "b-w" : "srgb");
    const sized = resize ? picture.resize({ ...resize.size, fit: "fill", kernel: resize.kernel }) : picture;
    const { data, info } = await sized.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const bytes = new Uint8Array(data);
    const transparent =
      info.channels % 2 === 0 && bytes.some((value, k) => k % info.channels === info.channels - 1 && value < 255);
    const form: StoredForm = { ...stored, ...(transparent ? { transparent } : {}) };
    return {
      path: slashed(name),
      height: info.height,
      width: info.width,
      channels: info.channels,
      bytes,
      ...(Object.keys(form).length === 0 ? {} : { stored: form }),
    };
  });
}

/** What decoding changes. Throws for numbers that are no colours. */
function storedForm({ orientation = 1, pages = 1, depth, space }: Metadata): StoredForm {
  if (depth !== "uchar" && depth !== "ushort") throw new Error(`numbers of type ${depth}, not 8 or 16 bits`);
  const plain = ["srgb", "rgb", "b-w", "rgb16", "grey16"].includes(space);
  return {
    ...(orientation > 1 ? { orientation } : {}),
    ...(pages > 1 ? { pages } : {}),
    ...(depth === "ushort" ? { bits: 16 } : {}),
    ...(plain ? {} : { space }),
  };
}

/** What a decoder says becomes one sentence that names the file. */
async function decoded<T>(subject: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new StillpointError(
      "INPUT",
      `${subject}: expected an image file; got one that cannot be decoded (${reason}); remove or replace it`,
      { cause },
    );
  }
}

/** Numbers as stored: no colour management, no rounding of 16 bits; palettes by index too. */
async function decodeMask(folder: string, name: string, size?: Size): Promise<MaskFile> {
  const file = fileIn(folder, name);
  return decoded(`mask ${file}`, async () => {
    ensureRegular(file);
    const source = sharp(file, { failOn: "error", ignoreIcc: true });
    const { depth, format, orientation = 1 } = await source.metadata();
    if (depth !== "uchar" && depth !== "ushort") throw new Error(`numbers of type ${depth}, not 8 or 16 bits`);
    const turned = source.autoOrient();
    const sized =
      size === undefined ? turned : turned.resize({ ...size, fit: "fill", kernel: "nearest", fastShrinkOnLoad: false });
    const wide = depth === "ushort";
    // A pipeline of 16 bits keeps its numbers only where its space has 16 bits too.
    const { data, info } = await (wide ? sized.toColourspace("grey16") : sized)
      .raw({ depth })
      .toBuffer({ resolveWithObject: true });
    const bytes = wide ? new Uint16Array(Uint8Array.from(data).buffer) : new Uint8Array(data);
    const { height, width, channels } = info;
    const indices = wide || format !== "png" ? undefined : paletteIndices(await readFile(file), bytes, channels);
    return {
      path: slashed(name),
      height,
      width,
      channels,
      bytes,
      ...(indices === undefined ? {} : { indices }),
      ...(format === "jpeg" ? { lossy: true } : {}),
      ...(orientation > 1 ? { stored: { orientation } } : {}),
    };
  });
}

function slashed(name: string): string {
  return name.split(sep).join("/");
}
