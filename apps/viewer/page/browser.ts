// One sample browser: slider, play button, choice of sample, reading single units.

import { readAddress, writeAddress } from "../src/address.ts";
import { addressOf, type BrowserState, firstState, stateAt, withSample, withSeed } from "../src/browser-state.ts";
import { mapAt, pictureRoles, stepsOf } from "../src/map-values.ts";
import { browserMaps, browserMarkup } from "../src/sample-browser.ts";
import { foundSentence, sampleChips } from "../src/sample-list.ts";
import { isSampleOrder } from "../src/sample-order.ts";
import { unitPlaceSentence, unitSentence } from "../src/unit-sentence.ts";
import type { PictureView } from "../src/view.ts";
import { freshCaptions } from "./captions.ts";
import { CloudPanes } from "./cloud-panes.ts";
import { CloudScene, type Shown } from "./cloud-scene.ts";
import { paintFilm } from "./film.ts";
import type { CloudPainter } from "./painter.ts";
import { Player } from "./player.ts";
import { isReload } from "./reload.ts";
import { drawCursor, unitElement, walk } from "./walk.ts";

export interface BrowserOptions {
  readonly painter: CloudPainter;
  /** Whether the address of the page says what is shown, as in a report by itself; true by default. */
  readonly addressed?: boolean;
  /** Samples that were measured, where the pictures are not all of them. */
  readonly samples?: number;
}

class SampleBrowser {
  readonly #place: HTMLElement;
  readonly #pictures: readonly PictureView[];
  readonly #first: PictureView;
  /** The id of the section it lies in, to which addresses lead. */
  readonly #anchor: string;
  readonly #addressed: boolean;
  readonly #samples: number;
  readonly #player: Player;
  readonly #clouds: CloudPanes | undefined;
  #state: BrowserState;

