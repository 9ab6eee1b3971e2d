// Markup of the sample browser; the page moves it.

import { entropyGradient } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import { mapAt, mapSvg, mapsOf, pictureDomain, pointSentence, type Reference, stepsOf } from "./map-drawing.ts";
import { plain, signed } from "./number.ts";
import { roleClass, roleName, rolesOf } from "./role.ts";
import type { PictureView } from "./view.ts";

/** What the reader has chosen. */
export interface BrowserState {
  readonly sample: number;
  /** Index into the steps of the sample. */
  readonly moment: number;
  readonly reference: Reference;
  readonly playing: boolean;
}

/** The roles a picture has maps of; the teacher last, it is what the others are compared to. */
export function pictureRoles(picture: PictureView): string[] {
  const roles = rolesOf(Object.fromEntries(picture.maps.map(({ role }) => [role, true])));
  return [...roles.filter((role) => role !== "teacher"), ...roles.filter((role) => role === "teacher")];
}

/** The maps of every role at one moment. */
export function browserMaps(picture: PictureView, state: BrowserState): string {
  const step = stepsOf(picture)[state.moment] ?? 0;
  const maps = pictureRoles(picture).map((role) => {
    const map = mapAt(picture, role, step);
    if (!map) return "";
    const when = role === "teacher" ? "fully trained" : `step ${map.step}`;
    return (
      `<figure class="${roleClass(role)}" data-role="${escapeHtml(role)}"><figcaption><b>${roleName(role)}</b> <small>${when}</small></figcaption>` +
      `${mapSvg(picture, map, state.reference, `${roleName(role)}, ${when}: ${pointSentence(picture, map)}`)}` +
      `<p>${escapeHtml(pointSentence(picture, map))}</p></figure>`
    );
  });
  return maps.join("");
}

/** Every checkpoint of every trained role, small: the slider's way on one page, and what print shows. */
export function filmstrip(picture: PictureView, state: BrowserState): string {
  const steps = stepsOf(picture);
  const head = steps.map((step, index) => `<span class="step${index === state.moment ? " now" : ""}">${step}</span>`);
  const rows = pictureRoles(picture)
    .filter((role) => role !== "teacher")
    .map((role) => {
      const maps = mapsOf(picture, role);
      const cells = steps.map((step) => {
        const at = maps.findIndex((map) => map.step === step);
        return at < 0
          ? "<span></span>"
          : `<canvas data-role="${escapeHtml(role)}" data-index="${at}" width="${picture.grid.cols}" height="${picture.grid.rows}"></canvas>`;
      });
      return `<span class="who ${roleClass(role)}">${roleName(role)}</span>${cells.join("")}`;
    });
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="Maps at every checkpoint"><div class="film" style="--steps:${steps.length}">` +
    `<span class="who muted">step</span>${head.join("")}${rows.join("")}</div></div>`
  );
}

/** The scale under the maps. */
export function scaleLegend(picture: PictureView, reference: Reference): string {
  const [low, high] = pictureDomain(picture, reference);
  const text = reference === "raw" ? plain : signed;
  const unit = reference === "raw" ? "nats" : "nats beside the map’s mean";
  return (
    `<span>kept <b>${text(low, 1)}</b></span><i style="background:${entropyGradient()}" aria-hidden="true"></i>` +
    `<span><b>${text(high, 1)}</b> let go <small>${unit}</small></span>`
  );
}

/** The whole browser for the pictures of one task. */
export function browserMarkup(pictures: readonly PictureView[], state: BrowserState, id: string): string {
  const picture = pictures[state.sample];
  if (!picture) return "";
  const steps = stepsOf(picture);
  const step = steps[state.moment] ?? 0;
  const chips = pictures.map(
    (one, index) =>
      `<button type="button" class="chip" data-sample="${index}" aria-pressed="${index === state.sample}"><span aria-hidden="true">${one.picture}</span>` +
      `<b>${escapeHtml(one.title)}</b><small>${escapeHtml(one.group)}</small></button>`,
  );
  const option = (value: Reference, words: string): string =>
    `<option value="${value}"${state.reference === value ? " selected" : ""}>${words}</option>`;
  return (
    `<div class="chips" role="group" aria-label="Sample">${chips.join("")}</div>` +
    `<div class="controls"><button type="button" class="play" aria-label="Play training">▶</button>` +
    `<label for="${id}-step">Step</label><input id="${id}-step" class="slider" type="range" min="0" max="${steps.length - 1}" value="${state.moment}" aria-valuetext="step ${step}">` +
    `<output for="${id}-step">${step}</output>` +
    `<label class="reference">Colour <select>${option("map-mean", "beside the map’s mean")}${option("raw", "raw entropy")}</select></label></div>` +
    `<div class="stage"><div class="source"><figure><figcaption><b>${escapeHtml(picture.title)}</b> <small>${escapeHtml(picture.group)}</small></figcaption><div class="frame">${picture.picture}</div></figure>` +
    `<figure><figcaption><b>Annotation</b></figcaption><div class="frame">${picture.mask}</div></figure></div>` +
    `<div class="maps">${browserMaps(picture, state)}</div></div>` +
    `<div class="scale">${scaleLegend(picture, state.reference)}</div>` +
    `<p class="readout">Point at a unit to read its entropy.</p>${filmstrip(picture, state)}`
  );
}
