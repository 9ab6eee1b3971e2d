// Means with their intervals, and the entropy map's difference from each other map.

import { crossedDifference, crossedInterval, type Interval } from "@stillpoint/core";
import type { Block } from "./block.ts";
import { MAP_NAMES, type MapName } from "./maps/list.ts";
import { isByDefinition, MEASURE_NAMES, MEASURES, type MeasureName } from "./measures/measures.ts";

/** `better` and `worse` of the entropy map, where the interval of the difference excludes 0. */
export type Standing = "better" | "worse" | "undecided";

export interface Row {
  readonly modality: string;
  readonly family: string;
  readonly layer: string;
  readonly role: string;
  readonly measure: string;
  /** `area`: what the pointing game gives by chance. */
  readonly map: MapName | "area";
  readonly seeds: number;
  readonly samples: number;
  readonly value: Interval;
  /** Entropy minus this map, paired by network and sample; absent for the entropy map and where nothing is compared. */
  readonly difference?: Interval;
  readonly standing?: Standing;
}

/** One row for each measure and map. */
export function rowsOf(block: Block): Row[] {
  const { modality, family, layer, role, seeds, samples, values } = block;
  const known: readonly string[] = MEASURE_NAMES;
  const measures = [...values.keys()].sort((a, b) => known.indexOf(a) - known.indexOf(b));
  return measures.flatMap((measure) => {
    const byMap = values.get(measure);
    const own = byMap?.get("entropy");
    const names: readonly (MapName | "area")[] = [...MAP_NAMES, "area"];
    return names.flatMap((map): Row[] => {
      const cells = byMap?.get(map);
      if (cells === undefined) return [];
      const counts = { seeds: seeds.length, samples: samples.length };
      const row: Row = { modality, family, layer, role, measure, map, ...counts, value: crossedInterval(cells, "mean") };
      if (own === undefined || map === "entropy" || !isMeasure(measure)) return [row];
      if (map !== "area" && isByDefinition(map, measure)) return [row];
      const difference = crossedDifference(own, cells, "mean");
      const { best } = MEASURES[measure];
      if (best === "neither") return [{ ...row, difference }];
      return [{ ...row, difference, standing: standingOf(difference, best) }];
    });
  });
}

/** Where the interval holds 0, or is none, nothing is decided. */
export function standingOf({ low, high }: Interval, best: "most" | "least"): Standing {
  if (low > 0) return best === "most" ? "better" : "worse";
  if (high < 0) return best === "most" ? "worse" : "better";
  return "undecided";
}

export function isMeasure(name: string): name is MeasureName {
  return name in MEASURES;
}

const COLUMNS = [
  "modality",
  "family",
  "layer",
  "role",
  "measure",
  "map",
  "seeds",
  "samples",
  "mean",
  "low",
  "high",
  "entropyMinusMap",
  "differenceLow",
  "differenceHigh",
  "entropyIs",
];

/** faithfulness.csv; empty where a number is not defined. */
export function csv(rows: readonly Row[]): string {
  const number = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(6)));
  const lines = rows.map(({ modality, family, layer, role, measure, map, seeds, samples, ...row }) => {
    const { value, difference, standing = "" } = row;
    const numbers = [value.mean, value.low, value.high, difference?.mean, difference?.low, difference?.high];
    return [modality, family, layer, role, measure, map, seeds, samples, ...numbers.map(number), standing].join(",");
  });
  return `${[COLUMNS.join(","), ...lines].join("\n")}\n`;
}
