// Rows of a shard back into measured maps.

import {
  type EntropyMap,
  type Measurement,
  type MeasurementKey,
  type OPTIONAL_MAP_NUMBERS,
  RECIPES,
  REGIONS,
  type Recipe,
  type Region,
  ROLES,
  type Role,
  type SecondBound,
  STOPS,
  type Stop,
  type Unit,
} from "@stillpoint/core";
import { z } from "zod";
import type { MeasuredMap, OptionalNumbers, Table } from "./shard.ts";

const role: z.ZodType<Role> = z.enum(ROLES);
const region: z.ZodType<Region> = z.enum(REGIONS);
const recipe: z.ZodType<Recipe> = z.enum(RECIPES);
const stop: z.ZodType<Stop> = z.enum(STOPS);

/** A measurement's key as stored in a file. */
export const keySchema: z.ZodType<MeasurementKey> = z.object({
  task: z.string(),
  layer: z.string(),
  seed: z.number(),
  role,
  step: z.number(),
  sample: z.string(),
});

function unitsAt({ text }: Table, from: number, to: number): Unit[] {
  const units: Unit[] = [];
  for (let row = from; row < to; row++) {
    const part = text.part[row];
    units.push({
      label: text.label[row] ?? "",
      region: region.parse(text.region[row]),
      ...(typeof part === "string" ? { part } : {}),
    });
  }
  return units;
}

type Scalar = (typeof OPTIONAL_MAP_NUMBERS)[number];

function scalar({ optional }: Table, name: Scalar, row: number): { readonly [K in Scalar]?: number } {
  const { values, exists } = optional[name];
  return exists[row] === 1 ? { [name]: values[row] } : {};
}

function secondBound({ optional }: Table, from: number, to: number): { readonly atSecondBound?: SecondBound } {
  if (optional.secondUpper.exists[from] !== 1) return {};
  const number = ({ values }: OptionalNumbers): number => values[from] ?? Number.NaN;
  return {
    atSecondBound: {
      upper: number(optional.secondUpper),
      entropies: optional.entropyAtSecondBound.values.slice(from, to),
      meanEntropy: number(optional.secondMeanEntropy),
      unitsAtBound: number(optional.secondUnitsAtBound),
    },
  };
}

/** Whose the map is that a row belongs to. */
export function keyAt({ text, integer, long }: Table, row: number): MeasurementKey {
  const string = (values: readonly (string | null)[]): string => values[row] ?? "";
  return {
    task: string(text.task),
    layer: string(text.layer),
    seed: integer.seed[row] ?? Number.NaN,
    role: role.parse(text.role[row]),
    step: long.step[row] ?? Number.NaN,
    sample: string(text.sample),
  };
}

function mapAt(table: Table, from: number, to: number): MeasuredMap {
  const { text, integer, double } = table;
  const number = (values: Int32Array | Float64Array): number => values[from] ?? Number.NaN;
  const map: EntropyMap = {
    recipe: recipe.parse(text.recipe[from]),
    entropies: double.entropy.slice(from, to),
    standardErrors: double.standardError.slice(from, to),
    meanEntropy: number(double.meanEntropy),
    referenceDistortion: number(double.referenceDistortion),
    distortion: number(double.distortion),
    nonLinearity: number(double.nonLinearity),
    passes: number(integer.passes),
    unitsAtBound: number(integer.unitsAtBound),
    monteCarloError: number(double.monteCarloError),
    ...scalar(table, "shiftError", from),
    stop: stop.parse(text.stop[from]),
    ...scalar(table, "referenceSigma", from),
    ...scalar(table, "unitsAtUpper", from),
    ...secondBound(table, from, to),
  };
  const measurement: Measurement = { key: keyAt(table, from), map };
  return { measurement, units: unitsAt(table, from, to) };
}

/**
 * The maps of a table, in the order of its rows. Rows of one map are contiguous and count their units from 0, so
 * unit 0 starts a map.
 *
 * @throws ZodError when a role, region, recipe or stop is none we know.
 */
export function mapsOf(table: Table): MeasuredMap[] {
  const maps: MeasuredMap[] = [];
  let from = 0;
  for (let row = 1; row <= table.rows; row++) {
    if (row < table.rows && table.integer.unit[row] !== 0) continue;
    maps.push(mapAt(table, from, row));
    from = row;
  }
  return maps;
}
