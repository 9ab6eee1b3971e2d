// Numbers of a report as Markdown.

import type { ReportInterval } from "@stillpoint/report";

/** The mean with its interval; a dash for what is not known. */
export function interval(value: ReportInterval | undefined): string {
  if (value === undefined || value.mean === null) return "–";
  return `${digits(value.mean)} [${digits(value.low)}, ${digits(value.high)}]`;
}

/** Three digits behind the point below 1, two below 10, one from there on. */
export function digits(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}

export function percent(share: number | null): string {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}
