// What a benchmark leaves in files, `stillpoint analyze` measures again to the same numbers.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readShards } from "@stillpoint/report";
import { afterAll, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, remove } = scratchFolder();
afterAll(remove);

async function succeed(...args: string[]): Promise<void> {
  const { code, error } = await run(...args);
  expect(code, error).toBe(0);
}

/** Every map of a run by network, checkpoint and sample, with the regions of its units. */
async function mapsOf(out: string): Promise<Map<string, unknown>> {
  const maps = new Map<string, unknown>();
  const files = readdirSync(join(out, "shards"), { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".parquet"))) {
    for (const shard of await readShards(readFileSync(join(out, "shards", file)))) {
      for (const { measurement, units } of shard.maps) {
        const { task, layer, role, seed, step, sample } = measurement.key;
        const regions = units.map(({ region, part }) => [region, part]);
        const entropies = [...measurement.map.entropies];
        maps.set([task, layer, role, seed, step, sample].join(" "), { entropies, regions });
      }
    }
  }
  return maps;
}

it.each(["image", "pointcloud", "sentiment", "qa"])("repeats the benchmark of %s from its files", async (modality) => {
  const [bench, again] = [at(modality), at(`${modality}-again`)];
  await succeed("bench", "--tasks", modality, "--preset", "smoke", "--workers", "1", "--out", bench);
  const configs = readdirSync(bench).filter((name) => /^analyze-.*\.json$/.test(name));
  expect(configs).toHaveLength(1);
  await succeed("analyze", join(bench, configs[0]!), "--workers", "1", "--out", again);
  const measured = await mapsOf(bench);
  expect(measured.size).toBeGreaterThan(50);
  expect(await mapsOf(again)).toEqual(measured);
});
