// Draws the page and moves what moves: tasks, theme, print and the sample browsers.

import { mapSheet } from "../src/map-sheet.ts";
import { type PackedPictures, unpackedPictures } from "../src/packed-picture.ts";
import { reportPage } from "../src/report-page.ts";
import type { ReportView } from "../src/view.ts";
import { startBeside } from "./beside.ts";
import { startBrowser } from "./browser.ts";
import { startCells } from "./cells.ts";
import { foldIfNarrow } from "./narrow.ts";
import type { CloudPainter } from "./painter.ts";
import { startPrinting } from "./print.ts";
import { startReload } from "./reload.ts";
import { addMapSave, addSaves } from "./saves.ts";
import { startTasks } from "./tasks.ts";
import { startTheme } from "./theme.ts";

/** Reads the data of the page, which its maker checked, and fills it. */
export function startPage(painter: CloudPainter): void {
  const data: PackedPictures & { readonly report: ReportView } = JSON.parse(
    document.getElementById("stillpoint-data")?.textContent ?? "null",
  );
  const page = document.getElementById("page");
  if (page) {
    page.innerHTML = reportPage({ report: data.report, pictures: unpackedPictures(data) });
    startCells(page);
    startBeside(page, data.report);
    for (const part of page.querySelectorAll(".top, #glance")) addSaves(part);
    startTasks(page, (section) => {
      foldIfNarrow(section);
      addSaves(section);
      for (const place of section.querySelectorAll<HTMLElement>(".browser")) {
        const task = data.report.tasks.find(({ id }) => id === place.dataset.task);
        const shown = startBrowser(place, unpackedPictures(data, place.dataset.task), {
          painter,
          ...(typeof task?.samples === "number" ? { samples: task.samples } : {}),
        });
        if (shown) addMapSave(place, () => mapSheet(shown().picture, shown().state));
      }
    });
  }
  startReload();
  startTheme();
  startPrinting();
}
