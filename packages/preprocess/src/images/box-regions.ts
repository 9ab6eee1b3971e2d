// Boxes around objects: Pascal VOC's and ILSVRC's XML, CUB's table.

import { isRecord, StillpointError } from "@stillpoint/core";
import { faultAt, linesOf } from "@stillpoint/text";
import type { Files, TextFile } from "../files.ts";
import { readVocAnnotations, type VocAnnotation } from "../labels/voc-annotation.ts";
import type { AnnotatedPicture } from "./annotated-masks.ts";

type Corners = Readonly<Record<(typeof CORNERS)[number], number>>;

const CORNERS = ["xmin", "ymin", "xmax", "ymax"] as const;

/**
 * Every annotated picture of a folder with the boxes of its objects. VOC counts pixels from 1; where some box begins at 0 the
 * folder counts from 0, as ILSVRC's does. The last pixel belongs to the box. Throws `INPUT` naming the file.
 */
export async function readVocBoxes(files: Files): Promise<readonly AnnotatedPicture[]> {
  const annotations = await readVocAnnotations(files, "masks");
  const boxed = annotations.map((own) => ({ own, boxes: own.objects.map((object, k) => cornersOf(object, own, k)) }));
  const first = boxed.some(({ boxes }) => boxes.some(({ xmin, ymin }) => xmin < 1 || ymin < 1)) ? 0 : 1;
  return boxed.map(({ own, boxes }) => ({
    path: own.name,
    ...sizeOf(own),
    regions: boxes.map(({ xmin, ymin, xmax, ymax }) => ({
      ...{ kind: "box", left: xmin - first, top: ymin - first, right: xmax - first + 1, bottom: ymax - first + 1 },
    })),
  }));
}

function cornersOf({ bndbox }: Readonly<Record<string, unknown>>, { place }: VocAnnotation, k: number): Corners {
  const value = (corner: (typeof CORNERS)[number]): number => {
    const number = isRecord(bndbox) && bndbox[corner] !== "" ? Number(bndbox[corner]) : Number.NaN;
    if (Number.isFinite(number)) return number;
    throw faultAt(`${place}, object ${k + 1}`, `a <bndbox> with ${CORNERS.join(", ")}`, bndbox, "mend or remove it");
  };
  const corners = { xmin: value("xmin"), ymin: value("ymin"), xmax: value("xmax"), ymax: value("ymax") };
  if (corners.xmin <= corners.xmax && corners.ymin <= corners.ymax) return corners;
  throw faultAt(`${place}, object ${k + 1}`, "a box whose ends come after its beginnings", bndbox, "mend or remove it");
}

/** Some data sets write 0 for a size that nobody noted. */
function sizeOf({ fields: { size } }: VocAnnotation): Pick<AnnotatedPicture, "size"> {
  const [height, width] = isRecord(size) ? [Number(size.height), Number(size.width)] : [];
  return height !== undefined && width !== undefined && height > 0 && width > 0 ? { size: { height, width } } : {};
}

/**
 * CUB-200-2011's boxes: `bounding_boxes.txt` with an id, left, top, width and height on each line, and `images.txt` beside it
 * with an id and the picture's path. Throws `INPUT` naming file and line.
 */
export function readCubBoxes(boxes: TextFile, images: TextFile): readonly AnnotatedPicture[] {
  const paths = new Map(
    rowsOf(images).map(({ cells, place }) => {
      const [id, path] = cells;
      if (id === undefined || path === undefined || cells.length !== 2)
        throw faultAt(place, "an id and the path of a picture", cells.join(" "), "mend the line");
      return [id, path] as const;
    }),
  );
  const found = rowsOf(boxes).map(({ cells, place }): AnnotatedPicture => {
    const [id = "", ...rest] = cells;
    const [left = Number.NaN, top = Number.NaN, width = Number.NaN, height = Number.NaN] = rest.map(Number);
    if (rest.length !== 4 || !(left + top + width + height < Number.POSITIVE_INFINITY) || width <= 0 || height <= 0)
      throw faultAt(place, "an id, left, top, width and height", cells.join(" "), "mend the line");
    const path = paths.get(id);
    if (path === undefined) throw faultAt(place, `an id of ${images.place}`, id, "add the picture or remove the line");
    return { path, regions: [{ kind: "box", left, top, right: left + width, bottom: top + height }] };
  });
  if (found.length > 0) return found;
  throw new StillpointError("INPUT", `masks ${boxes.place}: expected lines of boxes; got none; check --masks`);
}

/** Lines that hold something, cut at blanks. */
function rowsOf({ place, text }: TextFile): { readonly cells: readonly string[]; readonly place: string }[] {
  return linesOf(text).flatMap((line, k) =>
    line.trim() === "" ? [] : [{ cells: line.trim().split(/\s+/), place: `masks ${place}:${k + 1}` }],
  );
}
