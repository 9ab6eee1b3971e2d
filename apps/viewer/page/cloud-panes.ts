// The clouds of one browser on their canvases: painted on demand, all under one view.

import type { Cloud, CloudLook } from "../src/cloud.ts";
import { FIRST_LOOK, type Orbit } from "../src/orbit.ts";
import { pointAt, project } from "../src/projection.ts";
import { themeColour } from "./cloud-colours.ts";
import { startHand } from "./cloud-hand.ts";
import { CloudScene, type Shown } from "./cloud-scene.ts";
import type { CloudPainter } from "./painter.ts";
import { plainPainter } from "./plain-painter.ts";

/** CSS pixels within which a point is read. */
const REACH = 12;
const FILM_DELAY = 160;

/** Where the clouds lie, and who wants to know which point is under the pointer. */
export interface CloudPlace {
  readonly place: HTMLElement;
  readonly painter: CloudPainter;
  current(): Shown;
  read(role: string, unit: number): void;
}

/** Smaller points where there are many. */
function radiusFor(count: number, side: number): number {
  return Math.min(5, Math.max(1.3, (0.2 * side) / Math.sqrt(count)));
}

/** Keeps the clouds of `place` painted; it may be filled anew at any time. */
export class CloudPanes {
  readonly #place: HTMLElement;
  readonly #painter: CloudPainter;
  readonly #scene: CloudScene;
  #orbit: Orbit = FIRST_LOOK;
  #marked: number | undefined;
  #frame = 0;
  #film: number | undefined;
  #printing = false;

  constructor({ place, painter, current, read }: CloudPlace) {
    this.#place = place;
    this.#painter = painter;
    this.#scene = new CloudScene(place, current);
    startHand(place, {
      orbit: () => this.#orbit,
      turn: (orbit) => this.#turn(orbit),
      mark: (point) => this.#mark(point),
      pointAt: (canvas, x, y) => pointAt(project(this.#scene.positions, this.#orbit, canvas.clientWidth), x, y, REACH),
      read,
    });
    this.#watch();
  }

  /** Paints the clouds of this moment soon. */
  paintMoment(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#paintPanes());
  }

  /** The same, and the film; the sample may be another one. */
  paintAll(): void {
    this.#marked = undefined;
    this.paintMoment();
    this.#paintFilm();
  }

  /** Repaints when size, theme or medium change. */
  #watch(): void {
    new ResizeObserver(() => this.paintMoment()).observe(this.#place);
    const again = (): void => this.#turn(this.#orbit);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    for (const type of ["beforeprint", "afterprint"] as const) {
      addEventListener(type, () => {
        this.#printing = type === "beforeprint";
        this.#paintPanes();
        this.#paintFilm();
      });
    }
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

  #look(count: number, side: number): CloudLook {
    const colour = (name: string): CloudLook["ring"] => themeColour(this.#place, name, this.#printing);
    return { radius: radiusFor(count, side), border: colour("--ink"), ring: colour("--ring") };
  }

  #paintPanes(): void {
    this.#frame = 0;
    for (const canvas of this.#place.querySelectorAll<HTMLCanvasElement>("canvas.cloud")) {
      const side = canvas.clientWidth;
      const context = canvas.getContext("2d");
      const cloud = this.#scene.cloudOf(canvas, this.#printing);
      if (!context || !cloud || side === 0) continue;
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
      const cloud = this.#scene.cloudOf(canvas, this.#printing);
      if (context && cloud) plainPainter(context, cloud, this.#orbit, this.#look(cloud.shapes.length, canvas.width), 1);
    }
  }
}
