// What the sample browser of the page shows: a sample, and its maps at every checkpoint.

import type { PictureLayout, Region, Role, Unit } from "@stillpoint/core";
import { type PackedLook, type PackedPictures, packedMap } from "@stillpoint/viewer/packed";
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

function unitsOfParts(units: readonly Unit[]): Readonly<Record<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  units.forEach(({ part }, unit) => {
    if (part === undefined) return;
    const own = found.get(part);
    if (own === undefined) found.set(part, [unit]);
    else own.push(unit);
  });
  return Object.fromEntries(found);
}

/** A list without repetitions, by what its entries hold. */
class Distinct<Entry> {
  readonly entries: Entry[] = [];
  readonly #known: Map<string, number> = new Map();

  /** Where the entry lies. */
  at(entry: Entry): number {
    const text = JSON.stringify(entry);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, this.entries.length);
    return this.entries.push(entry) - 1;
  }
}

/**
 * The same pictures small enough to embed: maps as text (`packedMap`), regions one letter each; what several layers and
 * samples share, drawings and labels, is there once.
 */
export function compactPictures(pictures: readonly ReportPicture[]): PackedPictures {
  const looks = new Distinct<PackedLook>();
  const labels = new Distinct<readonly string[]>();
  const packed = pictures.map(({ task, sample, title, group, picture, mask, layout, units, maps }) => {
    const look = looks.at({
      ...(picture ? { picture } : {}),
      ...(mask ? { mask } : {}),
      layout: compactLayout(layout),
      ...(units
        ? {
            labels: labels.at(units.map(({ label }) => label)),
            regions: units.map(({ region }) => LETTERS[region]).join(""),
            parts: unitsOfParts(units),
          }
        : {}),
    });
    return { task, sample, title, group, look, maps: maps.map(packedMap) };
  });
  return { pictures: packed, looks: looks.entries, labels: labels.entries };
}
