// Measurements of other tasks than a report tells of: kept, but not beside it.

import type { Store } from "./store.ts";
import { type MeasuredTask, taskSlug } from "./task.ts";
import { taskFiles } from "./task-file.ts";

/** Where they go. */
const ASIDE = "earlier";

/** Moves the files of all tasks but `kept` below `earlier/`; what lay there of them is replaced. Throws `STORAGE`. */
export async function setAside(store: Store, kept: readonly Pick<MeasuredTask, "task" | "layer">[]): Promise<void> {
  const slugs = new Set(kept.map(taskSlug));
  for (const file of await taskFiles(store)) {
    const slug = file.replace(/^.*\//, "").replace(/\.json$/, "");
    if (slugs.has(slug)) continue;
    await store.remove(`${ASIDE}/shards/${slug}`);
    for (const name of [...(await store.list(`shards/${slug}`)), file]) {
      const bytes = await store.read(name);
      if (bytes === undefined) continue;
      await store.write(`${ASIDE}/${name}`, bytes);
      await store.remove(name);
    }
    await store.remove(`shards/${slug}`);
  }
}
