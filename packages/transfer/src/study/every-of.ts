// Work on a list, some at a time, in the order of the list.

/** What `work` gives for every item; no more than `most` at once. After a failure no further one is begun, and it is thrown. */
export async function everyOf<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const found: Result[] = new Array<Result>(items.length);
  const waiting = items.entries();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (const [place, item] of waiting) {
      if (failed) return;
      try {
        found[place] = await work(item);
      } catch (cause) {
        failed = true;
        throw cause;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return found;
}
