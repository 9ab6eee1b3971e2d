// Arrow keys from cell to cell of the large table, whose details stand below it.

import { neighbour } from "../src/neighbour.ts";

const CELL = ".cross td[data-said]";

function cellOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>(CELL) ?? undefined) : undefined;
}

function tell(target: EventTarget | null): void {
  const cell = cellOf(target);
  const place = cell?.closest(".scroll")?.parentElement?.querySelector(".said");
  if (cell && place) place.textContent = cell.dataset.said ?? "";
}

function step(event: KeyboardEvent): void {
  const from = cellOf(event.target);
  const table = from?.closest("table");
  const row = from?.closest("tr");
  if (!from || !table || !row || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter") {
    row.querySelector<HTMLAnchorElement>("th a")?.click();
    return;
  }
  const cells = [...table.querySelectorAll<HTMLElement>("td[data-said]")];
  const cols = row.querySelectorAll("td[data-said]").length;
  const at = neighbour(cells.indexOf(from), event.key, { kind: "cells", count: cells.length, cols });
  const next = at === undefined ? undefined : cells[at];
  if (!next) return;
  event.preventDefault();
  from.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** Makes the cells of the table in `page` readable by key and pointer; the table may be filled anew. `signal` ends it. */
export function startCells(page: HTMLElement, signal?: AbortSignal): void {
  const until = signal === undefined ? {} : { signal };
  page.addEventListener("keydown", step, until);
  page.addEventListener("focusin", ({ target }) => tell(target), until);
  page.addEventListener("click", ({ target }) => tell(target), until);
}
