// The clouds of one browser: painted on demand, turned together, read point by point.

import { annotationCloud, type Cloud, type CloudLook, mapCloud } from "../src/cloud.ts";
import type { Rgb } from "../src/colour.ts";
import { mapAt, mapsOf, pictureDomain, type Reference, stepsOf, unitShares } from "../src/map-values.ts";
import { FIRST_LOOK, keyed, type Orbit, turned, zoomed } from "../src/orbit.ts";
import { centred, pointAt, project } from "../src/projection.ts";
import type { BrowserState } from "../src/sample-browser.ts";
import type { PictureView } from "../src/view.ts";
import type { CloudPainter } from "./painter.ts";
import { plainPainter } from "./plain-painter.ts";

/** CSS pixels within which a point is read. */
const REACH = 12;
const FILM_DELAY = 160;

/** What is shown now, and who wants to know which point is under the pointer. */
export interface CloudScene {
  readonly place: HTMLElement;
  readonly painter: CloudPainter;
  current(): { readonly picture: PictureView; readonly state: BrowserState };
  read(role: string, unit: number): void;
}

export interface CloudPanes {
  /** Paints the clouds of this moment soon. */
  paintMoment(): void;
  /** The same, and the film. */
  paintAll(): void;
}

/** The colours of a light page. */
const PAPER: Readonly<Record<string, string>> = {
  "--ink": "#1f2329",
  "--ring": "#1f2329",
  "--faint": "#efece6",
  "--scratch": "#b85c10",
};

function themeColour(place: HTMLElement | typeof PAPER, name: string): Rgb {
  const text =
    place instanceof HTMLElement ? getComputedStyle(place).getPropertyValue(name).trim() : (place[name] ?? "#000000");
  const channel = (at: number): number => Number.parseInt(text.slice(at, at + 2), 16) || 0;
  return text.length === 4 ? [255, 255, 255] : [channel(1), channel(3), channel(5)];
}

/** Smaller points where there are many. */
function radiusFor(count: number, side: number): number {
  return Math.min(5, Math.max(1.3, (0.2 * side) / Math.sqrt(count)));
}

/** What is worked out once per picture. */
interface Known {
  readonly picture: PictureView;
  readonly positions: Float32Array;
  readonly domains: Readonly<Record<Reference, readonly [number, number]>>;
}

