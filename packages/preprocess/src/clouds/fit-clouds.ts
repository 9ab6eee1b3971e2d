// A user's 3D shapes for a user's network.

import { awaitEntry, StillpointError } from "@stillpoint/core";
import { abstractionSides, type PointSample, pointAdapter, pointcloudModality } from "@stillpoint/pointcloud";
import type { FittedNetwork, FittedSamples } from "../fitted-samples.ts";
import { type ClassLabels, folderLabels } from "../labels/labels.ts";
import { leftOut } from "../left-out.ts";
import { regionNotes } from "../region-notes.ts";
import { backgroundOf } from "./background.ts";
import { type CloudFile, type CloudName, cloudNames, textLists } from "./cloud-files.ts";
import type { CloudOptions } from "./cloud-options.ts";
import { abstractionLevels, pointInput } from "./point-network.ts";
import { shownCloud } from "./shown-cloud.ts";

/** Points per cloud where nothing says how many, as in the papers on ModelNet40. */
const USUAL_POINTS = 1024;

/** Median radius of clouds that are taken as they are. */
const SIZES = { least: 0.2, most: 5 } as const;

/** What was done to their sizes, which must be what was done in training. */
const AS_THEY_ARE = "where and as large as their files say, as --scale none asks";
const IN_SPHERE =
  "in the unit sphere: moved to their mean and scaled to radius 1, as PointNet's training data are; --scale none leaves them as they are";

/** A shape as read and as measured. */
interface ReadCloud {
  readonly file: CloudFile;
  readonly group: string | undefined;
  readonly sample: PointSample;
}

/**
 * Shapes at the network's number of points. Background is what the annotation says or, without it, clutter from the
 * other shapes, or none where they are to stay `alone`. Throws `MODEL`, `INPUT`, `USAGE`.
 */
export async function fitClouds(network: FittedNetwork, options: CloudOptions): Promise<FittedSamples> {
  const { scale = "sphere", seed = 0 } = options;
  const { place } = options.clouds;
  const input = pointInput(network);
  const levels = abstractionLevels(network, input);
  const points = pointsOf(options.points, input.points, levels[0]?.centers ?? 0);
  const good = new Set<string>();
  const names = cloudNames(options.clouds, { points, seed }).map((name) => failingOnce(name, good));
  const known = "batch" in options.clouds ? [] : options.clouds.faults;
  const all = names.length + (known?.length ?? 0);
  const bad = leftOut({ strict: options.strict ?? false, known, all });
  const background = await backgroundOf(options, names, { points, seed, onFault: bad.onFault });
  const readCloud = async (name: CloudName): Promise<ReadCloud> => {
    const file = await name.read();
    good.delete(name.id);
    const sample = await background.annotate(file, name);
    good.add(name.id);
    return { file, group: name.group, sample };
  };
  const clouds: ReadCloud[] = [];
  for (const name of chosen(names, options)) {
    if (clouds.length === (options.samples ?? names.length)) break;
    clouds.push(...(await awaitEntry(() => readCloud(name), bad.onFault)));
  }
  const unread = bad.notes(place, "shapes", good.size);
  if (scale === "none") ensureSized(clouds, place);
  const adapter = pointAdapter({
    input: input.name,
    layout: input.layout,
    ...(levels.length === 0 ? {} : { sides: (sample) => abstractionSides(sample.points, levels) }),
  });
  const samples = clouds.map(({ sample, group }) => shownCloud(sample, adapter, group ?? "all", sample.id));
  const labels = labelsOf(clouds, names);
  return {
    samples,
    ...(labels === undefined ? {} : { labels }),
    modality: pointcloudModality,
    from: input.name,
    foregroundRule: background.rule,
    notes: [
      `${clouds.length} ${clouds.length === 1 ? "shape" : "shapes"} of ${points} points, ${scale === "none" ? AS_THEY_ARE : IN_SPHERE}`,
      ...thinnedNotes(clouds),
      ...unread,
      ...listNotes(options),
      ...partNotes(clouds, background.partsFrom),
      background.note,
      ...(options.alone === true ? [] : regionNotes(samples, place)),
    ],
  };
}

/** Notes ids of those that can be read. A shape that cannot fails with the same fault for itself and as another one's background. */
function failingOnce({ read, ...name }: CloudName, good: Set<string>): CloudName {
  let fault: unknown;
  return {
    ...name,
    read: async () => {
      if (fault !== undefined) throw fault;
      try {
        const file = await read();
        good.add(name.id);
        return file;
      } catch (cause) {
        fault = cause;
        throw cause;
      }
    },
  };
}

/** The top folder of a file, the label of a cloud of an HDF5 file. */
function labelsOf(clouds: readonly ReadCloud[], names: readonly CloudName[]): ClassLabels | undefined {
  const groups = clouds.map(({ group }) => group);
  const numbered = groups.every((group) => group !== undefined && /^label \d+$/.test(group));
  if (!numbered) {
    return folderLabels(
      clouds.map(({ sample }) => sample.id),
      names.map(({ id }) => id),
    );
  }
  const labels = groups.map((group) => group?.replace("label ", ""));
  return { kind: "class", source: "labels of the HDF5 file", names: labels, classes: [], order: "listed" };
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

/** Throws `INPUT` for an id that is not there. */
function chosen(names: readonly CloudName[], { only, clouds }: CloudOptions): readonly CloudName[] {
  if (only === undefined) return names;
  return only.map((id) => {
    const name = names.find((known) => known.id === id);
    if (name !== undefined) return name;
    throw new StillpointError(
      "INPUT",
      `data ${clouds.place}: expected a shape ${id}; got ${names.length} others, ${names[0]?.id} to ${names.at(-1)?.id}; choose one of them`,
    );
  });
}

function partNotes(clouds: readonly ReadCloud[], from: string | undefined): string[] {
  const named = new Set(clouds.flatMap(({ sample }) => sample.parts?.filter((part) => part !== undefined) ?? []));
  return from === undefined || named.size === 0 ? [] : [`${named.size} named parts, from ${from}`];
}

/** Texts at the top of a folder of shapes in folders, such as ModelNet40's and ShapeNetPart's names of classes. */
function listNotes({ clouds }: CloudOptions): string[] {
  const lists = "batch" in clouds ? [] : textLists(clouds);
  if (lists.length === 0) return [];
  const named = `${lists.slice(0, 3).join(", ")}${lists.length > 3 ? ", …" : ""}`;
  return [
    `${lists.length} text files at the top, beside folders of shapes, taken for lists and not for shapes: ${named}`,
  ];
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
