// Regions of COCO's instances: polygons, run lengths, and boxes where there is neither.

import { isRecord, StillpointError } from "@stillpoint/core";
import { type PictureRegion, runsOf } from "@stillpoint/image";
import { faultAt, jsonAt } from "@stillpoint/text";
import type { TextFile } from "../files.ts";
import type { AnnotatedPicture } from "./annotated-masks.ts";

type Entry = Readonly<Record<string, unknown>>;

/**
 * Every picture of an instances file with the regions of all its annotations; a picture without one has none. Throws `INPUT`
 * naming the annotation.
 */
export function readCocoRegions({ place, text }: TextFile): readonly AnnotatedPicture[] {
  const root = jsonAt(text, `masks ${place}`);
  const list = (field: string): readonly Entry[] => {
    const found = isRecord(root) ? root[field] : undefined;
    if (Array.isArray(found)) return found.filter(isRecord);
    throw faultAt(
      `masks ${place}`,
      "COCO's images and annotations",
      root,
      "pass an instances file or a folder of masks",
    );
  };
  const images = list("images");
  const regions = new Map<unknown, PictureRegion[]>(images.map(({ id }) => [id, []]));
  for (const [k, annotation] of list("annotations").entries()) {
    const own = regions.get(annotation.image_id);
    const name = `masks ${place}, annotation ${typeof annotation.id === "number" ? annotation.id : `at place ${k}`}`;
    if (own === undefined) throw faultAt(name, "an image_id among the images", annotation.image_id, "add the image");
    own.push(regionOf(annotation, name));
  }
  const found = images.map((image): AnnotatedPicture => {
    const { file_name: path, height, width } = image;
    if (typeof path !== "string") throw faultAt(`masks ${place}`, "a file_name in quotes", path, "mend the entry");
    const size = isSize(height) && isSize(width) ? { size: { height, width } } : {};
    return { path, ...size, regions: regions.get(image.id) ?? [] };
  });
  if (found.length > 0) return found;
  throw new StillpointError("INPUT", `masks ${place}: expected pictures among the images; got none; check --masks`);
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 65_535;
}

function regionOf({ segmentation, bbox }: Entry, name: string): PictureRegion {
  if (Array.isArray(segmentation) && segmentation.length > 0)
    return { kind: "polygons", polygons: segmentation.map((own) => polygonOf(own, name)) };
  if (isRecord(segmentation)) return { kind: "runs", runs: runLengths(segmentation.counts, name) };
  const box = numbersOf(bbox);
  if (box?.length !== 4)
    throw faultAt(name, "a segmentation, or a bbox of four numbers", segmentation ?? bbox, "mend or remove it");
  const [left = 0, top = 0, width = 0, height = 0] = box;
  return { kind: "box", left, top, right: left + width, bottom: top + height };
}

function polygonOf(own: unknown, name: string): readonly number[] {
  const polygon = numbersOf(own);
  if (polygon !== undefined && polygon.length >= 6 && polygon.length % 2 === 0) return polygon;
  throw faultAt(name, "polygons of three corners or more, x and y of each", own, "mend or remove it");
}

function runLengths(counts: unknown, name: string): readonly number[] {
  const runs = typeof counts === "string" ? runsOf(counts) : numbersOf(counts);
  if (runs?.every((run) => Number.isInteger(run) && run >= 0)) return runs;
  throw faultAt(name, "counts as a list of whole numbers, or as COCO's text of them", counts, "mend or remove it");
}

function numbersOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const numbers = value.filter((own): own is number => typeof own === "number" && Number.isFinite(own));
  return numbers.length === value.length ? numbers : undefined;
}
