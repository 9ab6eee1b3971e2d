// What an interval of a trial is, and of what.

export interface Arms {
  readonly low: number;
  readonly high: number;
}

export type Statistic = "mean" | "variance";
