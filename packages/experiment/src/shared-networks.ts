// Which tasks share trained networks, and so cannot be exchanged apart.

import type { TaskRecord } from "./task-file.ts";

/** Written by the task's record: `role, seed N, step N`. */
const NAME = /^(?<role>.+), seed \d+, step (?<step>\d+)$/;

/**
 * By task, without its layer, one name for all tasks that share a trained network with it, by whatever chain: layers of a
 * family, and a family whose students are taught in two ways beside the same scratch network. Teachers and weights before
 * the first step join nothing.
 */
export function networkFamilies(
  records: readonly Pick<TaskRecord, "task" | "checkpoints">[],
): ReadonlyMap<string, string> {
  const family = new Map(records.map(({ task }) => [task, task]));
  const owner = new Map<string, string>();
  for (const { task, checkpoints } of records) {
    for (const [name, identity] of Object.entries(checkpoints)) {
      const { role, step } = NAME.exec(name)?.groups ?? {};
      if (role === undefined || role === "teacher" || step === "0") continue;
      const other = owner.get(identity) ?? task;
      owner.set(identity, task);
      const [own, joined] = [family.get(task), family.get(other)];
      if (own === undefined || joined === undefined || own === joined) continue;
      for (const [each, known] of family) if (known === own) family.set(each, joined);
    }
  }
  return family;
}
