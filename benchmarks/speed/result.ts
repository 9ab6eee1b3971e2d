// What the benchmark measures, as written to results/speed.json. Times in milliseconds, memory in MiB.

/** One quantity measured several times. */
export interface Timing {
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly repeats: number;
}

/** A column that could not be measured, and why. */
export interface Missing {
  readonly missing: string;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
}

export interface Versions {
  readonly node: string;
  readonly onnxruntime: string;
  readonly torch: string | Missing;
  readonly python: string | Missing;
}

/** Forward and input gradient of one perturbed copy. */
export interface PassRow {
  readonly network: string;
  readonly features: number;
  readonly batch: number;
  /** Wall milliseconds per pass, all cores busy. */
  readonly ours: Timing;
  readonly pytorch: Timing | Missing;
  /** Share of the workers' wall time spent inside ONNX Runtime's run. */
  readonly insideRuntime: number;
  /** Calls of ONNX Runtime's run that the share is made of. */
  readonly runs: number;
}

/** A whole map of one sample at one layer. */
export interface MapRow {
  readonly network: string;
  readonly units: number;
  readonly features: number;
  /** Our `limit` map: wall milliseconds, passes, and its own Monte-Carlo error in nats. */
  readonly limit: Timing;
  readonly limitPasses: number;
  readonly limitError: number;
  /** One of the 80 steps of the official recipe. */
  readonly officialStep: Timing | Missing;
  /** The same with the weight gradients the published code computes. */
  readonly literalStep: Timing | Missing;
  readonly officialSteps: number;
  /** Share of the workers' wall time spent inside ONNX Runtime's run, with one map per worker. */
  readonly insideRuntime: number;
}

export interface TrainingRow {
  readonly network: string;
  readonly weights: number;
  readonly batch: number;
  readonly optimiser: string;
  readonly ours: Timing;
  readonly pytorch: Timing | Missing;
}

/** How far a map is from the truth: RMS over units, each map's mean removed, median over samples; nats. */
export interface ErrorRow {
  readonly network: string;
  readonly layer: string;
  readonly recipe: string;
  /** Perturbed copies used, probes and the non-linearity check included; mean over samples. */
  readonly passes: number;
  /** Against the exact Jacobian energy, or against a long Adam run where `recipe` says so. */
  readonly error: number;
  /** What the map itself said about its error. */
  readonly stated: number;
  readonly nonLinearity: number;
  readonly samples: number;
}

export interface MemoryRow {
  readonly runs: number;
  readonly residentMiB: number;
}

export interface SpeedResult {
  readonly schema: "stillpoint.speed/1";
  readonly command: string;
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Versions;
  readonly passes: readonly PassRow[];
  readonly maps: readonly MapRow[];
  readonly training: readonly TrainingRow[];
  readonly errors: readonly ErrorRow[];
  readonly memory: { readonly network: string; readonly rows: readonly MemoryRow[] } | Missing;
}

export function isMissing(value: unknown): value is Missing {
  return typeof value === "object" && value !== null && "missing" in value;
}

/** Median, fastest and slowest of `values`. Throws RangeError when there are none. */
export function timing(values: readonly number[]): Timing {
  if (values.length === 0) throw new RangeError("timing: expected at least one value; got none");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    fastest: sorted[0]!,
    slowest: sorted.at(-1)!,
    repeats: sorted.length,
  };
}
