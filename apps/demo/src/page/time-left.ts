// How long something still takes, in words, by how long it took so far.

/** Sooner than this nothing is promised, milliseconds. */
const SOON = 1500;

export function timeLeft(
  { done, total }: { readonly done: number; readonly total: number },
  spent: number,
): string | undefined {
  if (done <= 0 || total <= done || spent < SOON) return undefined;
  const seconds = (spent / done) * (total - done) * 1e-3;
  if (seconds < 60) return `about ${Math.ceil(seconds)} s left`;
  return seconds < 3600 ? `about ${Math.ceil(seconds / 60)} min left` : `about ${(seconds / 3600).toFixed(1)} h left`;
}
