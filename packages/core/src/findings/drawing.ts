// What is to be drawn of findings, as data: whoever measures says what, a page says how.

import type { Role } from "../contract.ts";

export interface DrawingText {
  /** Stable and unique among the drawings beside it. */
  readonly id: string;
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly caption: string;
}

/** One curve; NaN leaves a gap. */
export interface Series {
  readonly name: string;
  readonly role?: Role;
  readonly values: readonly number[];
  /** A band of 95 %, as long as `values`. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

/** Curves over one axis: agreement over strength, signals over T, gains over correlation. */
export interface LinesDrawing extends DrawingText {
  readonly kind: "lines";
  readonly x: { readonly label: string; readonly values: readonly number[]; readonly logarithmic?: true };
  readonly y: { readonly label: string; readonly low?: number; readonly high?: number };
  readonly series: readonly Series[];
}

/** A table of numbers as colours; `values` row by row, NaN is left empty. `middle` makes the scale diverge from there. */
export interface HeatDrawing extends DrawingText {
  readonly kind: "heat";
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly number[];
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly middle?: number;
}

/** How numbers are distributed; `counts` has one less than `edges`. Series may be moments of training. */
export interface HistogramDrawing extends DrawingText {
  readonly kind: "histogram";
  readonly x: { readonly label: string; readonly edges: readonly number[] };
  readonly series: readonly { readonly name: string; readonly role?: Role; readonly counts: readonly number[] }[];
}

/** Pixels `[height, width, 3]`, 0 to 255, with a map over them `[height, width]` or coarser, from 0 (cold) to 1. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgb: readonly number[];
  readonly heat?: { readonly width: number; readonly height: number; readonly values: readonly number[] };
  /** What a network answers for it. */
  readonly note?: string;
}

/** Rows of pictures: maps of where networks look, pictures before and after an attack. */
export interface PicturesDrawing extends DrawingText {
  readonly kind: "pictures";
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly pictures: readonly Raster[] }[];
}

/** Where networks draw their boundaries on one plane: `classes` `[height, width]` is the answer at every place. */
export interface RegionsDrawing extends DrawingText {
  readonly kind: "regions";
  readonly width: number;
  readonly height: number;
  readonly classNames: readonly string[];
  /** The samples that span it, in cells. */
  readonly samples: readonly { readonly x: number; readonly y: number; readonly class: number }[];
  readonly panels: readonly { readonly name: string; readonly role?: Role; readonly classes: readonly number[] }[];
}

/** Texts with a weight for each piece from 0 to 1; null for pieces without one. */
export interface WordsDrawing extends DrawingText {
  readonly kind: "words";
  readonly rows: readonly {
    readonly name: string;
    readonly note?: string;
    readonly pieces: readonly { readonly text: string; readonly weight: number | null }[];
  }[];
}

/** Clouds `[n*3]`, y up, with a weight for each point from 0 to 1. */
export interface CloudsDrawing extends DrawingText {
  readonly kind: "clouds";
  readonly clouds: readonly {
    readonly name: string;
    readonly note?: string;
    readonly positions: readonly number[];
    readonly weights: readonly number[];
  }[];
}

export type Drawing =
  | LinesDrawing
  | HeatDrawing
  | HistogramDrawing
  | PicturesDrawing
  | RegionsDrawing
  | WordsDrawing
  | CloudsDrawing;
