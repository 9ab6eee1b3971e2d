// Batches of rows laid end to end.

/** All values of `parts`, in order, in one array of their own. */
export function joinRows(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** What `run` gives for each copy, one after the other. */
export async function oneByOne<Result>(batch: number, run: (copy: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let copy = 0; copy < batch; copy += 1) results.push(await run(copy));
  return results;
}
