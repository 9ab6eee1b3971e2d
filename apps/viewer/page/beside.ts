// A second report, chosen or dropped: read here, shown beside this one, sent nowhere.

import { type ComparableReport, comparable, comparableText } from "../src/comparable.ts";
import { changeSentence, sideBySide } from "../src/side-by-side.ts";
import { addSaves } from "./saves.ts";

async function show(page: HTMLElement, own: ComparableReport, file: File): Promise<void> {
  const told = page.querySelector(".beside .told");
  const result = page.querySelector(".beside .result");
  if (!told || !result) return;
  const other = comparableText(await file.text());
  if (!other) {
    result.innerHTML = "";
    told.textContent = `${file.name} is no report of Stillpoint: expected a report.json or a report.html.`;
    return;
  }
  told.textContent = `${file.name} was read. ${changeSentence(own, other)}`;
  result.innerHTML = sideBySide(own, other, file.name);
  addSaves(result);
  if (page.dataset.view === "task") location.hash = "#glance";
  result.closest(".beside")?.scrollIntoView({ block: "start" });
}

/** Takes reports by choice and by drop. */
export function startBeside(page: HTMLElement, report: unknown): void {
  const own = comparable(report);
  if (!own || !page.querySelector(".beside")) return;
  page.querySelector(".beside")?.addEventListener("change", ({ target }) => {
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (file) void show(page, own, file);
  });
  // without this the browser would leave the page for the file
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) void show(page, own, file);
  });
}
