// What a user's point network takes: its points and, for set abstraction, its sampled regions.

import { ElementType, type Port } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import type { AbstractionLevel } from "@stillpoint/pointcloud";
import type { FittedNetwork } from "../fitted-samples.ts";

export interface PointInput {
  readonly name: string;
  readonly layout: "points-first" | "channels-first";
  /** Where the network takes exactly so many. */
  readonly points: number | undefined;
}

/** The network's first float input of three axes with three coordinates. Throws `MODEL` for none. */
export function pointInput({ name: network, graph }: FittedNetwork): PointInput {
  const port = graph.inputs.find(
    ({ elementType, dims }) => elementType === ElementType.FLOAT && dims?.length === 3 && dims.slice(1).includes(3),
  );
  if (port !== undefined) return inputFrom(port);
  throw new StillpointError(
    "MODEL",
    `network ${network}: expected a float input [batch, points, 3] or [batch, 3, points] for --modality pointcloud; got ${described(graph.inputs)}; check --modality or export it so`,
  );
}

/** Inputs with their shapes, for messages. */
export function described(inputs: readonly Port[]): string {
  return inputs.map(({ name, dims }) => `${name} [${dims?.join(", ") ?? "?"}]`).join(", ") || "none";
}

function inputFrom({ name, dims = [] }: Port): PointInput {
  const layout = dims[2] === 3 ? "points-first" : "channels-first";
  const points = layout === "points-first" ? dims[1] : dims[2];
  return { name, layout, points: typeof points === "number" ? points : undefined };
}

/**
 * Sizes of a set-abstraction network's side inputs `centers`, `groups`, `centers_2`, `groups_2`, ..., level by level;
 * none for networks without. Throws `MODEL` for other inputs and for sizes that are not fixed.
 */
export function abstractionLevels({ name: network, graph }: FittedNetwork, input: PointInput): AbstractionLevel[] {
  const others = graph.inputs.filter(({ name }) => name !== input.name);
  const levels: AbstractionLevel[] = [];
  for (; levels.length < others.length / 2; ) {
    const suffix = levels.length === 0 ? "" : `_${levels.length + 1}`;
    const [, count] = others.find(({ name }) => name === `centers${suffix}`)?.dims ?? [];
    const [, centers, neighbours] = others.find(({ name }) => name === `groups${suffix}`)?.dims ?? [];
    if (typeof centers !== "number" || typeof neighbours !== "number" || count !== centers) {
      throw new StillpointError(
        "MODEL",
        `network ${network}: expected no input beside the points, or centers [batch, M] and groups [batch, M, K] of fixed sizes for sampled regions; got ${described(others)}; export it with these`,
      );
    }
    levels.push({ centers, neighbours });
  }
  return levels;
}
