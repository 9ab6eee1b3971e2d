// What a benchmark leaves in files, `stillpoint analyze` measures again to the same numbers.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readShard } from "@stillpoint/report";
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
    for (const { measurement, units } of (await readShard(readFileSync(join(out, "shards", file)))).maps) {
      const { task, layer, role, seed, step, sample } = measurement.key;
      const regions = units.map(({ region, part }) => [region, part]);
      const entropies = [...measurement.map.entropies];
      maps.set([task, layer, role, seed, step, sample].join(" "), { entropies, regions });
    }
  }
  return maps;
}

it.each([
  // every role once: the others differ in what their files hold, not in who is measured
  ["image", "feature", 1, []],
  ["pointcloud", "feature", 1, ["--roles", "none", "--networks", "pointnet"]],
  ["sentiment", "feature", 1, ["--roles", "none", "--networks", "cnn"]],
  ["qa", "logits", 1, ["--roles", "none"]],
] as const)(
  "repeats the benchmark of %s by %s from its files, task by task",
  async (modality, methods, tasks, roles) => {
    const [bench, again] = [at(modality), at(`${modality}-again`)];
    const choice = ["--tasks", modality, "--methods", methods, "--preset", "smoke", "--samples", "3", ...roles];
    await succeed("bench", ...choice, "--workers", "1", "--out", bench);
    const configs = readdirSync(bench).filter((name) => /^analyze-.*\.json$/.test(name));
    expect(configs).toHaveLength(tasks);
    const repeated = new Map<string, unknown>();
    for (const config of configs) {
      await succeed("analyze", join(bench, config), "--workers", "1", "--out", join(again, config));
      for (const [key, map] of await mapsOf(join(again, config))) repeated.set(key, map);
    }
    // Its classes lie beside its data, and a network that knows little is no reason to stop.
    const loss = ["--temperature", "4", "--teacher-weight", "0.9", "--temperature-squared", "yes", "--no-accuracy"];
    if (modality !== "qa")
      await succeed("mechanism", join(bench, configs[0] ?? ""), ...loss, "--out", join(again, "why"));
    const measured = await mapsOf(bench);
    expect(measured.size).toBeGreaterThan(30 * tasks);
    expect(repeated).toEqual(measured);
  },
  180_000,
);
