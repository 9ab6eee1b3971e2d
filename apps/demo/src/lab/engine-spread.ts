// How a machine's cores are shared out among networks.

export interface Spread {
  readonly lanes: number;
  readonly threads: number;
  readonly notes: readonly string[];
}

/** Each lane holds ONNX Runtime and its networks once more. */
const MOST_LANES = 4;
/** More gain nothing on networks of this size. */
const MOST_THREADS = 4;

/**
 * Lanes first, for they need not wait for each other: several networks at once take four fifths of the time on two lanes
 * that they take on one lane of two threads (benchmarks/results/browser.md). Cores beyond the lanes become threads,
 * where the page may share memory between them.
 */
export function spreadOver(cores: number, isolated: boolean): Spread {
  const lanes = Math.max(1, Math.min(MOST_LANES, Math.floor(cores)));
  if (!isolated) {
    return {
      lanes,
      threads: 1,
      notes: ["this host does not send the headers threads need: one thread for each network"],
    };
  }
  return { lanes, threads: Math.max(1, Math.min(MOST_THREADS, Math.floor(cores / lanes))), notes: [] };
}
