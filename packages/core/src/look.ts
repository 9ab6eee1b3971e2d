// How a sample looks on a page: where its units lie, and what is drawn beside its maps.

import type { UnitInput } from "./contract.ts";
import type { SampleInfo } from "./measurement.ts";

/** Cells row by row; unit `row · cols + col`. */
export interface GridLayout {
  readonly kind: "grid";
  readonly rows: number;
  readonly cols: number;
}

/** Points in space, one unit each. */
export interface PointsLayout {
  readonly kind: "points";
  /** `[n*3]` x, y, z of every unit in turn; y points up. */
  readonly positions: readonly number[];
}

/** A piece of text; `unit` is null for what lies between units and for what was held fixed. */
export interface TextSegment {
  readonly text: string;
  readonly unit: number | null;
}

/** One text of a sample, such as a question or its context; the segments joined are the exact original text. */
export interface TextBlock {
  readonly title?: string;
  readonly segments: readonly TextSegment[];
}

/** Words in their texts; a unit may take several segments. */
export interface WordsLayout {
  readonly kind: "words";
  readonly blocks: readonly TextBlock[];
}

export type PictureLayout = GridLayout | PointsLayout | WordsLayout;

/** How a sample looks; drawn only for the few samples that a report shows. */
export interface Look {
  readonly title: string;
  readonly layout: PictureLayout;
  /** SVG or HTML fragment of the input, trusted; empty where the layout is the picture. */
  picture(): string;
  /** SVG or HTML fragment of the annotation, trusted. */
  annotation(): string;
}

/** A sample as statistics know it, as the engine sees it and, where a report shall show it, as a page draws it. */
export interface TaskSample {
  readonly info: SampleInfo;
  readonly input: UnitInput;
  readonly look?: Look;
}
