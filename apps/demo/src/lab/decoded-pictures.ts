// Pictures and masks from Blobs, decoded by the browser; masks keep the numbers their files store.

import { StillpointError } from "@stillpoint/core";
import { greyBytes, type ImageFile, type MaskFile, paletteIndices } from "@stillpoint/image";
import type { Decoding, PictureFiles, Size } from "@stillpoint/preprocess";
import { decode as decodePng } from "fast-png";
import type { NamedFile } from "./protocol.ts";

/** `place` is for messages. */
export function pictureFiles(place: string, files: readonly NamedFile[]): PictureFiles {
  const byName = new Map(files.map(({ name, content }) => [name, content]));
  return {
    place,
    names: [...byName.keys()],
    decode: (name, decoding) => sentenced(`picture ${name}`, () => picture(name, byName.get(name), decoding)),
    decodeMask: (name, size) => sentenced(`mask ${name}`, () => mask(name, byName.get(name), size)),
  };
}

async function picture(
  name: string,
  content: Blob | undefined,
  { channels = 3, resize }: Decoding = {},
): Promise<ImageFile> {
  const { width, height, bytes } = await drawn(content, resize?.size, resize?.kernel !== "nearest");
  if (channels === 3) return { path: name, width, height, channels: 4, bytes };
  // The opacity stays: it may be the mask.
  const grey = greyBytes({ width, height, channels: 4, bytes }).bytes;
  const both = Uint8Array.from({ length: 2 * grey.length }, (_, k) => (k % 2 === 0 ? grey[k / 2]! : bytes[2 * k + 1]!));
  return { path: name, width, height, channels: 2, bytes: both };
}

/** Where PNG files say their bits a number, and what their numbers are. */
const BITS_AT = 24;
const WIDE = 16;

async function mask(name: string, content: Blob | undefined, size: Size | undefined): Promise<MaskFile> {
  const file = new Uint8Array((await content?.arrayBuffer()) ?? []);
  const isPng = file[0] === 0x89 && file[1] === 0x50;
  if (isPng && file[BITS_AT] === WIDE) {
    const { width, height, channels, data } = decodePng(file);
    const wide = { path: name, width, height, channels, bytes: Uint16Array.from(data) };
    return size === undefined ? wide : nearest(wide, size);
  }
  const { width, height, bytes } = await drawn(content, size, false);
  const indices = isPng ? paletteIndices(file, bytes, 4) : undefined;
  const lossy = file[0] === 0xff && file[1] === 0xd8;
  return {
    path: name,
    width,
    height,
    channels: 4,
    bytes,
    ...(indices === undefined ? {} : { indices }),
    ...(lossy ? { lossy } : {}),
  };
}

/** `[H, W, 4]`, turned as its EXIF orientation says, without colour management. */
async function drawn(
  content: Blob | undefined,
  size: Size | undefined,
  smooth: boolean,
): Promise<{ readonly width: number; readonly height: number; readonly bytes: Uint8Array }> {
  if (content === undefined) throw new Error("no such file");
  const plain = { colorSpaceConversion: "none", premultiplyAlpha: "none" } as const;
  using bitmap = closing(await createImageBitmap(content, plain));
  const { width, height } = size ?? bitmap.value;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas to draw on");
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap.value, 0, 0, width, height);
  return { width, height, bytes: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer) };
}

/** Stretched by its nearest pixels, as a canvas does. */
function nearest(file: MaskFile & { readonly bytes: Uint16Array }, { width, height }: Size): MaskFile {
  const { channels } = file;
  const bytes = new Uint16Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * file.height) / height) * file.width;
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor(((x + 0.5) * file.width) / width)) * channels;
      bytes.set(file.bytes.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  return { path: file.path, width, height, channels, bytes };
}

/** What a decoder says becomes one sentence that names the file. */
async function sentenced<T>(subject: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "INPUT",
      `${subject}: expected an image file; got one that cannot be decoded (${reason}); remove or replace it`,
      { cause },
    );
  }
}

function closing(value: ImageBitmap): Disposable & { readonly value: ImageBitmap } {
  return { value, [Symbol.dispose]: () => value.close() };
}
