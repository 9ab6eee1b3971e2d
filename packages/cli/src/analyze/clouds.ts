// A user's 3D shapes for a user's network.

import { type Region, StillpointError } from "@stillpoint/core";
import { pointcloudBenchmark } from "@stillpoint/datasets";
import { abstractionSides, normaliseCloud, type PointSample, pointAdapter } from "@stillpoint/pointcloud";
import { readPointAnnotation } from "../clouds/annotation.ts";
import { type CloudFile, type CloudName, cloudNames, inShape } from "../clouds/cloud-files.ts";
import { clutterAround } from "../clouds/clutter.ts";
import { abstractionLevels, pointInput } from "../clouds/point-network.ts";
import { shownCloud } from "../clouds/shown-cloud.ts";
import type { AnalyzeConfig } from "./config.ts";
import type { OwnData, OwnNetwork } from "./own-data.ts";
import { regionNotes } from "./region-notes.ts";

/** Points per cloud where nothing says how many, as in the papers on ModelNet40. */
const USUAL_POINTS = 1024;

/** Median radius of clouds that are taken as they are. */
const SIZES = { least: 0.2, most: 5 } as const;

/** A shape as read and as measured. */
interface ReadCloud {
  readonly file: CloudFile;
  readonly group: string | undefined;
  readonly sample: PointSample;
}

/**
 * Reads shapes at the network's number of points. Background is what the annotation of `--masks` says or, without it,
 * clutter from the user's other shapes. Throws `MODEL`, `INPUT`, `USAGE`.
 */
export async function ownClouds(config: AnalyzeConfig, network: OwnNetwork): Promise<OwnData> {
  const input = pointInput(network);
  const levels = abstractionLevels(network, input);
  const points = pointsOf(config.points, input.points, levels[0]?.centers ?? 0);
  const names = cloudNames(config.data, { points, seed: config.seed });
  const background = backgroundOf(config, names);
  const clouds = names.slice(0, config.samples ?? names.length).map((name): ReadCloud => {
    const file = name.read();
    return { file, group: name.group, sample: background.annotate(file, name) };
  });
  if (config.scale === "none") ensureSized(clouds, config.data);
  const adapter = pointAdapter({
    input: input.name,
    layout: input.layout,
    ...(levels.length === 0 ? {} : { sides: (sample) => abstractionSides(sample.points, levels) }),
  });
  const samples = clouds.map(({ sample, group }) => shownCloud(sample, adapter, group ?? "all", sample.id));
  return {
    samples,
    from: input.name,
    engine: pointcloudBenchmark.engine,
    foregroundRule: background.rule,
    notes: [
      `${clouds.length} shapes of ${points} points, ${config.scale === "none" ? "where and as large as their files say" : "in the unit sphere"}`,
      ...thinnedNotes(clouds),
      background.note,
      ...regionNotes(samples, config.data),
    ],
  };
}

function pointsOf(wished: number | undefined, taken: number | undefined, centers: number): number {
  const points = taken ?? wished ?? USUAL_POINTS;
  if (points === (wished ?? points) && points >= centers) return points;
  throw new StillpointError(
    "USAGE",
    taken === undefined
      ? `--points: expected at least ${centers}, the regions the network samples; got ${points}; pass more`
      : `--points: expected ${taken}, what the network takes; got ${wished}; leave it out`,
  );
}

/** Noise and bounds are lengths for clouds of radius 1. */
function ensureSized(clouds: readonly ReadCloud[], data: string): void {
  const radii = clouds.map(({ sample: { points } }) => {
    const distances = Array.from({ length: points.length / 3 }, (_, p) =>
      Math.hypot(...points.subarray(3 * p, 3 * p + 3)),
    );
    return Math.max(...distances);
  });
  const typical = radii.toSorted((a, b) => a - b)[Math.floor(radii.length / 2)] ?? 1;
  if (typical >= SIZES.least && typical <= SIZES.most) return;
  throw new StillpointError(
    "INPUT",
    `data ${data}: expected with --scale none clouds of a radius between ${SIZES.least} and ${SIZES.most}, since noise is 0.03 in their units; got ${Number(typical.toPrecision(3))}; measure a network that takes clouds of radius 1, or leave --scale out`,
  );
}

/** Where regions come from, in words for the report and for the terminal. */
interface Background {
  annotate(file: CloudFile, name: CloudName): PointSample;
  readonly rule: string;
  readonly note: string;
}

function backgroundOf(config: AnalyzeConfig, names: readonly CloudName[]): Background {
  const { masks, scale } = config;
  if (masks === undefined) return clutterAround(names, config);
  return {
    annotate: (file) => annotated(file, masks, scale),
    rule: "Foreground are the points that the annotation files mark as such, background those marked as background; border points are left out of every count.",
    note: `regions of the points read from ${masks}; no clutter added`,
  };
}

function annotated({ id, kept, total, points }: CloudFile, masks: string, scale: AnalyzeConfig["scale"]): PointSample {
  const { regions, parts, file } = readPointAnnotation(masks, id);
  if (kept === undefined || total !== regions.length) {
    throw new StillpointError(
      "INPUT",
      kept === undefined
        ? `regions ${file}: expected a shape of points; got a surface, which has no points of its own; give its cloud as XYZ or PLY`
        : `regions ${file}: expected one line for each of the shape's ${total} points; got ${regions.length}; annotate every point`,
    );
  }
  const at = (point: number): Region => regions[point] ?? "border";
  return {
    id,
    points: scale === "none" ? points : inShape(id, () => normaliseCloud(points)),
    regions: [...kept].map(at),
    parts: [...kept].map((point) => parts[point]),
  };
}

function thinnedNotes(clouds: readonly ReadCloud[]): string[] {
  const surfaces = clouds.filter(({ file }) => file.kept === undefined).length;
  const larger = clouds.filter(({ file, sample }) => file.total > sample.regions.length);
  const most = larger.reduce((count, { file }) => Math.max(count, file.total), 0);
  return [
    ...(surfaces === 0 ? [] : [`${surfaces} of them sampled on surfaces, by area`]),
    ...(larger.length === 0 ? [] : [`${larger.length} of them thinned at random, from up to ${most} points`]),
  ];
}
