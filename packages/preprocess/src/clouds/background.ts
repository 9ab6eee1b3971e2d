// What is background around a shape: what its annotation says, clutter, or nothing.

import { type OnEntryFault, type Region, StillpointError } from "@stillpoint/core";
import { normaliseCloud, type PointSample } from "@stillpoint/pointcloud";
import type { Files } from "../files.ts";
import { arePartFiles, readPartAnnotation, readPointAnnotation } from "./annotation.ts";
import { type CloudFile, type CloudName, type CloudWish, cloudNames, inShape } from "./cloud-files.ts";
import type { CloudOptions } from "./cloud-options.ts";
import { clutterAround } from "./clutter.ts";

/** Where regions come from, in words for the report and for the terminal. */
export interface Background {
  annotate(file: CloudFile, name: CloudName): Promise<PointSample>;
  readonly rule: string;
  readonly note: string;
  /** Where parts come from, if not from what gives the regions too. */
  readonly partsFrom?: string;
}

/** Share of clutter where nobody says how much. */
const USUAL_CLUTTER = 0.25;

/** ShapeNetPart's forms that hold them. */
const OWN_PARTS = "the files themselves (pid of HDF5, the last of seven columns of text)";

/** Throws `USAGE` for what does not go together, `INPUT`. */
export async function backgroundOf(
  options: CloudOptions,
  names: readonly CloudName[],
  wish: CloudWish & { readonly onFault: OnEntryFault | undefined },
): Promise<Background> {
  const { masks, scale = "sphere", clutter = USUAL_CLUTTER, clutterFrom, alone = false, clouds } = options;
  if (alone) return shapesAlone(scale);
  const ofParts =
    masks !== undefined &&
    arePartFiles(
      masks,
      names.map(({ id }) => id),
    );
  if (masks === undefined && scale === "none") {
    throw new StillpointError(
      "USAGE",
      "--scale none: expected with --masks; got none, and clutter needs shapes of radius 1; give regions of your own or leave it out",
    );
  }
  if (ofParts && scale === "none") {
    throw new StillpointError(
      "USAGE",
      `--scale none: expected with regions of the points; got files of parts in ${masks.place}, which leave the background to clutter, and clutter needs shapes of radius 1; leave it out`,
    );
  }
  if (masks === undefined || ofParts) {
    const sources = clutterFrom && { place: clutterFrom.place, names: cloudNames(clutterFrom, wish) };
    const around = await clutterAround(names, {
      data: clouds.place,
      clutter,
      seed: wish.seed,
      sources,
      onFault: wish.onFault,
    });
    if (masks === undefined) return { ...around, partsFrom: OWN_PARTS };
    const annotate: Background["annotate"] = async (file, name) =>
      around.annotate(await withParts(file, masks, name.group), name);
    return { ...around, annotate, partsFrom: masks.place };
  }
  if (options.clutter !== undefined) {
    throw new StillpointError(
      "USAGE",
      `--clutter: expected without regions of the points, which are the background; got ${clutter} and ${masks.place}; leave one of them out`,
    );
  }
  return {
    annotate: (file) => annotated(file, masks, scale),
    rule: "Foreground are the points that the annotation files mark as such, background those marked as background; border points are left out of every count.",
    note: `regions of the points read from ${masks.place}; no clutter added`,
  };
}

function shapesAlone(scale: "sphere" | "none"): Background {
  return {
    annotate: async ({ id, points, parts }) => ({
      id,
      points: scale === "none" ? points : inShape(id, () => normaliseCloud(points)),
      regions: Array.from({ length: points.length / 3 }, (): Region => "foreground"),
      ...(parts === undefined ? {} : { parts }),
    }),
    rule: "Every point is foreground, a point of the shape itself: without background there are no knowledge points.",
    partsFrom: OWN_PARTS,
    note: "no clutter and no regions: without background there is nothing a point could be known beside, so no knowledge points",
  };
}

async function annotated(cloud: CloudFile, masks: Files, scale: "sphere" | "none"): Promise<PointSample> {
  const { id, points } = cloud;
  const { regions, parts, file } = await readPointAnnotation(masks, id);
  const kept = annotatedPoints(cloud, regions.length, `regions ${file}`);
  const at = (point: number): Region => regions[point] ?? "border";
  return {
    id,
    points: scale === "none" ? points : inShape(id, () => normaliseCloud(points)),
    regions: [...kept].map(at),
    parts: [...kept].map((point) => parts[point]),
  };
}

async function withParts(cloud: CloudFile, masks: Files, group: string | undefined): Promise<CloudFile> {
  const { parts, file } = await readPartAnnotation(masks, cloud.id, group);
  const kept = annotatedPoints(cloud, parts.length, `parts ${file}`);
  return { ...cloud, parts: Array.from(kept, (point) => parts[point]!) };
}

/** Which points of the file the cloud has. Throws `INPUT` for a surface and for another number of lines. */
function annotatedPoints({ kept, total }: CloudFile, lines: number, subject: string): Int32Array {
  if (kept !== undefined && total === lines) return kept;
  throw new StillpointError(
    "INPUT",
    kept === undefined
      ? `${subject}: expected a shape of points; got a surface, which has no points of its own; give its cloud as XYZ or PLY`
      : `${subject}: expected one line for each of the shape's ${total} points; got ${lines}; annotate every point`,
  );
}
