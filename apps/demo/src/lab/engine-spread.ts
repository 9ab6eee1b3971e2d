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
 * One core is the page's: on two, the first map and the words under a key come as soon from one lane as from two, and the
 * page is held up less. Then lanes, which need not wait for each other: several networks at once take four fifths of the
 * time on two lanes that they take on one lane of two threads (benchmarks/results/browser.md). Cores beyond become
 * threads, where the page may share memory between them.
 */
export function spreadOver(cores: number, isolated: boolean): Spread {
  const free = Math.max(1, Math.floor(cores) - 1);
  const lanes = Math.min(MOST_LANES, free);
  if (!isolated) {
    return {
      lanes,
      threads: 1,
      notes: ["this host does not send the headers threads need: one thread for each network"],
    };
  }
  return { lanes, threads: Math.max(1, Math.min(MOST_THREADS, Math.floor(free / lanes))), notes: [] };
}
