// A finished run as the page shows it.

import type { PictureView } from "@stillpoint/viewer/parts";

/** One task at one layer, as the page shows it. */
export interface BrowsedTask {
  readonly id: string;
  readonly title: string;
  /** Where links of the report lead. */
  readonly anchor: string;
  /** Made here, of escaped text. */
  readonly markup: string;
  readonly pictures: readonly PictureView[];
}

export interface BrowsedRun {
  /** Made here, of escaped text; empty without a report. */
  readonly overview: string;
  readonly tasks: readonly BrowsedTask[];
  /** What is missing or was passed over, a sentence each. */
  readonly notes: readonly string[];
}
