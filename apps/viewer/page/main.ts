// Draws the page and moves what moves: the theme and the sample browsers.

import { reportPage } from "../src/report-page.ts";
import type { PageData } from "../src/view.ts";
import { startBrowser } from "./browser.ts";
import { startPrinting } from "./print.ts";
import { startTheme } from "./theme.ts";

const data: PageData = JSON.parse(document.getElementById("stillpoint-data")?.textContent ?? "null");
const page = document.getElementById("page");
if (page) {
  page.innerHTML = reportPage(data);
  for (const place of page.querySelectorAll<HTMLElement>(".browser")) {
    const pictures = data.pictures.filter((picture) => picture.task === place.dataset.task);
    startBrowser(place, pictures);
  }
}
startTheme();
startPrinting();
