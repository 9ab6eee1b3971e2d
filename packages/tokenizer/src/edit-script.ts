// The shortest way from one text to another by deleting and inserting.

/** `before[from..to)` became `after[start..end)`; between blocks both texts are equal. */
export interface EditBlock {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Edits after which two texts count as unrelated. */
const MOST_EDITS = 4000;

/**
 * Differing blocks of two texts in order, with the fewest edited code units (Myers 1986, the greedy algorithm);
 * undefined where more than 4,000 are needed.
 */
export function editBlocks(before: string, after: string): EditBlock[] | undefined {
  const limit = Math.min(before.length + after.length, MOST_EDITS);
  const reach = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    history.push(new Map(reach));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = stepsDown(reach, diagonal, edits) ? reach.get(diagonal + 1)! : reach.get(diagonal - 1)! + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      reach.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length)
        return slide(blocksOf(history, before.length, after.length), before, after);
    }
  }
  return undefined;
}

/** Whether the furthest path on a diagonal arrives by an insertion. */
function stepsDown(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  if (diagonal === edits) return false;
  return (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1);
}

/** Moves deletions and insertions as far to the front as they go: of a run of spaces the last one stays. */
function slide(blocks: readonly EditBlock[], before: string, after: string): EditBlock[] {
  let free = 0;
  return blocks.map((block) => {
    let { from, to, start, end } = block;
    while (from === to && from > free && after[start - 1] === after[end - 1])
      [from, to, start, end] = [from - 1, to - 1, start - 1, end - 1];
    while (start === end && from > free && before[from - 1] === before[to - 1])
      [from, to, start, end] = [from - 1, to - 1, start - 1, end - 1];
    free = to;
    return { from, to, start, end };
  });
}

/** Walks the kept reaches back and joins neighbouring edits. */
function blocksOf(history: readonly ReadonlyMap<number, number>[], before: number, after: number): EditBlock[] {
  const blocks: EditBlock[] = [];
  let [x, y] = [before, after];
  for (let edits = history.length - 1; edits > 0; edits--) {
    const reach = history[edits]!;
    const diagonal = x - y;
    const down = stepsDown(reach, diagonal, edits);
    const from = reach.get(down ? diagonal + 1 : diagonal - 1)!;
    const start = from - (down ? diagonal + 1 : diagonal - 1);
    const [to, end] = down ? [from, start + 1] : [from + 1, start];
    const next = blocks[0];
    if (next !== undefined && next.from === to && next.start === end)
      blocks[0] = { from, to: next.to, start, end: next.end };
    else blocks.unshift({ from, to, start, end });
    [x, y] = [from, start];
  }
  return blocks;
}
