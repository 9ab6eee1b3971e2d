// Holds the maps of a journey against the exact Jacobian that PyTorch computed, unit by unit.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FIXED } from "@stillpoint/core";
import { readShard } from "@stillpoint/report";
import { Command } from "commander";
import { foundNetworks } from "../../packages/cli/src/analyze/found-networks.ts";
import { MODALITIES } from "../../packages/cli/src/analyze/modality-loader.ts";
import { analyzeConfig } from "../../packages/cli/src/analyze/read-config.ts";
import { networkFile } from "../../packages/cli/src/files/network-file.ts";

/** What a journey's script left: by role and sample the squared norm of every column of the layer's Jacobian. */
interface Exact {
  readonly layer: string;
  readonly step: number;
  readonly columns: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

/** One map beside the exact one, over units that are at no bound. */
export interface Compared {
  readonly role: string;
  readonly sample: string;
  readonly free: number;
  readonly units: number;
  /** Root mean square difference of entropies without what is common to all units, nats. */
  readonly difference: number;
  /** The map's own error, likewise. */
  readonly stated: number;
}

const ROLES: Readonly<Record<string, string>> = { student: "distilled", scratch: "scratch" };

/**
 * Compares the maps of a run made by `stillpoint.jsonc` in `folder`. In the small-noise limit H_i = c − ln(G_i) / 2 with
 * G_i the squared norms of a unit's columns, summed, and one c for all units.
 */
export async function compareJourney(folder: string): Promise<Compared[]> {
  const exact: Exact = JSON.parse(readFileSync(join(folder, "jacobian.json"), "utf8"));
  const config = analyzeConfig(join(folder, "stillpoint.jsonc"), new Command());
  const { networks } = foundNetworks(config);
  const loader = MODALITIES.find(({ modality }) => modality.id === config.modality);
  const file = networks.find(({ role }) => role === "distilled")?.files[0]?.file ?? "";
  const fitted = await loader?.load(config, await networkFile(file));
  const compared: Compared[] = [];
  const shards = join(config.out, "shards");
  for (const name of readdirSync(shards, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".parquet")) continue;
    for (const { measurement } of (await readShard(readFileSync(join(shards, name)))).maps) {
      const { role, seed, step, sample, layer } = measurement.key;
      const [ours] = Object.entries(ROLES).find(([, known]) => known === role) ?? [];
      const columns = exact.columns[ours ?? ""]?.[sample];
      const unitOf = fitted?.samples.find(({ info }) => info.id === sample)?.input.unitOf;
      if (layer !== exact.layer || seed !== 0 || step !== exact.step || columns === undefined || unitOf === undefined)
        continue;
      const { entropies, standardErrors } = measurement.map;
      const repeat = columns.length / unitOf.data.length;
      const energies = new Float64Array(entropies.length);
      for (const [k, unit] of unitOf.data.entries()) {
        if (unit === FIXED) continue;
        for (let j = 0; j < repeat; j += 1) energies[unit] = (energies[unit] ?? 0) + (columns[k * repeat + j] ?? 0);
      }
      // A unit at a bound is as certain or as free as units may be; its entropy says nothing of its energy.
      const bounds = measurement.map.unitsAtBound === 0 ? [] : [Math.min(...entropies), Math.max(...entropies)];
      const free = [...entropies.keys()].filter((unit) => !bounds.includes(entropies[unit] ?? 0));
      const apart = free.map((unit) => (entropies[unit] ?? 0) + Math.log(energies[unit] ?? 0) / 2);
      const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length;
      compared.push({
        role,
        sample,
        free: free.length,
        units: entropies.length,
        difference: rms(apart.map((value) => value - mean)),
        stated: rms(free.map((unit) => standardErrors[unit] ?? 0)),
      });
    }
  }
  return compared;
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

const [folder] = process.argv.slice(2);
if (folder !== undefined && existsSync(join(folder, "jacobian.json"))) {
  for (const { role, sample, free, units, difference, stated } of await compareJourney(folder)) {
    console.log(
      `${role} ${sample}: ${free} of ${units} units free, ${difference.toFixed(4)} nats apart, stated ${stated.toFixed(4)}`,
    );
  }
}
