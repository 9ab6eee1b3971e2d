// Draws the page and moves what moves: tasks, theme, print and the sample browsers.

import { reportPage } from "../src/report-page.ts";
import type { PageData } from "../src/view.ts";
import { startBrowser } from "./browser.ts";
import { foldIfNarrow } from "./narrow.ts";
import type { CloudPainter } from "./painter.ts";
import { startPrinting } from "./print.ts";
import { startReload } from "./reload.ts";
import { startTasks } from "./tasks.ts";
import { startTheme } from "./theme.ts";

/** Reads the data of the page, which its maker checked, and fills it. */
export function startPage(painter: CloudPainter): void {
  const data: PageData = JSON.parse(document.getElementById("stillpoint-data")?.textContent ?? "null");
  const page = document.getElementById("page");
  if (page) {
    page.innerHTML = reportPage(data);
    startTasks(page, (section) => {
      foldIfNarrow(section);
      for (const place of section.querySelectorAll<HTMLElement>(".browser")) {
        const pictures = data.pictures.filter((picture) => picture.task === place.dataset.task);
        startBrowser(place, pictures, { painter });
      }
    });
  }
  startReload();
  startTheme();
  startPrinting();
}
