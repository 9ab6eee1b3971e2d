// COCO's run lengths: how many pixels are out, in, out, ... going down one column after another.

/**
 * Sets `mask`, `[H, W]`, to `value` where runs are in. Returns how many pixels the runs have, which is H · W where they are of
 * this mask.
 */
export function fillRuns(
  mask: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  runs: readonly number[],
  value: number,
): number {
  let at = 0;
  for (const [k, length] of runs.entries()) {
    if (k % 2 === 1)
      for (let p = at; p < Math.min(at + length, height * width); p += 1)
        mask[(p % height) * width + Math.floor(p / height)] = value;
    at += length;
  }
  return at;
}

/** Characters carry 5 bits and whether more follow. */
const FIRST = 48;
const MORE = 0x20;
const SIGN = 0x10;

/**
 * Run lengths from COCO's text of them: little-endian groups of 5 bits with a sign, from the third on less the one before the
 * last. Undefined for a text that is none. Source: COCO's API (maskApi), recalled, held against its own code in tests.
 */
export function runsOf(text: string): number[] | undefined {
  const runs: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of text) {
    const code = (character.codePointAt(0) ?? 0) - FIRST;
    if (code < 0 || code > 63 || shift > 25) return undefined;
    value |= (code & 0x1f) << shift;
    shift += 5;
    if ((code & MORE) !== 0) continue;
    if ((code & SIGN) !== 0 && shift < 32) value |= -1 << shift;
    const run = runs.length > 2 ? value + runs[runs.length - 2]! : value;
    if (run < 0) return undefined;
    runs.push(run);
    [value, shift] = [0, 0];
  }
  return shift === 0 ? runs : undefined;
}
