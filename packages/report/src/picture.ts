// What the sample browser of the page shows: a sample, and its maps at every checkpoint.

import type { PictureLayout, Region, Role, Unit } from "@stillpoint/core";
import { compactLayout } from "./layout.ts";

/** One entropy map of a sample. */
export interface PictureMap {
  readonly role: Role;
  readonly seed: number;
  readonly step: number;
  /** `[n]` nats, in the order of the layout's units. */
  readonly entropies: readonly number[];
  /** Indices of the units that are knowledge points. */
  readonly points: readonly number[];
}

/** A sample for the browser. */
export interface ReportPicture {
  /** `TaskResult.id` */
  readonly task: string;
  readonly sample: string;
  readonly title: string;
  readonly group: string;
  /**
   * SVG or HTML fragment of the input; it must load nothing. Trusted: it goes into the page as it is. Points and words
   * need none: their layout is the picture.
   */
  readonly picture?: string;
  /** SVG or HTML fragment of the annotation, drawn beside the picture. Trusted as `picture`. */
  readonly mask?: string;
  readonly layout: PictureLayout;
  /** `[n]` names and regions of the units; without them the browser counts. */
  readonly units?: readonly Unit[];
  readonly maps: readonly PictureMap[];
}

const LETTERS: Readonly<Record<Region, string>> = { foreground: "f", background: "b", border: "-" };

/** Maps are drawn, not computed with, from three decimals. */
function round(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}

/** The same picture small enough to embed: entropies rounded for drawing, regions one letter each. */
export function compactPicture(picture: ReportPicture): object {
  const { task, sample, title, group, layout, units, maps } = picture;
  return {
    task,
    sample,
    title,
    group,
    ...(picture.picture === undefined ? {} : { picture: picture.picture }),
    ...(picture.mask === undefined ? {} : { mask: picture.mask }),
    layout: compactLayout(layout),
    ...(units
      ? {
          labels: units.map((unit) => unit.label),
          regions: units.map((unit) => LETTERS[unit.region]).join(""),
          parts: units.map((unit) => unit.part ?? null),
        }
      : {}),
    maps: maps.map((map) => ({
      role: map.role,
      seed: map.seed,
      step: map.step,
      entropies: map.entropies.map(round),
      points: [...map.points],
    })),
  };
}
