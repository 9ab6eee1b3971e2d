// The clouds of one browser on their canvases: painted on demand, all under one view.

import { type Cloud, type CloudLook, radiusFor } from "../src/cloud.ts";
import { FIRST_LOOK, type Orbit } from "../src/orbit.ts";
import { pointAt, project } from "../src/projection.ts";
import { themeColour } from "./cloud-colours.ts";
import { startHand } from "./cloud-hand.ts";
import type { CloudStage } from "./cloud-scene.ts";
import type { CloudPainter } from "./painter.ts";
import { plainPainter } from "./plain-painter.ts";

/** CSS pixels within which a point is read. */
const REACH = 12;
const FILM_DELAY = 160;
/** Milliseconds of painting in one frame: graphics in software take several for each canvas. */
const FRAME_BUDGET = 8;

/** Where the clouds lie, and who wants to know which point is under the pointer. */
export interface CloudPlace {
  readonly place: HTMLElement;
  readonly painter: CloudPainter;
  readonly stage: CloudStage;
  /** `spoken` where nobody sees the pointer: the point was chosen by a key. */
  read(role: string, unit: number, spoken: boolean): void;
  /** Ends the listening; without it the place lives as long as its page. */
  readonly signal?: AbortSignal;
}

/** Keeps the clouds of `place` painted; it may be filled anew at any time. */
export class CloudPanes {
  readonly #place: HTMLElement;
  readonly #painter: CloudPainter;
  readonly #stage: CloudStage;
  #orbit: Orbit = FIRST_LOOK;
  readonly #waiting: Set<HTMLCanvasElement> = new Set();
  #marked: number | undefined;
  #frame = 0;
  #film: number | undefined;
  #printing = false;

  constructor({ place, painter, stage, read, signal }: CloudPlace) {
    this.#place = place;
    this.#painter = painter;
    this.#stage = stage;
    const handled = {
      orbit: () => this.#orbit,
      turn: (orbit: Orbit) => this.#turn(orbit),
      mark: (point: number | undefined) => this.#mark(point),
      step: (by: number) => this.#step(by),
      pointAt: (canvas: HTMLCanvasElement, x: number, y: number) =>
        pointAt(project(this.#stage.positions, this.#orbit, canvas.clientWidth), x, y, REACH),
      read,
    };
    startHand(place, handled, signal);
    this.#watch(signal);
  }

  /** How all of them are looked at. */
  get orbit(): Orbit {
    return this.#orbit;
  }

  /** Paints the clouds of this moment soon. */
  paintMoment(): void {
    // Those that wait already keep their turn: a long drag starves none.
    for (const canvas of this.#place.querySelectorAll<HTMLCanvasElement>("canvas.cloud")) this.#waiting.add(canvas);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#paintPanes());
  }

  /** The same, and the film; the sample may be another one. */
  paintAll(): void {
    this.#marked = undefined;
    this.paintMoment();
    this.#paintFilm();
  }

  /** Repaints when size, theme or medium change. */
  #watch(signal: AbortSignal | undefined): void {
    const ended = signal === undefined ? {} : { signal };
    const again = (): void => this.#turn(this.#orbit);
    const sizes = new ResizeObserver(() => this.paintMoment());
    sizes.observe(this.#place);
    const themes = new MutationObserver(again);
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again, ended);
    for (const type of ["beforeprint", "afterprint"] as const) {
      const paint = (): void => {
        this.#printing = type === "beforeprint";
        this.paintMoment();
        this.#paintPanes();
        this.#paintFilm();
      };
      addEventListener(type, paint, ended);
    }
    signal?.addEventListener("abort", () => {
      sizes.disconnect();
      themes.disconnect();
      cancelAnimationFrame(this.#frame);
      clearTimeout(this.#film);
    });
  }

  #turn(orbit: Orbit): void {
    this.#orbit = orbit;
    this.paintMoment();
    clearTimeout(this.#film);
    this.#film = window.setTimeout(() => this.#paintFilm(), FILM_DELAY);
  }

  #mark(point: number | undefined): boolean {
    if (point === this.#marked) return false;
    this.#marked = point;
    this.paintMoment();
    return true;
  }

  /** Marks the point after the marked one, or before it. */
  #step(by: number): number | undefined {
    const count = this.#stage.positions.length / 3;
    if (count === 0) return undefined;
    const from = this.#marked ?? (by > 0 ? -1 : 0);
    const point = (from + by + count) % count;
    this.#mark(point);
    return point;
  }

  #look(count: number, side: number): CloudLook {
    const colour = (name: string): CloudLook["ring"] => themeColour(this.#place, name, this.#printing);
    return { radius: radiusFor(count, side), border: colour("--ink"), ring: colour("--ring") };
  }

  /** Paints canvases that wait for it, as many as fit into a frame and one at least; all of them for a printer. */
  #paintPanes(): void {
    this.#frame = 0;
    const until = performance.now() + FRAME_BUDGET;
    for (const canvas of this.#waiting) {
      if (!this.#printing && performance.now() > until) break;
      this.#waiting.delete(canvas);
      this.#paintPane(canvas);
    }
    if (this.#waiting.size > 0) this.#frame = requestAnimationFrame(() => this.#paintPanes());
  }

  #paintPane(canvas: HTMLCanvasElement): void {
    const side = canvas.clientWidth;
    const context = canvas.getContext("2d");
    const cloud = this.#stage.cloudOf(canvas, this.#printing);
    if (!context || !cloud || side === 0) return;
    const density = Math.max(1, devicePixelRatio);
    const pixels = Math.round(side * density);
    if (canvas.width !== pixels) {
      canvas.width = pixels;
      canvas.height = pixels;
    }
    const look = this.#look(cloud.shapes.length, side);
    this.#painter(context, cloud, this.#orbit, look, density);
    this.#paintMark(context, cloud, look.radius, density);
  }

  #paintMark(context: CanvasRenderingContext2D, cloud: Cloud, radius: number, density: number): void {
    const marked = this.#marked;
    if (marked === undefined || marked >= cloud.shapes.length) return;
    const { x, y, nearness } = project(cloud.positions, this.#orbit, context.canvas.width);
    context.beginPath();
    context.arc(x[marked]!, y[marked]!, (radius * nearness[marked]! * 1.9 + 3) * density, 0, 2 * Math.PI);
    context.strokeStyle = `rgb(${themeColour(this.#place, "--focus", false).join(" ")})`;
    context.lineWidth = 2 * density;
    context.stroke();
  }

  #paintFilm(): void {
    for (const canvas of this.#place.querySelectorAll<HTMLCanvasElement>(".film canvas")) {
      const context = canvas.getContext("2d");
      const cloud = this.#stage.cloudOf(canvas, this.#printing);
      if (context && cloud) plainPainter(context, cloud, this.#orbit, this.#look(cloud.shapes.length, canvas.width), 1);
    }
  }
}
