// The samples to choose from: searched, in an order, each with what the two networks make of it.

import type { BrowserState } from "./browser-state.ts";
import { escapeHtml } from "./escape.ts";
import { seedsOf } from "./map-values.ts";
import { signed } from "./number.ts";
import { orderedSamples, type Place, placeOf, type SampleOrder, sampleEffect } from "./sample-order.ts";
import type { PictureView } from "./view.ts";

/** The name of the part that samples have; undefined where they have none. */
function partName(pictures: readonly PictureView[]): string | undefined {
  for (const { parts } of pictures) for (const name of parts ?? []) if (name !== null) return name;
  return undefined;
}

function placeName(place: Place, pictures: readonly PictureView[]): string {
  return place === "part" ? (partName(pictures) ?? "part") : place;
}

/** Orders that the samples can be put in: places without an effect anywhere are left out. */
function offeredOrders(pictures: readonly PictureView[]): readonly (readonly [SampleOrder, string])[] {
  const places = (["part", "background", "foreground"] as const).filter((place) =>
    pictures.some((picture) => sampleEffect(picture, place) !== undefined),
  );
  return [
    ["listed", "as listed"],
    ["title", "by name"],
    ...places.flatMap((place): (readonly [SampleOrder, string])[] => {
      const name = placeName(place, pictures);
      return [
        [place, `fewest points on ${name}, distilled − scratch`],
        [`-${place}`, `most points on ${name}, distilled − scratch`],
      ];
    }),
  ];
}

function options<Value extends string | number>(
  choices: readonly (readonly [Value, string])[],
  chosen: Value | undefined,
): string {
  return choices
    .map(
      ([value, words]) =>
        `<option value="${escapeHtml(String(value))}"${value === chosen ? " selected" : ""}>${escapeHtml(words)}</option>`,
    )
    .join("");
}

/** How many of how many, for a live region. */
export function foundSentence(pictures: readonly PictureView[], state: BrowserState, samples: number): string {
  const found = orderedSamples(pictures, state).length;
  const here = pictures.length === 1 ? "1 sample" : `${pictures.length} samples`;
  const kept = samples > pictures.length ? ` of the ${samples} that were measured` : "";
  return state.find ? `${found} of ${here}${kept}` : `${here}${kept}`;
}

/** A button for every sample that was found, in order. */
export function sampleChips(pictures: readonly PictureView[], state: BrowserState): string {
  const place = placeOf(state.order);
  return orderedSamples(pictures, state)
    .map((index) => {
      const one = pictures[index];
      if (!one) return "";
      const effect = place && sampleEffect(one, place, state.seed);
      const said = effect === undefined ? escapeHtml(one.group) : `${signed(effect, 0)} points`;
      return (
        `<button type="button" class="chip" data-sample="${index}" aria-pressed="${index === state.sample}">` +
        `${one.picture ? `<span aria-hidden="true">${one.picture}</span>` : ""}` +
        `<b>${escapeHtml(one.title)}</b><small>${said}</small></button>`
      );
    })
    .join("");
}

/** Search, order, seed and the samples; `samples` were measured. */
export function sampleList(pictures: readonly PictureView[], state: BrowserState, samples: number, id: string): string {
  const picture = pictures[state.sample];
  const seeds = picture ? seedsOf(picture) : [];
  const seed =
    seeds.length > 1
      ? `<label>Seed <select class="seed">${options(
          seeds.map((one) => [one, String(one)] as const),
          state.seed,
        )}</select></label>`
      : "";
  const search =
    pictures.length > 1
      ? `<label>Find <input type="search" class="find" value="${escapeHtml(state.find)}" placeholder="name, group or text" autocomplete="off"></label>` +
        `<label class="order">Sort <select class="sort">${options(offeredOrders(pictures), state.order)}</select></label>`
      : "";
  return (
    `<div class="choices">${search}${seed}<span class="count" id="${id}-count" role="status">${foundSentence(pictures, state, samples)}</span></div>` +
    `<div class="chips" role="group" aria-label="Samples" aria-describedby="${id}-count">${sampleChips(pictures, state)}</div>`
  );
}
