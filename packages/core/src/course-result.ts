// How counts move with the threshold and with training: the lines of a report.

/** Mean counts per sample at one threshold, by role, named parts left out. */
export interface CurvePoint {
  readonly threshold: number;
  readonly networks: Readonly<
    Record<
      string,
      { readonly foregroundCount: number; readonly backgroundCount: number; readonly foregroundRatio: number }
    >
  >;
}

/**
 * One checkpoint of one network, means over samples and seeds: the lines of the learning plot. Named parts are left out.
 */
export interface TrajectoryPoint {
  readonly step: number;
  readonly layerPath: number;
  readonly networkPath: number;
  readonly foregroundCount: number;
  readonly backgroundCount: number;
  /** Points of the previous checkpoint still there, and those dropped since (detours). */
  readonly kept: number;
  readonly dropped: number;
}
