// A folder of pictures and masks to samples as units.

import { StillpointError } from "@stillpoint/core";
import {
  type Grid,
  type ImageFile,
  type ImageSample,
  imageAdapter,
  maskFromBytes,
  type Normalisation,
  readImageFolder,
} from "@stillpoint/image";
import type { TaskSample } from "../experiment/measured-task.ts";
import { decodePicture, pictureFiles, type Size } from "./decode.ts";

export interface ImageData {
  readonly data: string;
  readonly masks?: string;
  /** Folders of masks by the name of the part. */
  readonly parts: Readonly<Record<string, string>>;
  readonly normalisation: Normalisation;
  readonly grid: Grid;
  /** The network's image input. */
  readonly input: string;
  readonly layout: "channels-first" | "channels-last";
  /** What the network takes; undefined where it takes any size. */
  readonly size: Size | undefined;
  /** Only the first so many pictures. */
  readonly limit?: number;
}

/** A sample as the engine sees it and as a page draws it. */
export interface LoadedSample extends TaskSample {
  readonly image: ImageSample;
}

/** Loads pictures with masks and parts. The sample's group is its top folder, `all` without one. */
export async function loadImageSamples(
  source: ImageData,
  progress: () => void = () => undefined,
): Promise<LoadedSample[]> {
  const files = pictureFiles(source.data).slice(0, source.limit ?? Number.POSITIVE_INFINITY);
  const images: ImageFile[] = [];
  let resized = false;
  for (const file of files) {
    const image = await decodePicture(file, source.data);
    const fits =
      source.size === undefined || (image.height === source.size.height && image.width === source.size.width);
    resized ||= !fits;
    images.push(
      fits || source.size === undefined
        ? image
        : await decodePicture(file, source.data, { size: source.size, kernel: "cubic" }),
    );
    progress();
  }
  const size = resized ? source.size : undefined;
  const masks = source.masks === undefined ? undefined : await loadMasks(source.masks, images, size);
  const folder = readImageFolder({ images, normalisation: source.normalisation, ...(masks ? { masks } : {}) });
  const parts = new Map<string, Map<string, Float32Array>>();
  for (const [name, path] of Object.entries(source.parts)) parts.set(name, await loadPart(path, images, size));

  const adapter = imageAdapter({ grid: source.grid, input: source.input, layout: source.layout });
  return folder.map((sample) => {
    const own = [...parts].flatMap(([name, byId]) => {
      const mask = byId.get(sample.id);
      return mask === undefined ? [] : [[name, mask] as const];
    });
    const image: ImageSample = own.length > 0 ? { ...sample, parts: Object.fromEntries(own) } : sample;
    const input = adapter.toUnits(image);
    return {
      image,
      input,
      info: { id: sample.id, group: sample.id.includes("/") ? sample.id.split("/")[0]! : "all", units: input.units },
    };
  });
}

/** The masks of the loaded pictures only: a folder may hold more. */
async function loadMasks(folder: string, images: readonly ImageFile[], size: Size | undefined): Promise<ImageFile[]> {
  const stems = new Set(images.map(({ path }) => stem(path)));
  const names = new Set([...stems].map((path) => path.split("/").at(-1)));
  const files = pictureFiles(folder).filter((file) => {
    const own = stem(file.slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, "")).replace(/[._-]mask$/i, "");
    return stems.has(own) || names.has(own.split("/").at(-1));
  });
  return Promise.all(files.map((file) => decodePicture(file, folder, size && { size, kernel: "nearest" })));
}

async function loadPart(
  folder: string,
  images: readonly ImageFile[],
  size: Size | undefined,
): Promise<Map<string, Float32Array>> {
  const masks = await loadMasks(folder, images, size);
  const byStem = new Map(images.map((image) => [stem(image.path), image]));
  return new Map(
    masks.flatMap((mask) => {
      const image = byStem.get(stem(mask.path).replace(/[._-]mask$/i, ""));
      if (image === undefined) return [];
      if (mask.height !== image.height || mask.width !== image.width) {
        throw new StillpointError(
          "INPUT",
          `mask ${mask.path}: expected the ${image.height}x${image.width} pixels of ${image.path}; got ${mask.height}x${mask.width}; make both the same size`,
        );
      }
      return [[stem(image.path), maskFromBytes(mask)] as const];
    }),
  );
}

function stem(path: string): string {
  return path.replace(/\.[^./]+$/, "");
}
