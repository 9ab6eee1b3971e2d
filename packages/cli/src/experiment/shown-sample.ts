// A measured sample with what the report shows of it.

import type { ReportPicture } from "@stillpoint/report";
import type { TaskSample } from "./measured-task.ts";

/** How a sample looks; drawn only for the few samples a report shows. */
export interface Look {
  readonly title: string;
  readonly layout: ReportPicture["layout"];
  /** SVG or HTML fragment of the input. */
  picture(): string;
  /** SVG or HTML fragment of the annotation. */
  annotation(): string;
}

/** A sample as the engine sees it and as a page draws it. */
export interface ShownSample extends TaskSample {
  readonly look: Look;
}
