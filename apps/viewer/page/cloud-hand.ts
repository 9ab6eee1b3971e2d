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
  /** Marks the next point, or with −1 the one before; undefined where there is none. */
  step(by: 1 | -1): number | undefined;
  read(role: string, unit: number, spoken: boolean): void;
}

/** Keys that go from point to point. */
const STEPS: ReadonlyMap<string, 1 | -1> = new Map([
  [".", 1],
  [",", -1],
]);

function cloudAt(target: EventTarget | null): HTMLCanvasElement | undefined {
  return target instanceof HTMLCanvasElement && target.classList.contains("cloud") ? target : undefined;
}

function under(canvas: HTMLCanvasElement, event: PointerEvent, { pointAt }: Handled): number | undefined {
  const box = canvas.getBoundingClientRect();
  return pointAt(canvas, event.clientX - box.left, event.clientY - box.top);
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** How far the two of two fingers are apart, CSS pixels. */
function spread([one, two]: readonly Spot[]): number {
  return one && two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
}

/** Dragging turns, two fingers zoom; a pointer that only passes reads what is under it. */
function startDragging(place: HTMLElement, handled: Handled, ended: AddEventListenerOptions): void {
  const held = new Map<number, Spot>();
  const drag = (canvas: HTMLCanvasElement, before: Spot, { pointerId, clientX: x, clientY: y }: PointerEvent): void => {
    const wide = spread([...held.values()]);
    held.set(pointerId, { x, y });
    const now = spread([...held.values()]);
    const speed = Math.PI / canvas.clientWidth;
    if (held.size === 1) handled.turn(turned(handled.orbit(), (x - before.x) * speed, (y - before.y) * speed));
    else if (held.size === 2 && wide > 0 && now > 0) handled.turn(zoomed(handled.orbit(), now / wide));
  };
  const down = (event: PointerEvent): void => {
    const canvas = cloudAt(event.target);
    if (!canvas) return;
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const move = (event: PointerEvent): void => {
    const canvas = cloudAt(event.target);
    if (!canvas) return;
    const before = held.get(event.pointerId);
    const point = before ? undefined : under(canvas, event, handled);
    if (before) drag(canvas, before, event);
    else if (handled.mark(point) && point !== undefined) handled.read(roleOf(canvas), point, false);
  };
  place.addEventListener("pointerdown", down, ended);
  for (const end of ["pointerup", "pointercancel"] as const)
    place.addEventListener(end, ({ pointerId }) => held.delete(pointerId), ended);
  place.addEventListener("pointermove", move, ended);
  place.addEventListener("pointerleave", () => handled.mark(undefined), ended);
}

/** Listens to everything that moves the clouds in `place`, until `signal` ends it. */
export function startHand(place: HTMLElement, handled: Handled, signal: AbortSignal | undefined): void {
  const ended = signal === undefined ? {} : { signal };
  startDragging(place, handled, ended);
  place.addEventListener(
    "click",
    (event) => {
      const canvas = cloudAt(event.target);
      const point = canvas && event instanceof PointerEvent ? under(canvas, event, handled) : undefined;
      if (canvas && point !== undefined) handled.read(roleOf(canvas), point, false);
    },
    ended,
  );
  place.addEventListener(
    "wheel",
    (event) => {
      // a plain wheel scrolls the page; with Ctrl, or as a pinch, it zooms
      if (!cloudAt(event.target) || !event.ctrlKey) return;
      event.preventDefault();
      handled.turn(zoomed(handled.orbit(), Math.exp(-event.deltaY / 200)));
    },
    { passive: false, ...ended },
  );
  const step = (canvas: HTMLCanvasElement, by: 1 | -1): void => {
    const point = handled.step(by);
    if (point !== undefined) handled.read(roleOf(canvas), point, true);
  };
  place.addEventListener(
    "keydown",
    (event) => {
      const canvas = cloudAt(event.target);
      if (!canvas || event.ctrlKey || event.metaKey || event.altKey) return;
      const by = STEPS.get(event.key);
      const next = keyed(handled.orbit(), event.key);
      if (by !== undefined) step(canvas, by);
      else if (next) handled.turn(next);
      else return;
      event.preventDefault();
    },
    ended,
  );
}
