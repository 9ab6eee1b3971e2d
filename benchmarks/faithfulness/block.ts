// Numbers of one role of one cell: by map and measure, network by network and sample by sample.

import type { MapName } from "./maps/list.ts";

export interface Block {
  readonly modality: string;
  readonly family: string;
  readonly layer: string;
  readonly role: string;
  readonly seeds: readonly number[];
  readonly samples: readonly string[];
  /** `[S][n]` by measure, then by map; NaN where a number is not defined. */
  readonly values: ReadonlyMap<string, ReadonlyMap<MapName | "area", readonly Float64Array[]>>;
}

/** Collects numbers as they come, in any order. */
export class BlockDraft {
  readonly #values = new Map<string, Map<MapName | "area", Float64Array[]>>();
  readonly #seeds: readonly number[];
  readonly #samples: readonly string[];

  constructor(seeds: readonly number[], samples: readonly string[]) {
    this.#seeds = seeds;
    this.#samples = samples;
  }

  add(measure: string, map: MapName | "area", seed: number, sample: string, value: number): void {
    const byMap = this.#values.get(measure) ?? new Map<MapName | "area", Float64Array[]>();
    this.#values.set(measure, byMap);
    const cells = byMap.get(map) ?? this.#seeds.map(() => new Float64Array(this.#samples.length).fill(Number.NaN));
    byMap.set(map, cells);
    const row = cells[this.#seeds.indexOf(seed)];
    if (row !== undefined) row[this.#samples.indexOf(sample)] = value;
  }

  finish(place: Pick<Block, "modality" | "family" | "layer" | "role">): Block {
    return { ...place, seeds: this.#seeds, samples: this.#samples, values: this.#values };
  }
}
