// Pointer, wheel and keys on clouds: they turn together and are read point by point.

import { keyed, type Orbit, turned, zoomed } from "../src/orbit.ts";
import { roleOf } from "./cloud-scene.ts";

/** What the hand moves. */
export interface Handled {
  orbit(): Orbit;
  turn(orbit: Orbit): void;
  /** Marks the point under the pointer, or none; whether it is another one than before. */
  mark(point: number | undefined): boolean;
  /** The point at a place of a canvas, CSS pixels. */
  pointAt(canvas: HTMLCanvasElement, x: number, y: number): number | undefined;
  read(role: string, unit: number): void;
}

function cloudAt(target: EventTarget | null): HTMLCanvasElement | undefined {
  return target instanceof HTMLCanvasElement && target.classList.contains("cloud") ? target : undefined;
}

function under(canvas: HTMLCanvasElement, event: PointerEvent, { pointAt }: Handled): number | undefined {
  const box = canvas.getBoundingClientRect();
  return pointAt(canvas, event.clientX - box.left, event.clientY - box.top);
}

/** Dragging turns; a pointer that only passes reads what is under it. */
function startDragging(place: HTMLElement, handled: Handled): void {
  let held: { readonly x: number; readonly y: number } | undefined;
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
      handled.turn(turned(handled.orbit(), (event.clientX - held.x) * speed, (event.clientY - held.y) * speed));
      held = { x: event.clientX, y: event.clientY };
      return;
    }
    const point = under(canvas, event, handled);
    if (handled.mark(point) && point !== undefined) handled.read(roleOf(canvas), point);
  });
  place.addEventListener("pointerleave", () => handled.mark(undefined));
}

/** Listens to everything that moves the clouds in `place`. */
export function startHand(place: HTMLElement, handled: Handled): void {
  startDragging(place, handled);
  place.addEventListener("click", (event) => {
    const canvas = cloudAt(event.target);
    const point = canvas && event instanceof PointerEvent ? under(canvas, event, handled) : undefined;
    if (canvas && point !== undefined) handled.read(roleOf(canvas), point);
  });
  place.addEventListener(
    "wheel",
    (event) => {
      // a plain wheel scrolls the page; with Ctrl, or as a pinch, it zooms
      if (!cloudAt(event.target) || !event.ctrlKey) return;
      event.preventDefault();
      handled.turn(zoomed(handled.orbit(), Math.exp(-event.deltaY / 200)));
    },
    { passive: false },
  );
  place.addEventListener("keydown", (event) => {
    const next = cloudAt(event.target) && keyed(handled.orbit(), event.key);
    if (!next) return;
    event.preventDefault();
    handled.turn(next);
  });
}
