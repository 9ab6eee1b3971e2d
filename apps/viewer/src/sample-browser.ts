// Markup of the sample browser; the page moves it.

import type { BrowserState } from "./browser-state.ts";
import { entropyGradient } from "./colour.ts";
import { escapeHtml } from "./escape.ts";
import { filmstrip } from "./filmstrip.ts";
import { mapPane } from "./map-pane.ts";
import { mapAt, pictureDomain, pictureRoles, type Reference, stepsOf } from "./map-values.ts";
import { marksLegend } from "./marks-legend.ts";
import { plain, signed } from "./number.ts";
import { roleClass, roleName } from "./role.ts";
import { sampleList } from "./sample-list.ts";
import { pointSentence } from "./unit-sentence.ts";
import type { PictureView } from "./view.ts";

/** The maps of every role at one moment. */
export function browserMaps(picture: PictureView, state: BrowserState): string {
  const step = stepsOf(picture, state.seed)[state.moment] ?? 0;
  const domain = pictureDomain(picture, state.reference);
  const maps = pictureRoles(picture).map((role) => {
    const map = mapAt(picture, role, step, state.seed);
    if (!map) return "";
    const when = role === "teacher" ? "measured once" : `step ${map.step}`;
    return (
      `<figure class="${roleClass(role)}" data-role="${escapeHtml(role)}"><figcaption><b>${roleName(role)}</b> <small>${when}</small></figcaption>` +
      `${mapPane(picture, map, state.reference, domain, `${roleName(role)}, ${when}: ${pointSentence(picture, map)}`)}` +
      `<p>${escapeHtml(pointSentence(picture, map))}</p></figure>`
    );
  });
  return maps.join("");
}

/** The scale under the maps. */
function scaleLegend(picture: PictureView, reference: Reference): string {
  const [low, high] = pictureDomain(picture, reference);
  const text = reference === "raw" ? plain : signed;
  const unit = reference === "raw" ? "nats" : "nats beside the map’s mean";
  return (
    `<span>kept <b>${text(low, 1)}</b></span><i style="background:${entropyGradient()}" aria-hidden="true"></i>` +
    `<span><b>${text(high, 1)}</b> let go <small>${unit}</small></span>`
  );
}

/** The input and its annotation beside the maps; words carry theirs in every map. */
function source(picture: PictureView): string {
  const title = `<b>${escapeHtml(picture.title)}</b> <small>${escapeHtml(picture.group)}</small>`;
  const figure = (caption: string, body: string): string =>
    `<figure><figcaption>${caption}</figcaption><div class="frame">${body}</div></figure>`;
  const input = picture.picture ? figure(title, picture.picture) : "";
  const annotation =
    picture.layout.kind === "points"
      ? figure(
          picture.picture ? "<b>Annotation</b>" : title,
          '<canvas class="cloud" tabindex="0" data-annotation></canvas>',
        )
      : picture.mask
        ? figure("<b>Annotation</b>", picture.mask)
        : "";
  return input + annotation ? `<div class="source">${input}${annotation}</div>` : "";
}

/** The whole browser for the pictures of one task, of which `samples` were measured. */
export function browserMarkup(
  pictures: readonly PictureView[],
  state: BrowserState,
  id: string,
  samples: number = pictures.length,
): string {
  const picture = pictures[state.sample];
  if (!picture) return "";
  const steps = stepsOf(picture, state.seed);
  const step = steps[state.moment] ?? 0;
  const option = (value: Reference, words: string): string =>
    `<option value="${value}"${state.reference === value ? " selected" : ""}>${words}</option>`;
  const course =
    steps.length > 1
      ? `<button type="button" class="play" aria-label="Play training">▶</button>` +
        `<label for="${id}-step">Step</label><input id="${id}-step" class="slider" type="range" min="0" max="${steps.length - 1}" value="${state.moment}" aria-valuetext="step ${step}">` +
        `<output for="${id}-step">${step}</output>`
      : `<span class="once">Step <b>${step}</b>, of this sample and seed the only one in this file</span>`;
  return (
    `${sampleList(pictures, state, samples, id)}<div class="controls">${course}` +
    `<label class="reference">Colour <select class="colours">${option("map-mean", "beside the map’s mean")}${option("raw", "raw entropy")}</select></label></div>` +
    `<div class="stage ${picture.layout.kind}">${source(picture)}<div class="maps">${browserMaps(picture, state)}</div></div>` +
    `<div class="scale">${scaleLegend(picture, state.reference)}</div>${marksLegend(picture)}` +
    `<p class="readout" aria-live="polite">Point at a map to read its entropies.</p>${filmstrip(picture, state)}`
  );
}
