// The record of a training run: how far the weights have moved, by step.

import { ensure, parseJson, type Run, StillpointError, type WeightPath } from "@stillpoint/core";
import { z } from "zod";
import { parsePathRows } from "./path-rows.ts";

/** Where our own runs leave their record, beside their checkpoints. */
export const PATH_FILE = "paths.json";

/** Names under which a record is looked for. */
export const PATH_FILES: readonly string[] = ["path.json", "path.csv", PATH_FILE];

type Path = Run["checkpoints"][number]["path"];

/** A checkpoint of a training whose path is recorded: that of the network, and of every analysed layer by name. */
export interface RecordedCheckpoint {
  readonly step: number;
  readonly path: { readonly network: WeightPath; readonly layers: Readonly<Record<string, WeightPath>> };
}

const lengthSchema = z.number().nonnegative();
const pathSchema: z.ZodType<WeightPath> = z.object({ perStep: lengthSchema, perCheckpoint: lengthSchema });
/** Steps are whole numbers as they are written, so that `NaN` or `1e3` is no step. */
const stepSchema = z
  .string()
  .regex(/^\d+$/)
  .refine((step) => Number.isSafeInteger(Number(step)));
const recordSchema = z.record(stepSchema, z.object({ network: pathSchema, layers: z.record(z.string(), pathSchema) }));

/** The record of a training run: paths by step, of the whole network and of every analysed layer. */
export function pathRecord(checkpoints: readonly RecordedCheckpoint[]): string {
  const entries = checkpoints.map(({ step, path }) => [step, { network: path.network, layers: path.layers }]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`;
}

/**
 * Parses a record, ours (paths by step) or a user's (rows, see README); returns the path of one layer and of the network
 * by step. `weightNames` tells what a user's record may call the layer's weight, the best first; the layer's own name is
 * always one of them.
 *
 * Throws `INPUT` when it is not one, lacks the layer, or holds a path that is negative, no number, or goes down.
 */
export function parsePathRecord(
  text: string,
  name: string,
  layer: string,
  weightNames: () => readonly string[] = () => [],
): ReadonlyMap<number, Path> {
  if (!text.trimStart().startsWith("{")) return parsePathRows(text, name, [...weightNames(), layer]);
  const parsed = recordSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new StillpointError(
      "INPUT",
      `${name}: expected the weight paths of a training; got something else; remove it and they are measured from the weights`,
    );
  }
  // Keys that are whole numbers come in their order.
  const paths = Object.entries(parsed.data).map(([step, { network, layers }]) => {
    const own = layers[layer];
    if (own === undefined)
      throw new StillpointError(
        "INPUT",
        `${name}: expected the path of layer ${layer}; got ${Object.keys(layers).join(", ")}; remove it and paths are measured from the weights`,
      );
    return [Number(step), { layer: own, network }] as const;
  });
  const sorted = [...paths].sort(([a], [b]) => a - b);
  for (const [k, [step, path]] of sorted.entries()) {
    const before = sorted[k - 1]?.[1];
    ensure(
      before === undefined || (isLonger(path.layer, before.layer) && isLonger(path.network, before.network)),
      "INPUT",
      () =>
        `${name}: expected paths that never go down; got a shorter one at step ${step}; remove it and they are measured from the weights`,
    );
  }
  return new Map(sorted);
}

function isLonger(path: WeightPath, before: WeightPath): boolean {
  return path.perStep >= before.perStep && path.perCheckpoint >= before.perCheckpoint;
}
