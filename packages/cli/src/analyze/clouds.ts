// A user's 3D shapes for a user's network.

import { ElementType, type Port } from "@stillpoint/autodiff";
import { type Region, StillpointError } from "@stillpoint/core";
import { pointcloudBenchmark } from "@stillpoint/datasets";
import { abstractionSides, normaliseCloud, type PointSample, pointAdapter } from "@stillpoint/pointcloud";
import { readPointAnnotation } from "../clouds/annotation.ts";
import { type CloudFile, cloudFiles } from "../clouds/cloud-files.ts";
import { shownCloud } from "../clouds/shown-cloud.ts";
import type { AnalyzeConfig } from "./config.ts";
import type { OwnData, OwnNetwork } from "./own-data.ts";

/** Reads shapes, fits them to the network's number of points and adds clutter. Throws `MODEL`, `INPUT`, `USAGE`. */
export async function ownClouds(config: AnalyzeConfig, network: OwnNetwork): Promise<OwnData> {
  const input = pointInput(network);
  const sides = sidesOf(network, input);
  const wish = { points: input.points ?? config.points, seed: config.seed, limit: config.samples };
  const files = cloudFiles(config.data, wish);
  const adapter = pointAdapter({
    input: input.name,
    layout: input.layout,
    ...(sides === undefined ? {} : { sides: ({ points }) => abstractionSides(points, [sides]) }),
  });
  const samples = files.map((file) => {
    const sample = annotated(file, config);
    const group = file.id.includes("/") ? file.id.split("/")[0]! : "all";
    return shownCloud(sample, adapter, group, file.id);
  });
  return {
    samples,
    from: input.name,
    engine: pointcloudBenchmark.engine,
    foregroundRule: "Foreground are the points that the annotation files mark; clutter is background.",
    notes: [`${files.length} shapes of ${wish.points} points, in the unit sphere`],
  };
}

interface PointInput {
  readonly name: string;
  readonly layout: "points-first" | "channels-first";
  /** Where the network takes exactly so many. */
  readonly points: number | undefined;
}

/** The network's first float input of three axes with three coordinates. */
function pointInput({ file, graph }: OwnNetwork): PointInput {
  const port = graph.inputs.find(
    ({ elementType, dims }) => elementType === ElementType.FLOAT && dims?.length === 3 && dims.slice(1).includes(3),
  );
  if (port !== undefined) return inputFrom(port);
  const names = graph.inputs.map(({ name, dims }) => `${name} [${dims?.join(", ") ?? "?"}]`).join(", ") || "none";
  throw new StillpointError(
    "MODEL",
    `network ${file}: expected a float input [batch, points, 3] or [batch, 3, points]; got ${names}`,
  );
}

function inputFrom({ name, dims = [] }: Port): PointInput {
  const layout = dims[2] === 3 ? "points-first" : "channels-first";
  const points = layout === "points-first" ? dims[1] : dims[2];
  return { name, layout, points: typeof points === "number" ? points : undefined };
}

/** Sizes of a set-abstraction network's side inputs; undefined for networks without. */
function sidesOf({ file, graph }: OwnNetwork, input: PointInput): { centers: number; neighbours: number } | undefined {
  const others = graph.inputs.filter(({ name }) => name !== input.name);
  if (others.length === 0) return undefined;
  const groups = others.find(({ name }) => name === "groups")?.dims;
  const [, centers, neighbours] = groups ?? [];
  const known = others.every(({ name }) => name === "centers" || name === "groups");
  if (known && typeof centers === "number" && typeof neighbours === "number") return { centers, neighbours };
  const names = others.map(({ name }) => name).join(", ");
  throw new StillpointError(
    "MODEL",
    `network ${file}: expected no further inputs, or centers [batch, M] and groups [batch, M, K] of sampled regions; got ${names}; export it with these`,
  );
}

function annotated(file: CloudFile, config: AnalyzeConfig): PointSample {
  const { id, kept } = file;
  const points = normaliseCloud(file.points);
  if (config.masks === undefined) {
    throw new StillpointError("USAGE", "--masks: expected regions of the points; got none");
  }
  const { regions, parts } = readPointAnnotation(config.masks, id);
  if (kept === undefined || kept.some((point) => point >= regions.length)) {
    throw new StillpointError(
      "INPUT",
      `regions of ${id}: expected one line for every point of its file; got ${regions.length}; surfaces have no points of their own, give their clouds`,
    );
  }
  const at = (point: number): Region => regions[point] ?? "border";
  return { id, points, regions: [...kept].map(at), parts: [...kept].map((point) => parts[point]) };
}
