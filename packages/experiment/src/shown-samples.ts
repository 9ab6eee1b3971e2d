// Which samples a report shows.

import type { TaskSample } from "@stillpoint/core";

/** Samples shown per task and group, and in all: folders of many classes are groups too. */
const PER_GROUP = 4;
const IN_ALL = 24;

/**
 * Some samples of each group, evenly spread over its list, which is sorted by name and so by class. One without a
 * foreground is in no number, and is shown by no report, where its group has others.
 */
export function shownSamples(samples: readonly TaskSample[]): TaskSample[] {
  const groups = [...new Set(samples.map(({ info }) => info.group))];
  const perGroup = Math.max(1, Math.min(PER_GROUP, Math.floor(IN_ALL / groups.length)));
  return groups
    .flatMap((group) => {
      const all = samples.filter(({ info }) => info.group === group);
      const counted = all.filter(({ info }) => info.units.some(({ region }) => region === "foreground"));
      const own = counted.length > 0 ? counted : all;
      const count = Math.min(perGroup, own.length);
      return Array.from({ length: count }, (_, k) => own[Math.floor((k * own.length) / count)]).filter(
        (sample) => sample !== undefined,
      );
    })
    .slice(0, IN_ALL);
}
