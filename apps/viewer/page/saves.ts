// Every figure and table can be saved: its numbers as CSV, what is seen as PNG.

import { csvText, fileName, type Sheet } from "../src/sheet.ts";
import { portrait } from "./portrait.ts";
import { sheetIn } from "./sheets.ts";

/** What a menu saves. */
interface Saved {
  /** For people and for the file. */
  readonly name: string;
  /** Of the block it lies in. */
  readonly heading: string;
  readonly element: () => HTMLElement | null;
  readonly sheet: () => Sheet | undefined;
}

const FIGURES = "table, .comparisons, .chart, .decomposition, .pair";

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // after the browser has begun to read it
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function nameOf(figure: Element): string {
  const own =
    figure.querySelector("figcaption")?.textContent ?? figure.ariaLabel ?? figure.closest("[aria-label]")?.ariaLabel;
  return (own ?? "figure").replaceAll(/\s+/g, " ").trim();
}

function headingOf(figure: Element): string {
  return figure.closest(".task .block")?.querySelector(".part")?.textContent ?? "";
}

function button(words: string, label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.ariaLabel = label;
  made.addEventListener("click", act);
  return made;
}

/** A folded menu; it says where a browser cannot draw. */
function menu({ name, heading, element, sheet }: Saved, task: string): HTMLElement {
  const fold = document.createElement("details");
  fold.className = "saves";
  const summary = document.createElement("summary");
  summary.textContent = "Save";
  summary.ariaLabel = `Save: ${name}`;
  const said = document.createElement("span");
  said.role = "status";
  const file = fileName(task, heading, name);
  const numbers = button("CSV", `CSV of ${name}`, () => {
    const found = sheet();
    if (found) download(new Blob(["\ufeff", csvText(found)], { type: "text/csv" }), `${file}.csv`);
  });
  const picture = button("PNG", `PNG of ${name}`, () => {
    const shown = element();
    if (!shown) return;
    portrait(shown).then(
      (blob) => download(blob, `${file}.png`),
      () => {
        said.textContent = "This browser cannot draw it; print or CSV can.";
      },
    );
  });
  fold.append(summary, ...(sheet() ? [numbers] : []), picture, said);
  return fold;
}

function taskOf(element: Element): string {
  return element.closest("section.task")?.ariaLabel ?? "";
}

/** Gives every figure and table in `page` a menu before it. */
export function addSaves(page: Element): void {
  for (const figure of page.querySelectorAll<HTMLElement>(FIGURES)) {
    if (figure.closest(".browser, .fold .fold")) continue;
    const place = figure.closest(".scroll") ?? figure;
    if (place.previousElementSibling?.matches(".saves")) continue;
    const saved = {
      name: nameOf(figure),
      heading: headingOf(figure),
      element: () => figure,
      sheet: () => sheetIn(figure),
    };
    const made = menu(saved, taskOf(figure));
    // a figure among others keeps its place: the menu goes into it
    if (figure.matches("figure")) figure.append(made);
    else place.before(made);
  }
}

/** Gives a sample browser a menu before it, for the maps that it shows at the time. */
export function addMapSave(place: HTMLElement, sheet: () => Sheet): void {
  const element = (): HTMLElement | null => place.querySelector<HTMLElement>(".stage");
  place.before(menu({ name: "Maps of the sample", heading: "", element, sheet }, taskOf(place)));
}
