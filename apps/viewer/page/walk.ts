// Arrow keys from unit to unit of a map: one of them is in the order of the tab key.

import { neighbour, type Walk } from "../src/neighbour.ts";

type UnitElement = HTMLElement | SVGElement;

/** The element of a unit, where the target of an event is one. */
export function unitElement(target: EventTarget | null): UnitElement | undefined {
  const is = target instanceof HTMLElement || target instanceof SVGElement;
  return is && target.dataset.unit !== undefined ? target : undefined;
}

function walkOf(from: UnitElement, map: UnitElement, count: number): Walk {
  const cols = Number(map.dataset.cols);
  if (cols > 0) return { kind: "cells", count, cols };
  return { kind: "words", count, rightToLeft: getComputedStyle(from).direction === "rtl" };
}

/** Draws the cursor around a cell that gets the focus, and takes it away from one that loses it. */
export function drawCursor({ type, target }: FocusEvent): void {
  const cell = unitElement(target);
  if (!(cell instanceof SVGRectElement)) return;
  const line = type === "focusin" ? `M${cell.getAttribute("x")} ${cell.getAttribute("y")}h1v1h-1z` : "";
  for (const path of cell.ownerSVGElement?.querySelectorAll(".cursor") ?? []) path.setAttribute("d", line);
}

/** Moves the focus where the key leads, if it leads anywhere. */
export function walk(event: KeyboardEvent): void {
  const from = unitElement(event.target);
  const map = from?.closest<UnitElement>(".map, .words");
  if (!from || !map) return;
  const units = [...map.querySelectorAll<UnitElement>("[data-unit]")];
  const at = neighbour(units.indexOf(from), event.key, walkOf(from, map, units.length));
  const next = at === undefined ? undefined : units[at];
  if (!next) return;
  event.preventDefault();
  from.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}
