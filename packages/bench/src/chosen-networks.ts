// Which families of networks a run has, as a list of names.

import type { PresetName } from "./benchmark.ts";
import type { BenchmarkTask } from "./benchmark-task.ts";
import { namedOf } from "./name-list.ts";

/** The families of a comma-separated list, each once, in the list's order. Throws `USAGE` for one that no task has in the preset. */
export function chosenNetworks(list: string, tasks: readonly BenchmarkTask[], preset: PresetName): string[] {
  const there = [
    ...new Set(tasks.flatMap(({ benchmark }) => benchmark.presets[preset].networks.map(({ family }) => family))),
  ];
  const expected = `some of ${there.join(",")} (networks of these tasks in the ${preset} preset)`;
  return namedOf({ option: "networks", expected }, list, (name) => there.find((family) => family === name));
}
