// Every checkpoint of every trained role, small.

import { escapeHtml } from "./escape.ts";
import { mapsOf, pictureRoles, stepsOf } from "./map-values.ts";
import { roleClass, roleName } from "./role.ts";
import type { LayoutView, MapView, PictureView } from "./view.ts";

/** Whose maps are shown, and which moment is marked. */
export interface Film {
  readonly seed: number | undefined;
  readonly moment: number;
}

/** Pixels of one small map: a cell each on a grid, a square for points. */
function filmSize(layout: LayoutView): readonly [number, number] {
  return layout.kind === "grid" ? [layout.cols, layout.rows] : [120, 120];
}

function placeOf(maps: readonly MapView[], step: number): number {
  return maps.findIndex((map) => map.step === step);
}

/** A canvas, or nothing where a role has no map at a step. */
function frame(role: string, at: number, [width, height]: readonly [number, number]): string {
  if (at < 0) return "<span></span>";
  return `<canvas data-role="${escapeHtml(role)}" data-index="${at}" width="${width}" height="${height}"></canvas>`;
}

function stepMark(step: number, now: boolean): string {
  return `<span class="step${now ? " now" : ""}">${step}</span>`;
}

/** A row per role, a column per checkpoint. */
function rowsByRole(
  picture: PictureView,
  roles: readonly string[],
  steps: readonly number[],
  { seed, moment }: Film,
): string {
  const size = filmSize(picture.layout);
  const rows = roles.map((role) => {
    const maps = mapsOf(picture, role, seed);
    const cells = steps.map((step) => frame(role, placeOf(maps, step), size));
    return `<span class="who ${roleClass(role)}">${roleName(role)}</span>${cells.join("")}`;
  });
  return (
    `<div class="film ${picture.layout.kind}" style="--steps:${steps.length}"><span class="who muted">step</span>` +
    `${steps.map((step, index) => stepMark(step, index === moment)).join("")}${rows.join("")}</div>`
  );
}

/** A column per role, a strip per checkpoint: words from first to last, training downwards. */
function stripsByStep(
  picture: PictureView,
  roles: readonly string[],
  steps: readonly number[],
  { seed, moment }: Film,
): string {
  const units = picture.maps[0]?.entropies.length ?? 0;
  const heads = roles.map((role) => `<span class="who ${roleClass(role)}">${roleName(role)}</span>`);
  const rows = steps.map(
    (step, index) =>
      stepMark(step, index === moment) +
      roles.map((role) => frame(role, placeOf(mapsOf(picture, role, seed), step), [4 * units, 1])).join(""),
  );
  return (
    `<div class="film words" style="--roles:${roles.length}"><span class="who muted">step</span>` +
    `${heads.join("")}${rows.join("")}</div>`
  );
}

/** The slider's way on one page, and what print shows; nothing where there is one moment. */
export function filmstrip(picture: PictureView, shown: Film): string {
  const steps = stepsOf(picture, shown.seed);
  if (steps.length < 2) return "";
  const roles = pictureRoles(picture).filter((role) => role !== "teacher");
  const film =
    picture.layout.kind === "words"
      ? stripsByStep(picture, roles, steps, shown)
      : rowsByRole(picture, roles, steps, shown);
  return `<div class="scroll" tabindex="0" role="region" aria-label="Maps at every checkpoint">${film}</div>`;
}
