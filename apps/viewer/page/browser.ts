// One sample browser: slider, play button, choice of sample, reading single units.

import { entropyColour } from "../src/colour.ts";
import { mapAt, mapsOf, pictureDomain, pictureRoles, stepsOf, unitShares } from "../src/map-values.ts";
import { type BrowserState, browserMaps, browserMarkup } from "../src/sample-browser.ts";
import { unitPlaceSentence, unitSentence } from "../src/unit-sentence.ts";
import type { PictureView } from "../src/view.ts";
import { startClouds } from "./cloud-panes.ts";
import type { CloudPainter } from "./painter.ts";

const MILLISECONDS_PER_STEP = 550;

function paintFilm(place: HTMLElement, picture: PictureView, state: BrowserState): void {
  const { layout } = picture;
  if (layout.kind === "points") return;
  const domain = pictureDomain(picture, state.reference);
  for (const canvas of place.querySelectorAll<HTMLCanvasElement>(".film canvas")) {
    const map = mapsOf(picture, canvas.dataset.role ?? "")[Number(canvas.dataset.index)];
    const context = canvas.getContext("2d");
    if (!map || !context) continue;
    unitShares(map, state.reference, domain).forEach((share, unit) => {
      context.fillStyle = entropyColour(share);
      if (layout.kind === "words") context.fillRect(4 * unit, 0, 4, 1);
      else context.fillRect(unit % layout.cols, Math.floor(unit / layout.cols), 1, 1);
    });
  }
}

/** New captions around maps that stay where they are: a canvas may be in the reader's hand. */
function freshCaptions(maps: Element, markup: string): void {
  const fresh = document.createElement("div");
  fresh.innerHTML = markup;
  const figures = fresh.querySelectorAll("figure");
  maps.querySelectorAll("figure").forEach((figure, index) => {
    for (const name of ["figcaption", "p"]) {
      const [old, next] = [figure.querySelector(name), figures[index]?.querySelector(name)];
      if (old && next) old.innerHTML = next.innerHTML;
    }
  });
}

/** The word that an arrow leads to, in the reading direction of the text. */
function neighbour(word: HTMLElement, key: string): HTMLElement | undefined {
  const along = getComputedStyle(word).direction === "rtl" ? -1 : 1;
  const step = key === "ArrowRight" ? along : key === "ArrowLeft" ? -along : 0;
  const words = [...(word.closest(".words")?.querySelectorAll<HTMLElement>(".word") ?? [])];
  return step === 0 ? undefined : words[words.indexOf(word) + step];
}

/** Fills `place` and keeps it alive. */
export function startBrowser(place: HTMLElement, pictures: readonly PictureView[], painter: CloudPainter): void {
  const first = pictures[0];
  if (!first) return;
  const id = `browser-${(place.dataset.task ?? "").replace(/[^A-Za-z0-9]+/g, "-")}`;
  let state: BrowserState = {
    sample: 0,
    moment: stepsOf(first).length - 1,
    reference: "map-mean",
    playing: false,
  };
  let timer: number | undefined;

  const picture = (): PictureView => pictures[state.sample] ?? first;

  const stop = (): void => {
    clearInterval(timer);
    state = { ...state, playing: false };
    const button = place.querySelector(".play");
    if (button) {
      button.textContent = "▶";
      button.setAttribute("aria-label", "Play training");
    }
  };

  const showMoment = (moment: number): void => {
    state = { ...state, moment };
    const step = stepsOf(picture())[moment] ?? 0;
    const slider = place.querySelector<HTMLInputElement>(".slider");
    if (slider) {
      slider.value = String(moment);
      slider.setAttribute("aria-valuetext", `step ${step}`);
    }
    const output = place.querySelector("output");
    if (output) output.textContent = String(step);
    const maps = place.querySelector(".maps");
    if (maps && clouds) freshCaptions(maps, browserMaps(picture(), state));
    else if (maps) maps.innerHTML = browserMaps(picture(), state);
    clouds?.paintMoment();
    place.querySelectorAll(".film .step").forEach((mark, index) => {
      mark.classList.toggle("now", index === moment);
    });
  };

  const showAll = (): void => {
    place.innerHTML = browserMarkup(pictures, state, id);
    if (clouds) clouds.paintAll();
    else paintFilm(place, picture(), state);
  };

  const play = (): void => {
    const last = stepsOf(picture()).length - 1;
    state = { ...state, playing: true };
    const button = place.querySelector(".play");
    if (button) {
      button.textContent = "❚❚";
      button.setAttribute("aria-label", "Pause");
    }
    showMoment(state.moment >= last ? 0 : state.moment);
    timer = window.setInterval(() => {
      if (state.moment >= last) stop();
      else showMoment(state.moment + 1);
    }, MILLISECONDS_PER_STEP);
  };

  const readUnit = (role: string, unit: number): void => {
    const map = mapAt(picture(), role, stepsOf(picture())[state.moment] ?? 0);
    const readout = place.querySelector(".readout");
    if (readout) readout.textContent = map ? unitSentence(picture(), map, unit) : unitPlaceSentence(picture(), unit);
  };

  const read = (target: EventTarget | null): void => {
    if (!(target instanceof SVGElement || target instanceof HTMLElement) || target.dataset.unit === undefined) return;
    readUnit(target.closest("figure")?.dataset.role ?? "", Number(target.dataset.unit));
  };

  const clouds =
    first.layout.kind === "points"
      ? startClouds({ place, painter, current: () => ({ picture: picture(), state }), read: readUnit })
      : undefined;

  place.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const chip = event.target.closest<HTMLElement>(".chip");
    if (chip) {
      stop();
      state = { ...state, sample: Number(chip.dataset.sample) };
      state = { ...state, moment: Math.min(state.moment, stepsOf(picture()).length - 1) };
      showAll();
      place.querySelector<HTMLElement>(".chip[aria-pressed=true]")?.focus();
    } else if (event.target.closest(".play")) {
      if (state.playing) stop();
      else play();
    } else read(event.target);
  });
  place.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement) {
      stop();
      showMoment(Number(event.target.value));
    } else if (event.target instanceof HTMLSelectElement) {
      state = { ...state, reference: event.target.value === "raw" ? "raw" : "map-mean" };
      showAll();
    }
  });
  place.addEventListener("pointerover", (event) => read(event.target));
  place.addEventListener("focusin", (event) => read(event.target));
  place.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.classList.contains("word")) return;
    const next = neighbour(event.target, event.key);
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  if (pictureRoles(first).length > 0) showAll();
}
