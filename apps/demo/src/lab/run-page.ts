// The pictures inside a report.html, read as data: its script never runs, its markup is never used.

import { parseJson, ROLES } from "@stillpoint/core";
import { unpackedPictures } from "@stillpoint/viewer/packed";
import type { PictureView } from "@stillpoint/viewer/parts";
import { z } from "zod";
import { safePicture } from "./safe-picture.ts";

const count = z.int().min(0).max(1_000_000);
const text = z.exactOptional(z.string());
const segment = z.object({ text: z.string(), unit: count.nullable() });

/** Where the units of a sample lie, as files of a run tell it. */
export const layoutSchema: z.ZodType<PictureView["layout"]> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("grid"), rows: z.int().min(1).max(1000), cols: z.int().min(1).max(1000) }),
  z.object({ kind: z.literal("points"), positions: z.array(z.number()) }),
  z.object({ kind: z.literal("words"), blocks: z.array(z.object({ title: text, segments: z.array(segment) })) }),
]);

const named = { task: z.string(), sample: z.string(), title: z.string(), group: z.string() };
const regions = z.exactOptional(z.string().regex(/^[fb-]*$/));
const mapKey = { role: z.enum(ROLES), seed: z.number(), step: z.number() };
/** Pages of earlier versions. */
const plainSchema = z.object({
  pictures: z.array(
    z.object({
      ...named,
      picture: text,
      mask: text,
      layout: layoutSchema,
      labels: z.exactOptional(z.array(z.string())),
      regions,
      parts: z.exactOptional(z.array(z.string().nullable())),
      maps: z.array(z.object({ ...mapKey, entropies: z.array(z.number().nullable()), points: z.array(count) })),
    }),
  ),
});
const packedText = z.string().max(2_000_000);
const packedSchema = z.object({
  pictures: z.array(
    z.object({
      ...named,
      look: count,
      maps: z.array(
        z.object({ ...mapKey, low: z.number(), high: z.number(), entropies: packedText, points: packedText }),
      ),
    }),
  ),
  looks: z.array(
    z.object({
      picture: text,
      mask: text,
      layout: layoutSchema,
      labels: z.exactOptional(count),
      regions,
      parts: z.exactOptional(z.record(z.string(), z.array(count))),
    }),
  ),
  labels: z.array(z.array(z.string())),
});

function picturesIn(data: unknown): PictureView[] | undefined {
  const packed = packedSchema.safeParse(data);
  if (packed.success) return unpackedPictures(packed.data);
  return plainSchema.safeParse(data).data?.pictures;
}

const DATA = /<script[^>]*\bid="?stillpoint-data"?[^>]*>([\s\S]*?)<\/script>/i;

/** None, with a note, where the page is not one of ours. */
export function picturesOfPage(html: string, notes: string[]): PictureView[] {
  const pictures = picturesIn(parseJson(html.match(DATA)?.[1] ?? ""));
  if (pictures === undefined) {
    notes.push("report.html is none that this version wrote: its samples are not shown");
    return [];
  }
  const fitting = pictures.filter(fits);
  if (fitting.length < pictures.length)
    notes.push(`${pictures.length - fitting.length} of ${pictures.length} samples do not fit their maps: left out`);
  return fitting.map(safePicture);
}

/** Whether every map has a number for each unit of the layout. */
export function fits({ layout, maps }: PictureView): boolean {
  const units = unitCount(layout);
  return maps.every(({ entropies, points }) => entropies.length === units && points.every((point) => point < units));
}

function unitCount(layout: PictureView["layout"]): number {
  if (layout.kind === "grid") return layout.rows * layout.cols;
  if (layout.kind === "points") return layout.positions.length / 3;
  return new Set(layout.blocks.flatMap(({ segments }) => segments.flatMap(({ unit }) => unit ?? []))).size;
}
