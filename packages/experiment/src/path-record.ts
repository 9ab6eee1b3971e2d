// The record of a training run: how far the weights have moved, by step.

import { parseJson, type Run, StillpointError, type WeightPath } from "@stillpoint/core";
import { z } from "zod";

/** Where a run leaves its record, beside its checkpoints. */
export const PATH_FILE = "paths.json";

type Path = Run["checkpoints"][number]["path"];

/** A checkpoint of a training whose path is recorded: that of the network, and of every analysed layer by name. */
export interface RecordedCheckpoint {
  readonly step: number;
  readonly path: { readonly network: WeightPath; readonly layers: Readonly<Record<string, WeightPath>> };
}

const pathSchema: z.ZodType<WeightPath> = z.object({ perStep: z.number(), perCheckpoint: z.number() });
/** Steps are whole numbers as they are written, so that `NaN` or `1e3` is no step. */
const stepSchema = z.string().regex(/^\d+$/);
const recordSchema = z.record(stepSchema, z.object({ network: pathSchema, layers: z.record(z.string(), pathSchema) }));

/** The record of a training run: paths by step, of the whole network and of every analysed layer. */
export function pathRecord(checkpoints: readonly RecordedCheckpoint[]): string {
  const entries = checkpoints.map(({ step, path }) => [step, { network: path.network, layers: path.layers }]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`;
}

/** Parses a record; returns the path of one layer by step. Throws `INPUT` when it is not one or lacks the layer. */
export function parsePathRecord(text: string, name: string, layer: string): ReadonlyMap<number, Path> {
  const parsed = recordSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new StillpointError(
      "INPUT",
      `${name}: expected the weight paths of a training; got something else; remove it and they are measured from the weights`,
    );
  }
  return new Map(
    Object.entries(parsed.data).map(([step, { network, layers }]) => {
      const own = layers[layer];
      if (own === undefined)
        throw new StillpointError(
          "INPUT",
          `${name}: expected the path of layer ${layer}; got ${Object.keys(layers).join(", ")}; remove it and paths are measured from the weights`,
        );
      return [Number(step), { layer: own, network }];
    }),
  );
}
