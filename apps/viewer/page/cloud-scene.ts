// The clouds of one browser: which cloud a canvas shows, worked out once per picture.

import type { BrowserState } from "../src/browser-state.ts";
import { annotationCloud, type Cloud, mapCloud } from "../src/cloud.ts";
import { mapAt, mapsOf, pictureDomain, type Reference, stepsOf, unitShares } from "../src/map-values.ts";
import { centred } from "../src/projection.ts";
import type { PictureView } from "../src/view.ts";
import { themeColour } from "./cloud-colours.ts";

/** What is shown now. */
export interface Shown {
  readonly picture: PictureView;
  readonly state: BrowserState;
}

/** Which cloud every canvas of a place shows. */
export interface CloudStage {
  /** `[n*3]` inside the unit sphere, the same for all. */
  readonly positions: Float32Array;
  /** Undefined where it shows none. */
  cloudOf(canvas: HTMLCanvasElement, printing: boolean): Cloud | undefined;
}

interface Known {
  readonly picture: PictureView;
  readonly positions: Float32Array;
  readonly domains: Readonly<Record<Reference, readonly [number, number]>>;
}

/** The role whose map a canvas shows. */
export function roleOf(canvas: HTMLCanvasElement): string {
  return canvas.closest("figure")?.dataset.role ?? canvas.dataset.role ?? "";
}

/** The annotation in the colours of the page, or of paper. */
export function themedAnnotation(
  picture: PictureView,
  positions: Float32Array,
  place: HTMLElement,
  printing: boolean,
): Cloud {
  return annotationCloud(picture, positions, {
    object: themeColour(place, "--ink", printing),
    background: themeColour(place, "--faint", printing),
    part: themeColour(place, "--scratch", printing),
  });
}

export class CloudScene implements CloudStage {
  readonly #current: () => Shown;
  readonly #place: HTMLElement;
  #known: Known | undefined;

  constructor(place: HTMLElement, current: () => Shown) {
    this.#place = place;
    this.#current = current;
  }

  /** `[n*3]` inside the unit sphere. */
  get positions(): Float32Array {
    return this.#knownOf(this.#current().picture).positions;
  }

  /** The annotation, a map of the film, or the map of the moment. */
  cloudOf(canvas: HTMLCanvasElement, printing: boolean): Cloud | undefined {
    const { picture, state } = this.#current();
    const { positions, domains } = this.#knownOf(picture);
    if (canvas.dataset.annotation !== undefined) return themedAnnotation(picture, positions, this.#place, printing);
    const map =
      canvas.dataset.index === undefined
        ? mapAt(picture, roleOf(canvas), stepsOf(picture, state.seed)[state.moment] ?? 0, state.seed)
        : mapsOf(picture, roleOf(canvas), state.seed)[Number(canvas.dataset.index)];
    return map && mapCloud(picture, positions, map, unitShares(map, state.reference, domains[state.reference]));
  }

  #knownOf(picture: PictureView): Known {
    if (this.#known?.picture === picture) return this.#known;
    this.#known = {
      picture,
      positions: centred(picture.layout.kind === "points" ? picture.layout.positions : []),
      domains: { raw: pictureDomain(picture, "raw"), "map-mean": pictureDomain(picture, "map-mean") },
    };
    return this.#known;
  }
}
