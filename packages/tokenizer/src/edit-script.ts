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
  // The furthest place in `before` on each diagonal, -limit - 1 to limit + 1.
  const reach = new Int32Array(2 * limit + 3);
  const middle = limit + 1;
  const history: Reach[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    history.push({ furthest: reach.slice(middle - edits - 1, middle + edits + 2), middle: edits + 1 });
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down = stepsDown({ furthest: reach, middle }, diagonal, edits);
      let x = down ? reach[middle + diagonal + 1]! : reach[middle + diagonal - 1]! + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      reach[middle + diagonal] = x;
      if (x >= before.length && x - diagonal >= after.length)
        return slide(blocksOf(history, before.length, after.length), before, after);
    }
  }
  return undefined;
}

/** The furthest place on every diagonal; that of diagonal 0 stands at `middle`. */
interface Reach {
  readonly furthest: Int32Array;
  readonly middle: number;
}

/** Whether the furthest path on a diagonal arrives by an insertion. */
function stepsDown({ furthest, middle }: Reach, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  if (diagonal === edits) return false;
  return furthest[middle + diagonal - 1]! < furthest[middle + diagonal + 1]!;
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
function blocksOf(history: readonly Reach[], before: number, after: number): EditBlock[] {
  const blocks: EditBlock[] = [];
  let [x, y] = [before, after];
  for (let edits = history.length - 1; edits > 0; edits--) {
    const reach = history[edits]!;
    const diagonal = x - y;
    const down = stepsDown(reach, diagonal, edits);
    const earlier = down ? diagonal + 1 : diagonal - 1;
    const from = reach.furthest[reach.middle + earlier]!;
    const start = from - earlier;
    const [to, end] = down ? [from, start + 1] : [from + 1, start];
    const next = blocks[0];
    if (next !== undefined && next.from === to && next.start === end)
      blocks[0] = { from, to: next.to, start, end: next.end };
    else blocks.unshift({ from, to, start, end });
    [x, y] = [from, start];
  }
  return blocks;
}
