// The file beside our checkpoints that records how far the weights have moved, and the same from the weights alone.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readModel } from "@stillpoint/autodiff";
import { type Run, StillpointError, type WeightPath } from "@stillpoint/core";
import {
  layerWeight,
  PathMeter,
  type TrainingCheckpoint,
  type WeightValues,
  weightNames,
  weightValues,
} from "@stillpoint/distill";
import { z } from "zod";
import { parseJson } from "../storage/json.ts";
import { readCheckpoint, type StepFile } from "./checkpoint-files.ts";

export const PATH_FILE = "paths.json";

type Path = Run["checkpoints"][number]["path"];

const pathSchema: z.ZodType<WeightPath> = z.object({ perStep: z.number(), perCheckpoint: z.number() });
const recordSchema = z.record(z.string(), z.object({ network: pathSchema, layers: z.record(z.string(), pathSchema) }));

/** The record of a training run: paths by step, of the whole network and of every analysed layer. */
export function pathRecord(checkpoints: readonly TrainingCheckpoint[]): string {
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

/**
 * Paths of checkpoints on disk: from the record beside them where it knows the layer, else summed over the files'
 * weights, in which case the path per step is NaN because the steps between are not known.
 */
export function pathsOf(files: readonly StepFile[], layer: string): ReadonlyMap<number, Path> {
  const record = join(dirname(files[0]?.file ?? "."), PATH_FILE);
  if (existsSync(record)) return parsePathRecord(readFileSync(record, "utf8"), record, layer);
  let meters: { readonly layer: PathMeter; readonly network: PathMeter } | undefined;
  return new Map(
    files.map((file) => {
      const model = readModel(readCheckpoint(file));
      const names = weightNames(model.graph);
      const values: WeightValues = new Map(names.map((name) => [name, weightValues(model, name)]));
      meters ??= {
        layer: new PathMeter([layerWeight(model.graph, layer)], values),
        network: new PathMeter(names, values),
      };
      const mark = (meter: PathMeter): WeightPath => ({ ...meter.mark(values), perStep: Number.NaN });
      return [file.step, { layer: mark(meters.layer), network: mark(meters.network) }];
    }),
  );
}