  constructor(place: HTMLElement, pictures: readonly PictureView[], first: PictureView, options: BrowserOptions) {
    const { painter, addressed = true, samples = pictures.length } = options;
    this.#addressed = addressed;
    this.#samples = samples;
    this.#place = place;
    this.#pictures = pictures;
    this.#first = first;
    this.#anchor = place.closest("section.task")?.id ?? "";
    this.#state = firstState(first);
    this.#player = new Player({
      place,
      moment: () => this.#state.moment,
      last: () => this.#steps.length - 1,
      show: (moment) => this.#showMoment(moment),
      ended: () => this.#note(),
    });
    this.#clouds =
      first.layout.kind === "points"
        ? new CloudPanes({
            place,
            painter,
            stage: new CloudScene(place, () => this.shown),
            read: (role, unit) => this.#readUnit(role, unit),
          })
        : undefined;
  }

  start(): void {
    const place = this.#place;
    place.addEventListener("click", (event) => this.#click(event.target));
    place.addEventListener("input", (event) => this.#input(event.target));
    place.addEventListener("change", () => this.#note());
    place.addEventListener("pointerover", (event) => this.#read(event.target));
    place.addEventListener("focusin", (event) => this.#read(event.target));
    place.addEventListener("keydown", walk);
    for (const type of ["focusin", "focusout"] as const) place.addEventListener(type, drawCursor);
    if (this.#addressed)
      addEventListener("hashchange", () => {
        if (this.#follow()) this.#showAll();
      });
    const sent = this.#addressed && this.#follow() && readAddress(location.hash).sample !== undefined;
    this.#showAll();
    if (sent && !isReload()) place.scrollIntoView({ behavior: "instant" });
  }

  get shown(): Shown {
    return { picture: this.#picture, state: this.#state };
  }

  get #picture(): PictureView {
    return this.#pictures[this.#state.sample] ?? this.#first;
  }

  get #steps(): readonly number[] {
    return stepsOf(this.#picture, this.#state.seed);
  }

  /** Takes what the address asks for; whether it asks this browser. */
  #follow(): boolean {
    const address = readAddress(location.hash);
    if (address.anchor !== this.#anchor) return false;
    this.#player.stop();
    this.#state = stateAt(this.#pictures, this.#state, address);
    return true;
  }

  /** Puts what is shown into the address, without a step in the browser's history. */
  #note(): void {
    if (!this.#addressed) return;
    history.replaceState(null, "", writeAddress(addressOf(this.#anchor, this.#pictures, this.#state)));
  }

  #showMoment(moment: number): void {
    this.#state = { ...this.#state, moment };
    const step = this.#steps[moment] ?? 0;
    const slider = this.#place.querySelector<HTMLInputElement>(".slider");
    if (slider) {
      slider.value = String(moment);
      slider.setAttribute("aria-valuetext", `step ${step}`);
    }
    const output = this.#place.querySelector("output");
    if (output) output.textContent = String(step);
    const maps = this.#place.querySelector(".maps");
    if (maps && this.#clouds) freshCaptions(maps, browserMaps(this.#picture, this.#state));
    else if (maps) maps.innerHTML = browserMaps(this.#picture, this.#state);
    this.#clouds?.paintMoment();
    this.#place.querySelectorAll(".film .step").forEach((mark, index) => {
      mark.classList.toggle("now", index === moment);
    });
  }

  #showAll(): void {
    this.#place.innerHTML = browserMarkup(this.#pictures, this.#state, `${this.#anchor}-browser`, this.#samples);
    if (this.#clouds) this.#clouds.paintAll();
    else paintFilm(this.#place, this.#picture, this.#state);
  }

  /** Fills the list of samples anew; what is typed in stays in the reader's hand. */
  #showList(): void {
    const chips = this.#place.querySelector(".chips");
    if (chips) chips.innerHTML = sampleChips(this.#pictures, this.#state);
    const count = this.#place.querySelector(".count");
    if (count) count.textContent = foundSentence(this.#pictures, this.#state, this.#samples);
  }

  #readUnit(role: string, unit: number): void {
    const map = mapAt(this.#picture, role, this.#steps[this.#state.moment] ?? 0, this.#state.seed);
    const readout = this.#place.querySelector(".readout");
    if (!readout) return;
    readout.textContent = map ? unitSentence(this.#picture, map, unit) : unitPlaceSentence(this.#picture, unit);
  }

  #read(target: EventTarget | null): void {
    const element = unitElement(target);
    if (element) this.#readUnit(element.closest("figure")?.dataset.role ?? "", Number(element.dataset.unit));
  }

  #click(target: EventTarget | null): void {
    if (!(target instanceof Element)) return;
    const chip = target.closest<HTMLElement>(".chip");
    if (chip) {
      this.#player.stop();
      this.#state = withSample(this.#pictures, this.#state, Number(chip.dataset.sample));
      this.#showAll();
      this.#note();
      this.#place.querySelector<HTMLElement>(".chip[aria-pressed=true]")?.focus();
    } else if (!target.closest(".play")) {
      this.#read(target);
    } else if (this.#player.playing) {
      this.#player.stop();
      this.#note();
    } else {
      this.#player.play();
    }
  }

  #input(target: EventTarget | null): void {
    if (target instanceof HTMLInputElement && target.matches(".find")) {
      this.#state = { ...this.#state, find: target.value };
      this.#showList();
    } else if (target instanceof HTMLInputElement) {
      this.#player.stop();
      this.#showMoment(Number(target.value));
    } else if (target instanceof HTMLSelectElement) this.#choose(target);
  }

  #choose({ value, className }: HTMLSelectElement): void {
    if (className === "sort") {
      this.#state = { ...this.#state, order: isSampleOrder(value) ? value : "listed" };
      this.#showList();
      return;
    }
    this.#player.stop();
    this.#state =
      className === "seed"
        ? withSeed(this.#pictures, this.#state, Number(value))
        : { ...this.#state, reference: value === "raw" ? "raw" : "map-mean" };
    this.#showAll();
    this.#place.querySelector<HTMLElement>(`select.${className}`)?.focus();
  }
}

/** Fills `place` and keeps it alive; gives what is shown at a time, undefined where there is nothing to show. */
export function startBrowser(
  place: HTMLElement,
  pictures: readonly PictureView[],
  options: BrowserOptions,
): (() => Shown) | undefined {
  const first = pictures[0];
  if (!first || pictureRoles(first).length === 0) return undefined;
  const browser = new SampleBrowser(place, pictures, first, options);
  browser.start();
  return () => browser.shown;
}