/** Keeps the clouds of `scene.place` painted; the place may be filled anew at any time. */
export function startClouds(scene: CloudScene): CloudPanes {
  const { place, painter } = scene;
  let orbit: Orbit = FIRST_LOOK;
  let marked: number | undefined;
  let frame = 0;
  let film: number | undefined;
  let held: { readonly x: number; readonly y: number } | undefined;
  let printing = false;
  let known: Known | undefined;

  const knownOf = (picture: PictureView): Known => {
    if (known?.picture === picture) return known;
    marked = undefined;
    known = {
      picture,
      positions: centred(picture.layout.kind === "points" ? picture.layout.positions : []),
      domains: { raw: pictureDomain(picture, "raw"), "map-mean": pictureDomain(picture, "map-mean") },
    };
    return known;
  };

  // paper is white whatever the theme
  const colour = (name: string): Rgb => themeColour(printing ? PAPER : place, name);

  const look = (count: number, side: number): CloudLook => {
    return { radius: radiusFor(count, side), border: colour("--ink"), ring: colour("--ring") };
  };

  const cloudOf = (canvas: HTMLCanvasElement): Cloud | undefined => {
    const { picture, state } = scene.current();
    const { positions, domains } = knownOf(picture);
    if (canvas.dataset.annotation !== undefined) {
      return annotationCloud(picture, positions, {
        object: colour("--ink"),
        background: colour("--faint"),
        part: colour("--scratch"),
      });
    }
    const role = canvas.closest("figure")?.dataset.role ?? canvas.dataset.role ?? "";
    const map =
      canvas.dataset.index === undefined
        ? mapAt(picture, role, stepsOf(picture)[state.moment] ?? 0)
        : mapsOf(picture, role)[Number(canvas.dataset.index)];
    return map && mapCloud(picture, positions, map, unitShares(map, state.reference, domains[state.reference]));
  };

  const mark = (context: CanvasRenderingContext2D, cloud: Cloud, radius: number, density: number): void => {
    if (marked === undefined || marked >= cloud.shapes.length) return;
    const { x, y, nearness } = project(cloud.positions, orbit, context.canvas.width);
    context.beginPath();
    context.arc(x[marked]!, y[marked]!, (radius * nearness[marked]! * 1.9 + 3) * density, 0, 2 * Math.PI);
    context.strokeStyle = `rgb(${colour("--focus").join(" ")})`;
    context.lineWidth = 2 * density;
    context.stroke();
  };

  const paintPanes = (): void => {
    frame = 0;
    for (const canvas of place.querySelectorAll<HTMLCanvasElement>("canvas.cloud")) {
      const side = canvas.clientWidth;
      const context = canvas.getContext("2d");
      const cloud = cloudOf(canvas);
      if (!context || !cloud || side === 0) continue;
      const density = Math.max(1, devicePixelRatio);
      const pixels = Math.round(side * density);
      if (canvas.width !== pixels) {
        canvas.width = pixels;
        canvas.height = pixels;
      }
      const style = look(cloud.shapes.length, side);
      painter(context, cloud, orbit, style, density);
      mark(context, cloud, style.radius, density);
    }
  };

  const paintFilm = (): void => {
    for (const canvas of place.querySelectorAll<HTMLCanvasElement>(".film canvas")) {
      const context = canvas.getContext("2d");
      const cloud = cloudOf(canvas);
      if (context && cloud) plainPainter(context, cloud, orbit, look(cloud.shapes.length, canvas.width), 1);
    }
  };

  const soon = (): void => {
    if (frame === 0) frame = requestAnimationFrame(paintPanes);
  };

  const turn = (next: Orbit): void => {
    orbit = next;
    soon();
    clearTimeout(film);
    film = window.setTimeout(paintFilm, FILM_DELAY);
  };

  const under = (canvas: HTMLCanvasElement, event: PointerEvent): number | undefined => {
    const side = canvas.clientWidth;
    const projection = project(knownOf(scene.current().picture).positions, orbit, side);
    const box = canvas.getBoundingClientRect();
    return pointAt(projection, event.clientX - box.left, event.clientY - box.top, REACH);
  };

  const cloudAt = (target: EventTarget | null): HTMLCanvasElement | undefined =>
    target instanceof HTMLCanvasElement && target.classList.contains("cloud") ? target : undefined;

  place.addEventListener("pointerdown", (event) => {
    const canvas = cloudAt(event.target);
    if (!canvas) return;
    canvas.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    place.addEventListener(end, () => {
      held = undefined;
    });
  }
  place.addEventListener("pointermove", (event) => {
    const canvas = cloudAt(event.target);
    if (!canvas) return;
    if (held) {
      const speed = Math.PI / canvas.clientWidth;
      turn(turned(orbit, (event.clientX - held.x) * speed, (event.clientY - held.y) * speed));
      held = { x: event.clientX, y: event.clientY };
      return;
    }
    const point = under(canvas, event);
    if (point === marked) return;
    marked = point;
    soon();
    if (point !== undefined) scene.read(canvas.closest("figure")?.dataset.role ?? "", point);
  });
  place.addEventListener("pointerleave", () => {
    marked = undefined;
    soon();
  });
  place.addEventListener("click", (event) => {
    const canvas = cloudAt(event.target);
    const point = canvas && event instanceof PointerEvent ? under(canvas, event) : undefined;
    if (canvas && point !== undefined) scene.read(canvas.closest("figure")?.dataset.role ?? "", point);
  });
  place.addEventListener(
    "wheel",
    (event) => {
      // a plain wheel scrolls the page; with Ctrl, or as a pinch, it zooms
      if (!cloudAt(event.target) || !event.ctrlKey) return;
      event.preventDefault();
      turn(zoomed(orbit, Math.exp(-event.deltaY / 200)));
    },
    { passive: false },
  );
  place.addEventListener("keydown", (event) => {
    const canvas = cloudAt(event.target);
    const next = canvas && keyed(orbit, event.key);
    if (!next) return;
    event.preventDefault();
    turn(next);
  });
  new ResizeObserver(soon).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => turn(orbit));
  new MutationObserver(() => turn(orbit)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  for (const type of ["beforeprint", "afterprint"] as const) {
    addEventListener(type, () => {
      printing = type === "beforeprint";
      paintPanes();
      paintFilm();
    });
  }

  return {
    paintMoment: soon,
    paintAll: () => {
      soon();
      paintFilm();
    },
  };
}
