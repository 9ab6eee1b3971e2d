// Pictures from Blobs, decoded by the browser.

import { StillpointError } from "@stillpoint/core";
import { greyBytes, type ImageFile } from "@stillpoint/image";
import {
  type Decoding,
  type FittedNetwork,
  type FittedSamples,
  fitImages,
  type PictureFiles,
} from "@stillpoint/preprocess";
import type { FitChoices, NamedFile, Source } from "./protocol.ts";

/** Throws what `fitImages` throws. */
export function fitPictures(
  network: FittedNetwork,
  { pictures, masks }: Source & { readonly kind: "pictures" },
  { grid, mean, std, input }: FitChoices,
): Promise<FittedSamples> {
  return fitImages(network, {
    pictures: pictureFiles("pictures", pictures),
    masks: masks === undefined || masks.length === 0 ? undefined : pictureFiles("masks", masks),
    grid,
    mean,
    std,
    input,
  });
}

function pictureFiles(place: string, files: readonly NamedFile[]): PictureFiles {
  const byName = new Map(files.map(({ name, content }) => [name, content]));
  return {
    place,
    names: [...byName.keys()],
    decode: (name, decoding) => decode(name, byName.get(name), decoding),
  };
}

async function decode(
  name: string,
  content: Blob | undefined,
  { channels, resize }: Decoding = {},
): Promise<ImageFile> {
  try {
    if (content === undefined) throw new Error("no such file");
    const plain = { colorSpaceConversion: "none", premultiplyAlpha: "none" } as const;
    using bitmap = closing(await createImageBitmap(content, plain));
    const { width, height } = resize?.size ?? bitmap.value;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("no canvas to draw on");
    context.imageSmoothingEnabled = resize?.kernel !== "nearest";
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap.value, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const picture = { width, height, channels: 4, bytes: new Uint8Array(data.buffer) };
    return { path: name, ...(channels === 1 ? greyBytes(picture) : picture) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "INPUT",
      `picture ${name}: expected an image file; got one that cannot be decoded (${reason}); remove or replace it`,
      { cause },
    );
  }
}

function closing(value: ImageBitmap): Disposable & { readonly value: ImageBitmap } {
  return { value, [Symbol.dispose]: () => value.close() };
}
